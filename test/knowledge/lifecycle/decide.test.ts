import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Content } from '#shared/knowledge/lifecycle/content';
import { type Act, type ActRefused, allowedIn, type Decided, decide } from '#shared/knowledge/lifecycle/decide';
import { ACTS, type ArticleRecord, evolve, STATES, type Version } from '#shared/knowledge/lifecycle/record';
import { checked, mayTell } from '#shared/knowledge/lifecycle/serving';
import { content } from './contents.ts';

const ID = 'return-window';
const kim = { id: 'kim', name: 'Kim' };
const at = '2026-11-20T09:00:00.000Z';

/** An article and everything that was done to it. */
class Life {
  record: ArticleRecord | undefined;
  readonly versions: Version[] = [];

  try(act: Act, seen = this.record?.n ?? 0): Decided | ActRefused {
    const decided = decide(ID, this.record, act, { by: kim, at, seen });
    if ('refused' in decided) return decided;
    this.record = decided.record;
    this.versions.push(decided.version);
    return decided;
  }

  do(...acts: Act[]): this {
    for (const act of acts) {
      const decided = this.try(act);
      if ('refused' in decided) throw new Error(`${act.act}: ${JSON.stringify(decided)}`);
    }
    return this;
  }

  former(n: number): Version {
    const version = this.versions[n - 1];
    if (!version) throw new Error(`no version ${n}`);
    return version;
  }
}

const save = (answer?: string, more?: Partial<Content>): Act => ({ act: 'save', content: content(answer, more) });
const correct = (answer: string): Act => ({ act: 'correct', content: content(answer) });
const submit: Act = { act: 'submit' };
const publish: Act = { act: 'publish' };
const withdraw: Act = { act: 'withdraw', note: 'the figure is wrong' };
const published = () => new Life().do(save(), submit, publish);

test('a text is served from the moment it is published, and not before', () => {
  const life = new Life().do(save(), submit);
  expect(life.record?.served).toBeUndefined();

  life.do(publish);

  expect(life.record).toMatchObject({ n: 3, state: 'published', served: { n: 3, content: content() } });
});

test('a draft over a published text leaves the published text in service', () => {
  const life = published().do(save('Within 14 days.'));

  expect(life.record).toMatchObject({ state: 'draft', content: content('Within 14 days.') });
  expect(life.record?.served).toEqual({ n: 3, content: content() });
});

test('a correction is served at once, and an open draft beside it stays open', () => {
  const life = published().do(save('Within 14 days, perhaps.'), correct('Within 31 days.'));

  expect(life.record?.served).toEqual({ n: 5, content: content('Within 31 days.') });
  expect(life.record).toMatchObject({ state: 'draft', content: content('Within 14 days, perhaps.'), newest: 4 });
});

test('a withdrawn text is served no more, and can be put right and published again', () => {
  const life = published().do(withdraw);
  expect(life.record).toMatchObject({ state: 'draft', content: content() });
  expect(life.record).not.toHaveProperty('served');

  life.do(submit, publish);

  expect(life.record?.served?.n).toBe(6);
});

test('rolled back, the old text is served under a new version that names the old one', () => {
  const life = published().do(correct('Within 300 days.'));
  life.do({ act: 'roll-back', former: life.former(3) });

  expect(life.record?.served).toEqual({ n: 5, content: content() });
  expect(life.versions.at(-1)).toMatchObject({ n: 5, act: 'roll-back', of: 3, by: kim, at });
});

test('restored, a retired article is a draft and nothing of it is served', () => {
  const life = published().do({ act: 'retire' });
  life.do({ act: 'restore', former: life.former(3) });

  expect(life.record).toMatchObject({ state: 'draft', content: content() });
  expect(life.record).not.toHaveProperty('served');
});

test('an import that is undone leaves every article as it stood, with both its texts', () => {
  const life = published().do(save('A better draft.'));
  const before = life.record;
  life.do({ act: 'import', content: content('From a file.') });
  life.do({ act: 'undo-import', ...(before && { former: before }) });

  expect(life.record).toEqual({ ...before, n: 6 });
  expect(life.versions).toHaveLength(6);
});

test('what an import alone had brought is retired when the import is undone', () => {
  const life = new Life().do({ act: 'import', content: content() }, { act: 'undo-import' });

  expect(life.record).toMatchObject({ state: 'retired', n: 2 });
  expect(life.record).not.toHaveProperty('served');
});

describe('refused is', () => {
  test.each([
    ['stale-version', published(), 2, publish, { newest: 3, by: kim, at }],
    ['wrong-state', new Life(), 0, submit, { state: 'none', allowed: ['draft'] }],
    ['wrong-state', new Life().do(save()), 1, publish, { state: 'draft', allowed: ['in-review'] }],
    ['wrong-state', published().do({ act: 'retire' }), 4, save('x'), { state: 'retired' }],
    ['not-served', new Life().do(save()), 1, correct('x'), { act: 'correct' }],
    ['not-served', new Life().do(save()), 1, withdraw, { act: 'withdraw' }],
    ['nothing-changed', published(), 3, save(), {}],
    ['nothing-changed', published(), 3, correct('Within 30 days.'), {}],
    ['note-needed', new Life().do(save(), submit), 2, { act: 'reject', note: '  ' }, { field: 'note' }],
    ['note-needed', published(), 3, { act: 'withdraw', note: 'x'.repeat(2001) }, { limit: '1 to 2000 characters' }],
  ] as [ActRefused['refused'], Life, number, Act, object][])(
    '%s (%#), with what would work',
    (code, life, seen, act, more) => {
      const before = life.record;

      expect(life.try(act, seen)).toMatchObject({ refused: code, ...more });
      expect(life.record).toBe(before);
    },
  );

  test('nothing for want of a fence where an editor withdraws what is wrong now, whoever wrote meanwhile', () => {
    const { record } = published();

    expect(decide(ID, record, withdraw, { by: kim, at })).toHaveProperty('record');
  });

  test('the order of fields does not make two contents differ', () => {
    const { tags, ...rest } = content();

    expect(published().try({ act: 'save', content: { tags, ...rest } })).toEqual({ refused: 'nothing-changed' });
  });
});

const anyAct = (life: Life): fc.Arbitrary<Act> => {
  const text = fc.constantFrom('10 days.', '20 days.', '30 days.').map((answer) => content(answer));
  const note = fc.constantFrom('because', '');
  const former = fc.nat().map((n) => life.versions[n % Math.max(1, life.versions.length)]);
  return fc.oneof(
    text.map((one): Act => ({ act: 'save', content: one })),
    text.map((one): Act => ({ act: 'correct', content: one })),
    text.map((one): Act => ({ act: 'import', content: one })),
    fc.constantFrom<Act>(submit, publish, { act: 'retire' }),
    note.map((one): Act => ({ act: 'withdraw', note: one })),
    note.map((one): Act => ({ act: 'reject', note: one })),
    former.map((one): Act => (one ? { act: 'restore', former: one } : submit)),
    former.map((one): Act => (one ? { act: 'roll-back', former: one } : submit)),
    former.map((one): Act => (one ? { act: 'undo-import', former: foldTo(life, one.n) } : submit)),
  );
};

/** The record as its versions alone tell it. */
const foldTo = (life: Life, n: number): ArticleRecord => evolve(life.former(n), (of) => life.former(of).content);

/** A whole life by chance; `check` looks after each act that was accepted. */
const lives = (check: (life: Life, act: Act) => void) =>
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: 5, max: 40 }), (seeds, length) => {
      const life = new Life();
      for (let step = 0; step < length; step += 1) {
        const seed = seeds.next().value ?? 0;
        const [act] = fc.sample(anyAct(life), { seed, numRuns: 1 });
        if (act && !('refused' in life.try(act))) check(life, act);
      }
    }),
    { numRuns: 150 },
  );

test('no act from any state loses or changes a version: they stay dense, and their fold is the record', () => {
  let kept: string[] = [];
  lives((life) => {
    if (life.versions.length === 1) kept = [];
    const now = life.versions.map((one) => JSON.stringify(one));
    expect(now.slice(0, -1)).toEqual(kept);
    expect(life.versions.map(({ n }) => n)).toEqual(life.versions.map((_, index) => index + 1));
    expect(foldTo(life, life.versions.length)).toEqual(life.record);
    kept = now;
  });
});

test('after a withdrawal, a retirement or the end of its days nothing of an article can be told to anybody', () => {
  lives(({ record }, { act }) => {
    const served = new Map(record?.served ? [[ID, record.served]] : []);
    const hit = { articleId: ID, version: 1, language: 'en' as const, title: 't', answer: 'a', tags: [] };
    if (act === 'withdraw' || act === 'retire') expect(checked([hit], served, '2026-11-20')).toEqual([]);
    if (!record?.served) return;
    const ended = { ...record.served, content: { ...record.served.content, validUntil: '2026-11-19' } };
    expect(checked([hit], new Map([[ID, ended]]), '2026-11-20')).toEqual([]);
    expect(mayTell('agents', ended, '2026-11-20')).toBe(false);
  });
});

test('every state can be reached, and every act is possible in some state', () => {
  const seen = new Set<string>();
  lives(({ record }, { act }) => seen.add(record?.state ?? '').add(act));

  expect([...seen].toSorted()).toEqual([...STATES, ...ACTS].toSorted());
  expect(Object.keys(allowedIn).toSorted()).toEqual([...ACTS].toSorted());
});
