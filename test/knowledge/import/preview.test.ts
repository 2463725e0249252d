import { describe, expect, test } from 'vitest';
import { batchesOf, bringAll } from '#shared/knowledge/import/batches';
import { guessMapping, type Mapping } from '#shared/knowledge/import/columns';
import { preview } from '#shared/knowledge/import/preview';
import type { Table } from '#shared/knowledge/import/sources';
import {
  BATCH_ARTICLES,
  BATCH_BYTES,
  type BatchAsk,
  type ImportAnswer,
  type ImportArticle,
} from '#shared/protocol/import';
import { articlesIn, readAs } from './files.ts';

const tableOf = async (csv: string): Promise<Table> => (await readAs('faq.csv', csv))[0] as Table;
const fieldsOf = (mapping: Mapping): string[] =>
  mapping.map(({ field, language }) => (language ? `${field}-${language}` : field));

test.each([
  [
    'Title,Questions,Answer,Language,Tags,Valid from,Valid until,ID\na,b,c,en,,,,x',
    'title question answer language tags validFrom validUntil id',
  ],
  [
    '标题,相似问法,答案,语言,标签,生效日期,失效日期,编号\na,b,c,中文,,,,x',
    'title question answer language tags validFrom validUntil id',
  ],
  [
    'Standard question,Variant 1,Variant 2,Reply,Audience,Owner,Review by\na,b,c,d,,,',
    'title ignore ignore answer audience owner reviewBy',
  ],
  ['Question (EN),Answer (EN),中文问题,中文答案\na,b,c,d', 'question-en answer-en question-zh answer-zh'],
  [
    'No.,Foo,Bar\n1,Short?,A much longer text that answers\n2,Also?,Another long text that answers',
    'ignore title answer',
  ],
  [
    'How do I pay?,By card or on account within thirty days.\nAnd then?,Then we ship it on the next weekday.',
    'title answer',
  ],
])('columns are guessed by their names, or by what stands in them (%#)', async (csv, fields) => {
  expect(fieldsOf(guessMapping(await tableOf(csv))).join(' ')).toBe(fields);
});

test('a table becomes articles, each with where it was read', async () => {
  const csv =
    'Title,Questions,Answer,Tags,Audience,Owner,Review by,Valid until\n' +
    'Return window,How long?|Can I send it back?,Within 30 days.,"Returns, Money",agents,Ana,2027/3/1,2027年12月31日\n';

  const { candidates, faults } = await articlesIn('faq.csv', csv);

  expect(faults).toEqual([]);
  expect(candidates).toEqual([
    {
      article: {
        id: expect.stringMatching(/^return-window-[a-z0-9]+$/),
        tags: ['returns', 'money'],
        audience: 'agents',
        owner: 'Ana',
        reviewBy: '2027-03-01',
        validUntil: '2027-12-31',
        texts: {
          en: { title: 'Return window', questions: ['How long?', 'Can I send it back?'], answer: 'Within 30 days.' },
        },
      },
      places: [{ file: 'faq.csv', row: 2 }],
    },
  ]);
});

test('rows of one id in two languages are one article', async () => {
  const { candidates, faults } = await articlesIn(
    'faq.csv',
    'id,language,title,answer\nKB 1,en,Returns,Thirty days.\nKB 1,zh-CN,退货,三十天。\nKB 1,en,Again,No.\n',
  );

  expect(
    candidates.map(({ article, places }) => [
      article.id,
      article.texts.en?.title,
      article.texts.zh?.title,
      places.length,
    ]),
  ).toEqual([['kb-1', 'Returns', '退货', 3]]);
  expect(faults).toMatchObject([{ row: 4, field: 'id', found: 'kb-1', limit: expect.stringContaining('row 2') }]);
});

test('the same file read again gives the same ids, and another answer keeps the id', async () => {
  const ids = async (answer: string) =>
    (await articlesIn('faq.csv', `标题,答案\n退货,${answer}\n发票,在订单页。\n`)).candidates.map(
      ({ article }) => article.id,
    );

  const first = await ids('七天内。');

  expect(await ids('七天内。')).toEqual(first);
  expect(await ids('十四天内。')).toEqual(first);
  expect(new Set(first).size).toBe(2);
});

test('each fault is told by row, column, what was found and what is allowed, and costs no other row', async () => {
  const csv = `Title,Answer,Language,Audience,Valid from,Valid until,Tags
Good,Yes.,en,,,,
No answer,,en,,,,
Bad day,Yes.,en,,3/4/2026,,
Backwards,Yes.,en,,2026-05-01,2026-04-01,
Bad language,Yes.,fr,,,,
Bad audience,Yes.,en,friends,,,
${'x'.repeat(301)},Yes.,en,,,,
Lost tag,Yes.,en,,,,退货
`;

  const { candidates, faults } = await articlesIn('faq.csv', csv);

  expect(candidates.map(({ article }) => article.texts.en?.title)).toEqual(['Good', 'Lost tag']);
  expect(faults.map(({ row, column, field, leaves }) => [row, column, field, leaves])).toEqual([
    [4, 'Valid from', 'validFrom', 'article'],
    [6, 'Language', 'language', 'article'],
    [7, 'Audience', 'audience', 'article'],
    [9, 'Tags', 'tags', 'value'],
    [3, 'Answer', 'texts.en.answer', 'article'],
    [5, 'Valid until', 'validUntil', 'article'],
    [8, 'Title', 'texts.en.title', 'article'],
  ]);
  expect(faults[0]).toMatchObject({ file: 'faq.csv', found: '3/4/2026', limit: 'a day such as 2026-12-31' });
});

test('an answer in HTML is rewritten, and its script is gone', async () => {
  const csv = 'title,answer\nPaying,"<p>By <b>card</b>.</p><script>steal()</script><ul><li>Visa</li></ul>"\n';

  const { said, faults } = await articlesIn('faq.csv', csv);

  expect([said, faults]).toEqual([[{ title: 'Paying', answer: 'By **card**.\n\n- Visa' }], []]);
});

test('a question that stands in two articles is shown with both places, and neither is left out', async () => {
  const read = await readAs(
    'faq.csv',
    'title,questions,answer\nReturns,How long?,30 days.\nRefunds,how LONG,5 days.\nReturns,,Ask us.\n',
  );

  const { candidates, repeats } = await preview(read);

  expect(candidates).toHaveLength(3);
  expect(repeats.map(({ text, places }) => [text, places.map(({ row }) => row)])).toEqual([
    ['Returns', [2, 4]],
    ['How long?', [2, 3]],
  ]);
});

test('what the editor chose stands above what was guessed', async () => {
  const read = await readAs(
    'faq.csv',
    'Frage,Antwort,Kommentar\nReturns,30 days.,a much longer comment that nobody wants to read\n',
  );
  const mappings: Mapping[] = [[{ field: 'title' }, { field: 'answer' }, { field: 'ignore' }]];

  const { candidates } = await preview(read, {
    mappings,
    language: 'en',
    audience: 'agents',
    owner: 'Kim',
    tags: ['old'],
  });

  expect(candidates[0]?.article).toMatchObject({
    audience: 'agents',
    owner: 'Kim',
    tags: ['old'],
    texts: { en: { title: 'Returns', answer: '30 days.' } },
  });
});

test('a hundred thousand rows are previewed, and how far it is is told', async () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => `title ${n},answer ${n}`).join('\n');
  const read = await readAs('large.csv', `title,answer\n${rows}\n`);
  const told: number[] = [];

  const { candidates, faults } = await preview(read, {}, (done) => told.push(done));

  expect([candidates.length, faults.length]).toEqual([100_000, 0]);
  expect(told.length).toBeGreaterThan(100);
  expect([told.at(-1), told.toSorted((a, b) => a - b)]).toEqual([100_000, told]);
}, 60_000);

describe('in batches', () => {
  const article = (n: number, answer = 'Yes.'): ImportArticle => ({
    id: `a-${n}`,
    tags: [],
    texts: { en: { title: `Question ${n}`, questions: [], answer } },
  });
  const many = (count: number, answer?: string) => Array.from({ length: count }, (_, n) => article(n, answer));

  test('no batch is larger than a request takes, and none is lost', () => {
    const large = batchesOf(many(300, '答'.repeat(10_000)));
    const small = batchesOf(many(1201));

    expect(large.every((batch) => Buffer.byteLength(JSON.stringify(batch)) < BATCH_BYTES * 1.01)).toBe(true);
    expect(large.flat()).toHaveLength(300);
    expect(small.map(({ length }) => length)).toEqual([BATCH_ARTICLES, BATCH_ARTICLES, 201]);
  });

  test('the first answer names the import, the others are sent under its name, and the last one ends it', async () => {
    const asked: BatchAsk[] = [];
    const begun: string[] = [];
    const done: number[] = [];
    const send = async (ask: BatchAsk): Promise<ImportAnswer> => {
      asked.push(ask);
      return { importId: 'i1', state: ask.last ? 'done' : 'running', written: 0, unchanged: 0, retired: 0 };
    };

    const answer = await bringAll(many(1201), {
      mode: 'whole',
      send,
      begun: (id) => begun.push(id),
      progress: (so) => done.push(so),
    });

    expect(answer.state).toBe('done');
    expect(asked.map(({ importId, mode, last }) => [importId, mode, last])).toEqual([
      [undefined, 'whole', false],
      ['i1', 'whole', false],
      ['i1', 'whole', true],
    ]);
    expect([begun, done]).toEqual([['i1'], [500, 1000, 1201]]);
  });
});
