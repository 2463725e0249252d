import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '#shared/cost/fold';
import { isMeter, modelOf, platformMeters, Reading, reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import * as rounding from '#shared/cost/rounding';

test.each([
  [rounding.writeUnits(1), 1],
  [rounding.writeUnits(1024), 1],
  [rounding.writeUnits(1025), 2],
  [rounding.writeUnits(1025, { transactional: true }), 4],
  [rounding.writeUnits(900, { transactional: true, indexes: [80, 1500] }), 5],
  [rounding.readUnits(4096), 0.5],
  [rounding.readUnits(4097), 1],
  [rounding.readUnits(100, { consistent: true }), 1],
  [rounding.readUnits(8193, { transactional: true }), 6],
  [rounding.socketFrames(0), 1],
  [rounding.socketFrames(32_769), 2],
  [rounding.httpRequests(512 * 1024), 1],
  [rounding.queueRequests(65_537), 2],
  [rounding.busEvents(200), 1],
  [rounding.stateTransitions(6, 1), 7],
  [rounding.lambdaMs(0.2), 1],
  [rounding.lambdaMs(60.01, 200), 261],
  [rounding.logBytes(1200, 2), 1252],
])('a service bills %d as %d', (billed, expected) => {
  expect(billed).toBe(expected);
});

test('billed time becomes GB-seconds without a binary fraction in between', () => {
  expect(rounding.lambdaGbSeconds(1, 128)).toBe('0.000125');
  expect(rounding.lambdaGbSeconds(333, 1769)).toBe('0.575270507812500'.replace(/0+$/, ''));
  expect(rounding.gigabytes(1)).toBe('0.000000000931322574615478515625');
});

test('a model call is counted by kind of token, and by its price step above 100,000', () => {
  const near = rounding.modelCall('amazon.nova-lite-v1:0', { input: 90_000, cacheRead: 10_000, output: 40 });
  const above = rounding.modelCall('amazon.nova-lite-v1:0', { input: 90_001, cacheRead: 10_000 });

  expect(near.map(({ meter, quantity }) => [meter, quantity])).toEqual([
    ['model:amazon.nova-lite-v1:0:input', '90000'],
    ['model:amazon.nova-lite-v1:0:output', '40'],
    ['model:amazon.nova-lite-v1:0:cacheRead', '10000'],
  ]);
  expect(above.map(({ meter }) => modelOf(meter))).toEqual([
    { model: 'amazon.nova-lite-v1:0', kind: 'input', above100k: true },
    { model: 'amazon.nova-lite-v1:0', kind: 'cacheRead', above100k: true },
  ]);
});

test('a reading needs a known meter, that meter’s unit and a plain decimal', () => {
  const good = { meter: 'ddb.wru', quantity: '6', unit: 'Units', estimated: false };

  expect(Reading.safeParse(good).success).toBe(true);
  for (const change of [
    { meter: 'ddb.wcu' },
    { unit: 'Requests' },
    { quantity: '1e-7' },
    { quantity: 6 },
    { quantity: '-1' },
  ]) {
    expect(Reading.safeParse({ ...good, ...change }).success, JSON.stringify(change)).toBe(false);
  }
});

test('every meter of the code is in the book, and no other', () => {
  expect(Object.keys(currentBook.meters).toSorted()).toEqual([...platformMeters].toSorted());
  expect(isMeter('toString')).toBe(false);
});

test('the meters that the code spends are meters of the book', () => {
  const spenders = ['shared/runtime/meters.ts', 'shared/runtime/metered-client.ts'];
  const spent = spenders.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/'([a-z0-9]+(?:\.[a-z0-9]+)+)'/g)].map(([, id = '']) => id),
  );

  expect(spent.length).toBeGreaterThan(5);
  expect(spent.filter((id) => !isMeter(id))).toEqual([]);
});

test('folding adds what is measured and what is estimated apart, in any order', () => {
  const one = fc.record({
    meter: fc.constantFrom('ddb.wru', 'ddb.rru'),
    tenths: fc.nat(10_000),
    estimated: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 12 }), (raw) => {
      const readings = raw.map(({ meter, tenths, estimated }) =>
        reading(meter as 'ddb.wru', `${Math.floor(tenths / 10)}.${tenths % 10}`, estimated),
      );
      const folded = fold(readings);

      expect(fold(readings.toReversed())).toEqual(folded);
      expect(fold(folded)).toEqual(folded);
      for (const { meter, estimated, quantity } of folded) {
        const same = raw.filter((part) => part.meter === meter && part.estimated === estimated);
        expect(Math.round(parseFloat(quantity) * 10)).toBe(same.reduce((sum, { tenths }) => sum + tenths, 0));
      }
    }),
  );
});
