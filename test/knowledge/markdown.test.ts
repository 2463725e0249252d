import { expect, test } from 'vitest';
import { describeProblem, parseArticles } from '#shared/knowledge/markdown';

const page = `# Returns

For colleagues: ask after-sales before changing a figure.

## returns-unopened-food
- tags: returns, food
- valid: 2026-01-01 … 2026-12-31
- owner: after-sales
- review by: 2027-03-01

### en: Can I return food or milk powder?
- Is milk powder returnable?
- I want to send baby formula back

Unopened food, yes:

- within **7 days**
- at our cost

### zh: 食品和奶粉可以退吗？
- 奶粉退不了？

未开封的7天内可以退。

## returns-later
- tags: returns

### zh：还能退吗？

可以。
`;

const read = (markdown: string) => parseArticles(markdown, { file: 'returns.md' });
const told = (markdown: string) => read(markdown).problems.map(describeProblem);
const broken = (from: string, to: string) => told(page.replace(from, to));

test('a page of articles is read whole', () => {
  const { articles, problems } = parseArticles(page, { file: 'returns.md', version: 4 });

  expect(problems).toEqual([]);
  expect(articles).toEqual([
    {
      id: 'returns-unopened-food',
      version: 4,
      tags: ['returns', 'food'],
      owner: 'after-sales',
      reviewBy: '2027-03-01',
      validFrom: '2026-01-01',
      validUntil: '2026-12-31',
      texts: {
        en: {
          title: 'Can I return food or milk powder?',
          questions: ['Is milk powder returnable?', 'I want to send baby formula back'],
          answer: 'Unopened food, yes:\n\n- within **7 days**\n- at our cost',
        },
        zh: { title: '食品和奶粉可以退吗？', questions: ['奶粉退不了？'], answer: '未开封的7天内可以退。' },
      },
    },
    {
      id: 'returns-later',
      version: 4,
      tags: ['returns'],
      texts: { zh: { title: '还能退吗？', questions: [], answer: '可以。' } },
    },
  ]);
});

test('line ends of Windows read like any other', () => {
  expect(read(page.replaceAll('\n', '\r\n'))).toEqual(read(page));
});

test.each([
  ['2026-01-01 … 2026-12-31', { validFrom: '2026-01-01', validUntil: '2026-12-31' }],
  ['2026-01-01 .. 2026-12-31', { validFrom: '2026-01-01', validUntil: '2026-12-31' }],
  ['2026-01-01…', { validFrom: '2026-01-01' }],
  ['… 2026-12-31', { validUntil: '2026-12-31' }],
])('"valid: %s" is understood', (written, days) => {
  const [article] = read(page.replace('2026-01-01 … 2026-12-31', written)).articles;

  const { validFrom, validUntil } = article ?? {};
  expect({ ...(validFrom && { validFrom }), ...(validUntil && { validUntil }) }).toEqual(days);
});

test.each([
  [
    '2026-01-01 … 2026-12-31',
    '2026-01-01',
    /^returns\.md:7 \(returns-unopened-food\): valid: .*either side may be missing/,
  ],
  ['2026-01-01 … 2026-12-31', '…', /:7 .*valid/],
  ['2026-12-31', '2026-02-30', /:7 .*valid/],
  ['2026-12-31', '2025-12-31', /:7 .*not after the last/],
  ['2027-03-01', 'next spring', /:9 .*review by: found "next spring"; allowed: a day such as/],
  ['returns, food', 'returns, Baby Food', /:6 .*tags: found "Baby Food"; allowed: lower-case/],
  ['returns, food', '', /:6 .*tags/],
  [
    '- owner: after-sales',
    '- colour: red',
    /:8 .*colour: .*allowed: "- field: value" with tags, valid, owner, review by/,
  ],
  ['- owner: after-sales', 'after-sales owns this', /:8 .*article: found "after-sales owns this"/],
  ['- owner: after-sales', '- tags: twice', /:8 .*tags: .*each field once/],
  ['### en: Can', '### fr: Can', /:11 .*language: found "fr"; allowed: en, zh/],
  ['### zh: 食品', '### en: 食品', /:20 .*language: found "en"; allowed: each language once/],
  ['### zh: 食品和奶粉可以退吗？', '### zh:', /:20 .*title/],
  ['未开封的7天内可以退。', '', /:20 .*answer: .*at least one paragraph/],
  ['## returns-later', '## Returns Later', /:25 .*id/],
  ['## returns-later', '## returns-unopened-food', /:25 .*each article once/],
])('"%s" written as "%s" is told with its line', (right, wrong, expected) => {
  const [first] = broken(right, wrong);

  expect(first).toMatch(expected);
});

test('an article with a problem is not among the articles, the others are', () => {
  const { articles } = read(page.replace('### en: Can', '### fr: Can'));

  expect(articles.map(({ id }) => id)).toEqual(['returns-later']);
});

test('texts before the first article are not lost in silence', () => {
  expect(told('# Returns\n\n### en: Lost?\n\nYes.\n')).toEqual([
    'returns.md:3: article: found "### en: Lost?"; allowed: "## its-id" first',
  ]);
});

test('an article without a text is told', () => {
  expect(told('## empty\n- tags: a\n')[0]).toMatch(/^returns\.md:1 \(empty\): texts/);
});
