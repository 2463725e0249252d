import { expect, test } from 'vitest';
import { classify, type IntentModel } from '#shared/understanding/intents/model';
import { load, loadKept, serialise, serialiseKept } from '#shared/understanding/intents/store';
import { type Example, train } from '#shared/understanding/intents/train';
import { none, shop } from './shop.ts';

const all = [...shop, ...none];
const warranty: Example[] = [
  'is this under warranty',
  'the warranty card is lost',
  'how long is the guarantee',
  'repair under warranty',
  '保修期多久',
  '还在保修期内吗',
  '保修卡丢了怎么办',
  '质保怎么算',
].map((text) => ({ text, intent: 'warranty' }));

const intentsBy = (model: IntentModel, texts: readonly Example[]) =>
  texts.map(({ text }) => classify(model, text).intent);
const right = (model: IntentModel, texts: readonly Example[]): number =>
  texts.filter(({ text, intent }) => classify(model, text).intent === intent).length;

test('the same examples give the same version, one more gives another', () => {
  const version = train({ examples: all }).model.version;

  expect(train({ examples: all }).model.version).toBe(version);
  expect(train({ examples: [...all, ...warranty.slice(0, 1)] }).model.version).not.toBe(version);
});

test('an intent added to what was kept is known at once, and the others as after learning everything anew', () => {
  const { kept } = train({ examples: all });

  const added = train({ examples: [...all, ...warranty], kept: loadKept(serialiseKept(kept)) }).model;

  const anew = train({ examples: [...all, ...warranty] }).model;
  expect(intentsBy(added, [...shop, ...warranty])).toEqual(intentsBy(anew, [...shop, ...warranty]));
  expect(right(added, [...shop, ...warranty])).toBe(shop.length + warranty.length);
});

test('an intent removed is forgotten, and the others as after learning everything anew', () => {
  const { kept } = train({ examples: [...all, ...warranty] });

  const without = train({ examples: all, kept }).model;

  expect(without.intents).not.toContain('warranty');
  expect(intentsBy(without, shop)).toEqual(intentsBy(train({ examples: all }).model, shop));
});

test('temperature and threshold are kept while few examples change, and read anew when many do', () => {
  const { kept, model } = train({ examples: all });

  const few = train({ examples: [...all, ...warranty.slice(0, 2)], kept });
  const many = train({ examples: [...all, ...warranty], kept });

  expect(few.model.threshold).toBe(model.threshold);
  expect(few.kept.calibratedOn).toBe(all.length);
  expect(many.kept.calibratedOn).toBe(all.length + warranty.length);
});

test('an intent’s name counts as an example of it', () => {
  const named = train({ examples: all, names: { trackParcel: 'whereabouts of a consignment' } }).model;

  expect(classify(named, 'whereabouts of the consignment').intent).toBe('trackParcel');
});

test('a model goes through its file unchanged', () => {
  const { model } = train({ examples: all });

  const loaded = load(serialise(model));

  expect(loaded).toEqual(model);
});

test('a file that is cut short or of another kind is refused', () => {
  const { model, kept } = train({ examples: shop });
  const bytes = serialise(model);

  expect(() => load(bytes.subarray(0, bytes.length - 9))).toThrow(/cut short/);
  expect(() => load(serialiseKept(kept))).toThrow(/not a file of kind BIM1: it begins with "BIK1"/);
});

test('held-out examples choose the threshold, and are learned from only if that is wanted', () => {
  const often = Array.from({ length: 4 }, () => shop).flat();
  const held = [...often, ...warranty];

  const apart = train({ examples: shop, heldOut: held, learnHeldOut: false }).model;
  const learned = train({ examples: shop, heldOut: held }).model;

  expect(held.length).toBeGreaterThan(200);
  expect(apart.intents).not.toContain('warranty');
  expect(learned.intents).toContain('warranty');
  const turnedAway = often.filter(({ text }) => classify(apart, text).outOfScope).length;
  expect(turnedAway / often.length).toBeLessThanOrEqual(0.08);
});
