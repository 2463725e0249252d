import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { INTENT_LIMITS, type Intent } from '#shared/protocol/intents';
import type { IntentChange, IntentStore, PublishedIntents, StoredIntent } from '#shared/store/intent-store';

const by = { id: 'kim', name: 'Kim' };
const AT = '2026-11-20T09:00:00.000Z';
const someone = () => `intent-${randomUUID()}`;
const intentOf = (name: string, more: Partial<Intent> = {}): Intent => ({
  name,
  examples: { en: ['where is my parcel', 'has it shipped'], zh: ['到哪了'] },
  ...more,
});

/** One more version: of this intent, or without one a removal. */
const change = (name: string, before: StoredIntent | undefined, intent?: Intent): IntentChange => {
  const n = (before?.n ?? 0) + 1;
  const said = intent && { intent };
  return {
    ...(before && { before }),
    record: { name, n, at: AT, by, ...said },
    version: { n, act: intent ? 'save' : 'remove', at: AT, by, ...said },
  };
};

/** What keeps intents must do, whichever it is. Others may have written into the same place. */
export const intentStoreContract = (name: string, open: () => Promise<IntentStore>) => {
  /** These intents, one after another, a removal where there is none; the record after the last. */
  const done = async (store: IntentStore, id: string, ...intents: (Intent | undefined)[]): Promise<StoredIntent> => {
    let record: StoredIntent | undefined;
    for (const intent of intents) {
      const one = change(id, record, intent);
      expect(await store.write(one)).toBe('written');
      record = one.record;
    }
    if (!record) throw new Error('nothing was done');
    return record;
  };
  const standing = async (store: IntentStore, ...names: string[]): Promise<StoredIntent[]> =>
    (await store.all()).filter((one) => names.includes(one.name));

  describe(name, () => {
    test('all are read as they were written last, by name, each once', async () => {
      const store = await open();
      const names = [someone(), someone(), someone()].sort().reverse();
      const first = await done(store, names[0] ?? '', intentOf(names[0] ?? ''));
      const second = await done(
        store,
        names[1] ?? '',
        intentOf(names[1] ?? ''),
        intentOf(names[1] ?? '', { skill: 'billing', handOff: true, sensitive: true }),
      );
      const third = await done(store, names[2] ?? '', intentOf(names[2] ?? ''));

      const wanted = [first, second, third].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(await standing(store, ...names)).toEqual(wanted);
    });

    test('a removed one is listed without its examples, keeps its versions, and comes back after them', async () => {
      const store = await open();
      const id = someone();
      const removed = await done(store, id, intentOf(id), undefined);
      expect(await standing(store, id)).toEqual([{ name: id, n: 2, at: AT, by }]);

      const again = change(id, removed, intentOf(id, { skill: 'billing' }));
      expect(await store.write(again)).toBe('written');

      expect(await store.versions(id, 9)).toEqual([
        again.version,
        { n: 2, act: 'remove', at: AT, by },
        { n: 1, act: 'save', at: AT, by, intent: intentOf(id) },
      ]);
    });

    test('versions come newest first, no more than were asked for, and none of another intent', async () => {
      const store = await open();
      const [id, other] = [someone(), someone()];
      await done(store, id, ...Array.from({ length: 11 }, (_, n) => intentOf(id, { skill: `skill-${n}` })));
      await done(store, other, intentOf(other));

      // The tenth comes after the ninth, not after the first.
      expect((await store.versions(id, 3)).map(({ n }) => n)).toEqual([11, 10, 9]);
      expect((await store.versions(other, 9)).map(({ n }) => n)).toEqual([1]);
      expect(await store.versions(someone(), 9)).toEqual([]);
    });

    test('of intents as large as they may be, too, no more versions come than were asked for', async () => {
      const store = await open();
      const id = someone();
      const examples = (letter: string) => Array<string>(INTENT_LIMITS.examples).fill(letter.repeat(300));
      const large = intentOf(id, { examples: { en: examples('a'), zh: examples('退') } });
      await done(store, id, ...Array<Intent>(6).fill(large));

      expect((await store.versions(id, 5)).map(({ n }) => n)).toEqual([6, 5, 4, 3, 2]);
      expect(await standing(store, id)).toMatchObject([{ n: 6, intent: large }]);
    });

    test('who has not seen the newest version loses, and leaves nothing behind', async () => {
      const store = await open();
      const id = someone();
      const first = await done(store, id, intentOf(id));
      const second = change(id, first, intentOf(id, { skill: 'billing' }));
      expect(await store.write(second)).toBe('written');

      const late = intentOf(id, { skill: 'returns' });
      expect(await store.write(change(id, first, late))).toBe('lost');
      expect(await store.write(change(id, undefined, late))).toBe('lost');

      expect(await standing(store, id)).toEqual([second.record]);
      expect((await store.versions(id, 9)).map(({ intent }) => intent?.skill)).toEqual(['billing', undefined]);
    });

    test('what was published last is live, and nothing is where no intent is left', async () => {
      const store = await open();
      const published = (version: string): PublishedIntents => ({
        version,
        at: AT,
        by,
        intents: 2,
        examples: 9,
        key: `intents/${version}`,
        kept: `intents/${version}-kept`,
        from: 'a fingerprint',
      });
      await store.makeLive(published('v1'));
      await store.makeLive(published('v2'));
      expect(await store.live()).toEqual(published('v2'));

      await store.makeLive(undefined);
      expect(await store.live()).toBeUndefined();
    });
  });
};
