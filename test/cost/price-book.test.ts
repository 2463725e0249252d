import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { books, currentBook, PriceBook, price, tieredCost } from '#shared/cost/price-book';

const decimal = fc
  .tuple(fc.nat(10_000_000), fc.nat(999_999))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(6, '0')}`);
/** The same sum in whole numbers of 1e-40. */
const exact = (number: string): bigint => {
  const [whole = '0', fraction = ''] = number.split('.');
  return BigInt(whole + fraction.padEnd(40, '0'));
};

test('a price is quantity times price, divided by per, to the last digit', () => {
  expect(price(currentBook, 'us-east-1', 'ddb.wru', '16')).toEqual({
    cost: '0.00001',
    unitPrice: '0.625',
    per: '1000000',
    usagetype: 'WriteRequestUnits',
    verified: true,
  });
  expect(price(currentBook, 'us-east-1', 'lambda.gbs.arm64', '0.5752705078125')).toMatchObject({
    cost: '0.00000767031178886718750'.replace(/0+$/, ''),
  });
});

test('the cost of two quantities is the cost of their sum', () => {
  const meters = fc.constantFrom(...Object.keys(currentBook.regions['us-east-1']?.prices ?? {}));
  fc.assert(
    fc.property(meters, decimal, decimal, (meter, one, other) => {
      const costs = [one, other].map((quantity) => price(currentBook, 'us-east-1', meter, quantity));
      const [a, b] = costs.map((priced) => ('cost' in priced ? exact(priced.cost) : -1n));
      const both = (exact(one) + exact(other)) / 10n ** 34n;
      const sum = `${both / 1_000_000n}.${String(both % 1_000_000n).padStart(6, '0')}`;
      const whole = price(currentBook, 'us-east-1', meter, sum);
      expect('cost' in whole && exact(whole.cost)).toBe((a ?? 0n) + (b ?? 0n));
    }),
  );
});

test.each([
  ['cn-north-1', 'ddb.wru', 'unknown-region', 'us-east-1'],
  ['us-east-1', 'ddb.wcu', 'unknown-meter', 'ddb.wru'],
  ['eu-west-1', 'kms.key', 'no-price', 'alarm'],
  ['us-east-1', 'model:gpt-9:input', 'unknown-model', 'gpt-4o-mini'],
  ['us-east-1', 'model:gpt-4o-mini:cacheWrite1h', 'no-price', 'cacheRead'],
  ['toString', 'ddb.wru', 'unknown-region', 'eu-west-1'],
])('no price in %s for %s is a refusal that names what there is', (region, meter, refused, allowed) => {
  const outcome = price(currentBook, region, meter, '1');

  expect(outcome).toMatchObject({ refused });
  expect('allowed' in outcome && outcome.allowed).toContain(allowed);
});

test('a model that costs more above 100,000 tokens is priced so, and one that does not stays at its price', () => {
  const haiku = 'model:global.anthropic.claude-haiku-5-5:input';

  expect(price(currentBook, 'us-east-1', haiku, '1000000')).toMatchObject({ cost: '0.1', verified: false });
  expect(price(currentBook, 'us-east-1', `${haiku}-above-100k`, '1000000')).toMatchObject({ cost: '0.5' });
  expect(price(currentBook, 'us-east-1', 'model:gpt-4o-mini:input-above-100k', '1000000')).toMatchObject({
    cost: '0.15',
  });
});

test('free units go first, then each tier at its own price', () => {
  const tiered = {
    price: '2',
    per: '1',
    tiers: [
      ['0', '2'],
      ['100', '1'],
    ],
    freePerMonth: '10',
    source: 'x',
    class: 'A',
    verified: true,
  } as const;
  const entry = { ...tiered, tiers: tiered.tiers.map(([from, each]) => [from, each] as [string, string]) };

  expect(tieredCost(entry, '0', '10')).toBe('0');
  expect(tieredCost(entry, '0', '12')).toBe('4');
  expect(tieredCost(entry, '95', '10')).toBe('15');
  expect(tieredCost(entry, '200', '1.5')).toBe('1.5');
});

test('a month priced at once costs what its days cost one after the other', () => {
  const lambda = currentBook.regions['us-east-1']?.prices['lambda.gbs.arm64'];
  if (!lambda) throw new Error('the book has no price for compute');
  fc.assert(
    fc.property(fc.nat(9_000_000), fc.nat(9_000_000), (first, second) => {
      const [a, b] = [`${first}000`, `${second}000`];
      const apart = exact(tieredCost(lambda, '0', a)) + exact(tieredCost(lambda, a, b));
      expect(exact(tieredCost(lambda, '0', String((first + second) * 1000)))).toBe(apart);
    }),
  );
});

test('every book of the folder is loaded, oldest first, and each is named by its date', () => {
  const files = readdirSync('shared/cost/books').toSorted();

  expect(books.map(({ version }) => `${version}.json`)).toEqual(files);
});

test('a book that calls an unverified price verified is refused', () => {
  const book = structuredClone(currentBook);
  const alarm = book.regions['us-east-1']?.prices.alarm;
  if (!alarm) throw new Error('the book has no price for an alarm');
  expect(alarm).toMatchObject({ class: 'U', verified: false });
  alarm.verified = true;

  expect(PriceBook.safeParse(book).success).toBe(false);
});

test('every price names a source of its book', () => {
  const { regions, models, sources } = currentBook;
  const named = [...Object.values(regions).flatMap(({ prices }) => Object.values(prices)), ...Object.values(models)];

  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((entry) => !(entry && entry.source in sources))).toEqual([]);
});

test('no line that may hold money makes a binary float of it', () => {
  const counting = ['schedules.ts', 'template.ts', 'table.ts'];
  const room = readdirSync('shared/cost').filter((file) => file.endsWith('.ts') && !counting.includes(file));
  const floats = room.flatMap((file) =>
    readFileSync(`shared/cost/${file}`, 'utf8')
      .split('\n')
      .filter((line) =>
        /parseFloat|parseInt|Number\(|\.toNumber\(|\.toPrecision\(|Math\.(?!max|min|ceil|floor)/.test(line),
      )
      .map((line) => `${file}: ${line.trim()}`),
  );

  expect(floats).toEqual([]);
});
