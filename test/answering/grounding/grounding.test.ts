import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresIn } from '#shared/answering/grounding/figures';
import { groundingOf } from '#shared/answering/grounding/grounding';
import { replyOf } from '#shared/answering/grounding/reply';
import { type Shelf, shelf } from './articles.ts';
import { crossed, faithful, unfaithful } from './faithful.ts';

const check = (article: Shelf, text: string, said: string[] = []) =>
  groundingOf({ known: true, claims: [{ text, cites: [1] }] }, [shelf[article]], said);
const blocked = (outcome: ReturnType<typeof check>): boolean => 'blocked' in outcome;

test('of faithful answers in other words at least 95 % pass, in both languages', () => {
  const stopped = faithful.filter(([article, text]) => blocked(check(article, text)));
  const stoppedIn = (pattern: RegExp) => stopped.filter(([article]) => pattern.test(article)).length;
  const all = (pattern: RegExp) => faithful.filter(([article]) => pattern.test(article)).length;

  expect(faithful.length).toBeGreaterThanOrEqual(60);
  expect(stoppedIn(/Zh$/) / all(/Zh$/), JSON.stringify(stopped)).toBeLessThanOrEqual(0.05);
  expect(stoppedIn(/En$/) / all(/En$/), JSON.stringify(stopped)).toBeLessThanOrEqual(0.05);
});

test.each(crossed)(
  'an answer in another language than %s passes by the meaning of its figures: %s',
  (article, text) => {
    expect(check(article, text)).toMatchObject({ grounded: true });
  },
);

test.each(unfaithful.filter(([, , wrong]) => wrong !== ''))(
  'against %s, “%s” is blocked for %s',
  (article, text, wrong) => {
    expect(check(article, text)).toMatchObject({ what: expect.stringContaining(wrong) });
  },
);

test('a figure changed in a faithful answer is blocked', () => {
  const changed = faithful.flatMap(([article, text]) =>
    [...text.matchAll(/(?<![\d@a-z.-])\d{1,3}(?![\d-])/g)].map((match) => {
      const wrong = `${Number(match[0]) * 7 + 13}`;
      return [article, text.slice(0, match.index) + wrong + text.slice(match.index + match[0].length)] as const;
    }),
  );
  const missed = changed.filter(([article, text]) => !blocked(check(article, text)));

  expect(changed.length).toBeGreaterThan(40);
  expect(missed).toEqual([]);
});

const inventedPrice = fc
  .tuple(
    fc.integer({ min: 101, max: 99_999 }),
    fc.constantFrom('¥#', '#元', '$#', '# yuan', '#块钱', 'USD #', '€#', '# dollars', '￥#'),
  )
  .map(([price, shape]) => shape.replace('#', String(price)));

test('whatever price is invented, in whatever currency, it is blocked', () => {
  fc.assert(
    fc.property(inventedPrice, fc.constantFrom(...(Object.keys(shelf) as Shelf[])), (price, article) => {
      fc.pre(!shelf[article].text.includes(price.replace(/\D/g, '')));
      expect(check(article, `它的价格是 ${price},含运费。`)).toMatchObject({
        blocked: expect.stringMatching(/figure|number/),
      });
    }),
    { numRuns: 500 },
  );
});

describe('a claim', () => {
  const sources = [shelf.milkEn, shelf.hoursEn];
  const ground = (claims: { text: string; cites: number[] }[], said: string[] = []) =>
    groundingOf({ known: true, claims }, sources, said);

  test('cites an article of this turn', () => {
    const text = 'You have thirty days.';

    expect(ground([{ text, cites: [] }])).toMatchObject({ blocked: 'uncited' });
    expect(ground([{ text, cites: [3] }])).toMatchObject({ blocked: 'unknown-source' });
    expect(ground([])).toMatchObject({ blocked: 'no-claims' });
  });

  test('is held to the articles it cites, not to others of the turn', () => {
    const text = 'We are there until 6 pm.';

    expect(ground([{ text, cites: [2] }])).toMatchObject({ grounded: true });
    expect(ground([{ text, cites: [1] }])).toMatchObject({ blocked: 'figure', kind: 'time' });
    expect(ground([{ text, cites: [1, 2] }])).toMatchObject({ cited: sources });
  });

  test('of something else altogether is blocked, however it cites', () => {
    const text = 'Penguins huddle together against Antarctic winters and share warmth by turns.';

    expect(ground([{ text, cites: [1] }])).toMatchObject({ blocked: 'unrelated' });
  });

  test('may repeat an order’s number that the customer has told, and no price that she has guessed', () => {
    const noted = { text: 'Thank you, I noted order LT-20261101-0042.', cites: [1] };

    expect(ground([noted], ['my order is lt-20261101-0042'])).toMatchObject({ grounded: true });
    expect(ground([noted])).toMatchObject({ blocked: 'number' });
    expect(ground([{ text: 'Yes, it costs 88 yuan.', cites: [1] }], ['does it cost 88 yuan?'])).toMatchObject({
      blocked: 'figure',
    });
  });

  test.each(['It costs 73117 yuan.', '一共73117元。', 'It costs RMB 73117.', '¥ 73117'])(
    'makes no price of an order’s number: %s',
    (text) => {
      expect(ground([{ text, cites: [1] }], ['73117'])).toMatchObject({ blocked: 'figure', kind: 'money' });
    },
  );

  test('12345, told by the customer, is her order', () => {
    expect(ground([{ text: 'I noted order 12345 for the return.', cites: [1] }], ['12345'])).toMatchObject({
      grounded: true,
    });
  });

  test('says nothing with the numbers of its list', () => {
    const text = '1. Keep the tin unopened.\n2. Send 2 photos of the packaging.\n3. Wait 3-5 working days.';

    expect(ground([{ text, cites: [1] }])).toMatchObject({ grounded: true });
  });
});

test.each([
  ['{"known": false}', { known: false, claims: [] }],
  [
    '```json\n{"known":true,"claims":[{"text":" a ","cites":[1]}]}\n```',
    { known: true, claims: [{ text: 'a', cites: [1] }] },
  ],
  ['I think it is 30 days.', { unreadable: true }],
  ['{"known":true}', { unreadable: true }],
  ['{"known":true,"claims":[{"text":"a"}]}', { unreadable: true }],
  ['', { unreadable: true }],
])('%j is read as %j', (text, reply) => {
  expect(replyOf(text)).toEqual(reply);
});

test.each<[string, string[]]>([
  ['三百六十五天', ['duration 525600']],
  ['两个半小时', ['duration 150']],
  ['半年', ['months 6']],
  ['一年半', ['months 18']],
  ['a week', ['duration 10080']],
  ['24小时 24 hours', ['duration 1440', 'duration 1440']],
  ['three to five working days', ['working-days 3', 'working-days 5']],
  ['3~5个工作日', ['working-days 3', 'working-days 5']],
  ['¥1,299.00', ['money 1299 CNY']],
  ['1.2万元', ['money 12000 CNY']],
  ['US$20-30', ['money 20 USD', 'money 30 USD']],
  ['五毛', []],
  ['八五折 8.5折 九折', ['share 85', 'share 85', 'share 90']],
  ['11月11日 Nov 11 11 November 2026-11-11', ['date 1111', 'date 1111', 'date 1111', 'date 1111', 'year 2026']],
  ['周一至周日', ['weekday 1', 'weekday 7']],
  ['下午4点半 16:30 4:30 pm', ['time 990', 'time 990', 'time 990']],
  ['9 to 6 pm', ['time 540', 'time 1080']],
  ['十分感谢,一定万一统一一下', []],
  ['十分钟', ['duration 10']],
  ['step 2, 第二步\n1. x\n2) y', []],
  ['百分之二点五', ['share 2.5']],
  ['2月16日到22日 February 16 to 22', ['date 216', 'date 216', 'date 222', 'date 222']],
  ['free from ¥99', ['free 0', 'money 99 CNY']],
  ['free from defects', []],
  ['1.5kg 三斤', ['measure 1500 g', 'measure 1500 g']],
  ['feel free to ask', []],
  ['iPhone 15', ['number 15']],
])('%s means %j', (text, figures) => {
  const told = figuresIn(text).map(({ kind, value, unit }) => `${kind} ${value}${unit ? ` ${unit}` : ''}`);

  expect(told.toSorted()).toEqual(figures.toSorted());
});
