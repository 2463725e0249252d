import { expect, test } from 'vitest';
import { readContent } from '#shared/knowledge/lifecycle/content';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import { type ArticleRecord, STATES } from '#shared/knowledge/lifecycle/record';
import { actOnVersion, actsFor, undoOfWithdrawal } from '../../console/knowledge/articles/article-acts.ts';
import { seenOf } from '../../console/knowledge/articles/filter.ts';
import {
  contentOf,
  emptyForm,
  type Form,
  faultsOf,
  formOf,
  idFault,
  idFrom,
  movedQuestion,
  sameForm,
  withoutQuestion,
  withQuestion,
} from '../../console/knowledge/articles/form.ts';
import { limits } from '../../console/knowledge/articles/limits.ts';
import { withMark } from '../../console/knowledge/articles/toolbar.ts';
import { dayOf, standingOfDay } from '../../console/knowledge/days.ts';
import { disagreement } from '../../console/knowledge/differing.ts';

const text = { title: 'How long?', questions: ['Until when?'], answer: 'Within **30 days**.' };
const form = (more: Partial<Form> = {}): Form => ({ ...emptyForm, texts: { ...emptyForm.texts, en: text }, ...more });
const english = (more: Partial<typeof text>): Form =>
  form({ texts: { en: { ...text, ...more }, zh: emptyForm.texts.zh } });

test('what is written comes back as it was, without what is empty and with where it came from', () => {
  const written = form({ tags: 'returns, money， returns', owner: ' Ann ', validUntil: '2027-01-01' });
  const source = { kind: 'import', importId: 'i1' } as const;

  const content = contentOf(written, source);

  expect(content).toEqual({
    texts: { en: text },
    tags: ['returns', 'money'],
    audience: 'both',
    source,
    owner: 'Ann',
    validUntil: '2027-01-01',
  });
  expect(readContent(content)).toEqual(content);
  expect(sameForm(formOf(content), written)).toBe(true);
  expect(sameForm(english({ questions: ['Until when?', ' '] }), form())).toBe(true);
  expect(sameForm(english({ answer: 'Within 31 days.' }), form())).toBe(false);
});

const long = (length: number) => 'a'.repeat(length);
test.each([
  ['title', (n: number) => english({ title: long(n) }), limits.title, 'texts.en.title'],
  ['question', (n: number) => english({ questions: [long(n)] }), limits.question, 'texts.en.questions.0'],
  ['answer', (n: number) => english({ answer: long(n) }), limits.answer, 'texts.en.answer'],
  [
    'number of questions',
    (n: number) => english({ questions: Array(n).fill('a') }),
    limits.questions,
    'texts.en.questions',
  ],
  ['tag', (n: number) => form({ tags: long(n) }), limits.tag, 'tags'],
  [
    'number of tags',
    (n: number) => form({ tags: Array.from({ length: n }, (_, at) => `t${at}`).join() }),
    limits.tags,
    'tags',
  ],
  ['owner', (n: number) => form({ owner: long(n) }), limits.owner, 'owner'],
])('the page and the cloud have one limit for the %s', (_what, written, limit, field) => {
  expect(faultsOf(written(limit))).toEqual({});
  expect(readContent(contentOf(written(limit)))).not.toHaveProperty('refused');
  expect(faultsOf(written(limit + 1))).toMatchObject({ [field]: { over: 1 } });
  expect(readContent(contentOf(written(limit + 1)))).toHaveProperty('refused');
});

test.each([
  [emptyForm, 'texts', 'missing'],
  [english({ answer: ' ' }), 'texts.en.answer', 'missing'],
  [english({ title: '' }), 'texts.en.title', 'missing'],
  [english({ answer: '<b>now</b>' }), 'texts.en.answer', 'unsafe'],
  [english({ answer: '[x](javascript:alert(1))' }), 'texts.en.answer', 'unsafe'],
  [english({ questions: ['\u202E03'] }), 'texts.en.questions.0', 'unsafe'],
  [form({ tags: 'Not_A-Tag' }), 'tags', 'slug'],
  [form({ validFrom: '2027-01-02', validUntil: '2027-01-01' }), 'validUntil', 'before-from'],
])('what the cloud would refuse is told beside its field (%#)', (written, field, why) => {
  expect(faultsOf(written)[field]).toMatchObject({ why });
  expect(readContent(contentOf(written))).toHaveProperty('refused');
});

test.each([
  ['How long is a gift card valid?', 'how-long-is-a-gift-card-valid'],
  ['  Crème brûlée — 2 for 1!  ', 'creme-brulee-2-for-1'],
  ['多久之内可以退货？', ''],
])('the title %s gives the name %s', (title, id) => {
  expect(idFrom(title)).toBe(id);
  expect(idFault(id)?.why).toBe(id ? undefined : 'missing');
});

test('questions come below the one before, change places, and go; at the edge nothing moves', () => {
  expect(withQuestion(['a', 'b'], 0)).toEqual({ questions: ['a', '', 'b'], at: 1 });
  expect(withoutQuestion(['a', 'b'], 1)).toEqual({ questions: ['a'], at: 0 });
  expect(movedQuestion(['a', 'b', 'c'], 1, 1)).toEqual({ questions: ['a', 'c', 'b'], at: 2 });
  expect(movedQuestion(['a', 'b'], 0, -1)).toEqual({ questions: ['a', 'b'], at: 0 });
});

test.each([
  ['bold', 'in |30 days|.', 'in **|30 days|**.'],
  ['bold', 'in **|30 days|**.', 'in |30 days|.'],
  ['list', 'so:\n|one\ntwo|\nend', 'so:\n|- one\n- two|\nend'],
  ['list', '|- one|', '|one|'],
  ['link', 'see |here|', 'see [here](|https://|)'],
] as const)('%s makes %j into %j', (mark, before, after) => {
  const selected = (marked: string) => {
    const [a = '', b = '', c = ''] = marked.split('|');
    return { text: a + b + c, from: a.length, to: a.length + b.length };
  };
  expect(withMark(mark, selected(before))).toEqual(selected(after));
});

const said = (parts: readonly { text: string; differs: boolean }[]) =>
  parts.map(({ text: words, differs }) => (differs ? `[${words}]` : words)).join('');
test.each([
  ['number', 'Valid for 3 years.', 'Valid for 2 full years.', 'Valid for [3] years.', 'Valid for [2] full years.'],
  ['number', '七天内可退。', '三十天内可以退。', '[七]天内可退。', '[三十]天内可以退。'],
  ['date', 'Until 1 May.', 'Until 2 May.', 'Until [1] May.', 'Until [2] May.'],
  ['yes-no', 'We do ship.', 'We do not ship.', 'We do ship.', 'We do [not] ship.'],
  ['near-duplicate', 'Same?', 'Same thing?', 'Same?', 'Same thing?'],
] as const)(
  'of a %s that disagrees the telling words are marked on both sides (%#)',
  (kind, mine, theirs, one, other) => {
    const found = disagreement(kind, mine, theirs);
    expect([said(found.mine), said(found.theirs)]).toEqual([one, other]);
  },
);

test.each([
  ['2026-11-19', 'over'],
  ['2026-11-20', 'soon'],
  ['2026-12-20', 'soon'],
  ['2026-12-21', undefined],
  [undefined, undefined],
])('of a text valid until %s it is said on 20 November: %s', (last, standing) => {
  expect(standingOfDay(last, dayOf(new Date(2026, 10, 20, 23)))).toBe(standing);
});

test('titles are searched by all words, in any order, among what is loaded', () => {
  const one = (title: string, source: 'written' | 'import') =>
    ({ id: title, n: 1, state: 'draft', title, audience: 'both', source, at: '' }) as const;
  const all = [one('Gift card valid', 'written'), one('Gift wrap', 'import')];
  const titles = (words: string, source: 'import' | '' = '') =>
    seenOf(all, { shelf: 'draft', owner: '', source, words }).map(({ title }) => title);
  expect(titles('VALID gift')).toEqual(['Gift card valid']);
  expect(titles('gift', 'import')).toEqual(['Gift wrap']);
  expect(titles('')).toHaveLength(2);
});

const by = { id: 'kim', name: 'Kim' };
const content = (answer: string) => contentOf(english({ answer }));
const done = (record: ArticleRecord | undefined, act: Act): ArticleRecord => {
  const decided = decide('a', record, act, { by, at: '2026-11-20T09:00:00.000Z' });
  if ('refused' in decided) throw new Error(decided.refused);
  return decided.record;
};
const story = (...acts: Act[]) => acts.reduce<ArticleRecord | undefined>((before, act) => done(before, act), undefined);
const published: Act[] = [{ act: 'save', content: content('one') }, { act: 'submit' }, { act: 'publish' }];
const draftBeside: Act[] = [...published, { act: 'save', content: content('two') }];

test('every act that is offered is accepted by the cloud, in every state and with every text', () => {
  const stories: Act[][] = [
    published.slice(0, 1),
    published.slice(0, 2),
    published,
    draftBeside,
    [...draftBeside, { act: 'submit' }],
    [...published, { act: 'retire' }],
    [...published, { act: 'withdraw', note: 'x' }],
  ];
  const seen = new Set<string>();
  for (const record of stories.map((acts) => story(...acts) as ArticleRecord)) {
    seen.add(record.state);
    for (const shown of ['newest', 'served'] as const)
      for (const unsaved of [true, false])
        for (const act of shown === 'served' && !record.served ? [] : actsFor(record, shown, unsaved))
          expect(() =>
            done(record, {
              act,
              note: 'why',
              content: content('other'),
              former: { n: record.newest, content: content('former') },
            } as unknown as Act),
          ).not.toThrow();
    const act = actOnVersion(record);
    expect(() => done(record, { act, former: { n: 1, content: content('former') } })).not.toThrow();
  }
  expect(seen).toEqual(new Set(STATES));
});

test('a retired article is offered to come back, and unsaved words are not passed over', () => {
  const retired = story(...published, { act: 'retire' }) as ArticleRecord;
  expect(actsFor(retired, 'newest', false)).toEqual(['restore']);
  expect(actsFor(story(...published) as ArticleRecord, 'newest', true)).toEqual(['save', 'correct']);
  expect(actsFor(story(...draftBeside) as ArticleRecord, 'newest', true)).toEqual(['save']);
});

test.each([
  ['alone', published, 'published'],
  ['with a draft beside it', draftBeside, 'draft'],
  ['with a draft in review beside it', [...draftBeside, { act: 'submit' } as const], 'in-review'],
])('a withdrawal %s is taken back whole: the same text is served, the draft is what it was', (_how, acts, state) => {
  const before = story(...acts) as ArticleRecord;
  let record = done(before, { act: 'withdraw', note: 'why' });
  for (const step of undoOfWithdrawal(before)) {
    const former = { n: before.served?.n ?? 0, content: before.served?.content ?? before.content };
    record = done(record, step.act === 'restore' ? { act: 'restore', former } : step);
  }
  expect(record.served?.content).toEqual(before.served?.content);
  expect([record.state, record.content]).toEqual([state, before.content]);
});
