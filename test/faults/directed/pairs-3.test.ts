import { expect, test } from 'vitest';
import { cover, toldCoverage } from './cover.ts';

test('every call of every step is struck by every fault it can suffer, and no promise is broken (part 3 of 4)', async () => {
  const coverage = await cover({ nth: 2, of: 4 });

  console.info(toldCoverage(coverage));
  expect(coverage.wrong).toEqual([]);
  expect(coverage.struck + coverage.ruledOut).toBe(coverage.pairs);
}, 600_000);
