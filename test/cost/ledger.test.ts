import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add } from '#shared/cost/decimal';
import { bill, correct, LedgerLine, linesOf, record, totals } from '#shared/cost/ledger';
import { platformMeters, type Reading, reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';

const occasion = {
  conversationId: 'thread-0001-1',
  requestId: 'request-1',
  region: 'us-east-1',
  at: '2026-11-20T08:00:00.000Z',
  step: 'answer',
};
const lines = (readings: Reading[], change: Partial<typeof occasion> = {}) =>
  linesOf(readings, { ...occasion, ...change }, currentBook);

const anyReading = fc
  .record({
    meter: fc.constantFrom(...platformMeters),
    whole: fc.nat(100_000),
    millionths: fc.nat(999_999),
    estimated: fc.boolean(),
  })
  .map(({ meter, whole, millionths, estimated }) =>
    reading(meter, `${whole}.${String(millionths).padStart(6, '0')}`, estimated),
  );
const anyLines = fc
  .array(fc.tuple(fc.array(anyReading, { maxLength: 6 }), fc.constantFrom('us-east-1', 'eu-west-1', 'cn-north-1')), {
    maxLength: 8,
  })
  .map((works) => works.flatMap(([readings, region], i) => lines(readings, { requestId: `request-${i}`, region })));

test('a line carries its price, the book and where it came from', () => {
  const [line] = lines([reading('ddb.wru', 16)]);

  expect(line).toMatchObject({
    meter: 'ddb.wru',
    cost: '0.00001',
    unitPrice: '0.625',
    per: '1000000',
    book: '2026-11-20',
    charge: 'usage',
    attribution: 'direct',
    step: 'answer',
  });
  expect(LedgerLine.parse(line)).toEqual(line);
});

test('a meter without a price in its region stays in the ledger and says so', () => {
  const [line] = lines([reading('kms.request', 3)], { region: 'eu-west-1' });

  expect(line).toMatchObject({ unpriced: 'no-price', quantity: '3' });
  expect(totals(line ? [line] : [])).toEqual({ currency: 'USD', total: '0', estimated: false, unpriced: 1 });
  expect(bill(line ? [line] : []).unpricedRows).toEqual([
    { meter: 'kms.request', quantity: '3', unit: 'Requests', reason: 'no-price' },
  ]);
});

test('a meter measured in part and estimated in part is one line, an estimate', () => {
  expect(lines([reading('ddb.wru', 6), reading('ddb.wru', 1, true)])).toMatchObject([
    { quantity: '7', estimated: true },
  ]);
});

test('work told twice is written once, and another conversation’s share of the same request is kept', () => {
  const once = lines([reading('ddb.wru', 6), reading('ddb.rru', '0.5')]);
  const share = lines([reading('ddb.wru', 2)], { conversationId: 'thread-0002-1' });

  const ledger = record(record([], once), [...lines([reading('ddb.wru', 99)]), ...once, ...share]);

  expect(ledger).toEqual([...once, ...share]);
});

test('recording is idempotent and keeps every distinct line', () => {
  fc.assert(
    fc.property(anyLines, fc.nat(), (all, cut) => {
      const half = all.slice(0, cut % (all.length + 1));
      expect(record(record([], half), all)).toEqual(record([], all));
      expect(record(all, all)).toEqual(all);
    }),
  );
});

test('the rows of a bill add up to its total, and both to the lines, to the last digit', () => {
  fc.assert(
    fc.property(anyLines, (all) => {
      const { rows, total } = bill(all);
      expect(add(rows.map(({ cost }) => cost))).toBe(total);
      expect(add(all.flatMap((line) => ('cost' in line ? [line.cost] : [])))).toBe(total);
      expect(rows.length).toBe(new Set(rows.map(({ meter, unitPrice, per }) => `${meter} ${unitPrice} ${per}`)).size);
    }),
  );
});

test('an estimate and its correction are together what the platform reported', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), (guessed, reported) => {
      const [estimate] = lines([reading('lambda.gbs.arm64', `0.${guessed + 100_000}`, true)]);
      const [truth] = lines([reading('lambda.gbs.arm64', `0.${reported + 100_000}`)]);
      if (!estimate || !truth) throw new Error('no lines');
      const correction = correct(estimate, truth.quantity, occasion.at, currentBook);
      if (!correction) throw new Error('no correction');

      const corrected = totals(record([estimate], [correction, correction]));

      expect(corrected).toEqual(totals([truth]));
    }),
  );
});

test('a corrected bill is no longer an estimate, and its row shows the reported quantity', () => {
  const ledger = lines([reading('lambda.gbs.arm64', '0.05', true), reading('ddb.wru', 6)]);
  const correction = ledger[0] && correct(ledger[0], '0.04', occasion.at, currentBook);
  if (!correction) throw new Error('no correction');

  expect(correction).toMatchObject({ charge: 'correction', quantity: '-0.01', estimated: false });
  expect(bill(ledger).estimated).toBe(true);
  expect(bill([...ledger, correction])).toMatchObject({
    estimated: false,
    rows: [{ meter: 'ddb.wru' }, { meter: 'lambda.gbs.arm64', quantity: '0.04', estimated: false }],
  });
});

test('what was measured is never corrected, and an estimate only by its own book', () => {
  const [measured] = lines([reading('ddb.wru', 6)]);
  const [estimate] = lines([reading('ddb.wru', 6, true)]);
  if (!measured || !estimate) throw new Error('no lines');

  expect(correct(measured, '7', occasion.at, currentBook)).toBeUndefined();
  expect(() => correct(estimate, '7', occasion.at, { ...currentBook, version: '2027-01-01' })).toThrow(
    'book 2026-11-20',
  );
});
