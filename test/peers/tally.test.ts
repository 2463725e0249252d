import { expect, test } from 'vitest';
import { tally } from './tally.ts';

test.each([
  [['a', 'b', 'c'], ['a', 'b', 'c'], { lost: 0, duplicated: 0, outOfOrder: 0 }],
  [['a', 'b', 'c'], ['a', 'c'], { lost: 1, duplicated: 0, outOfOrder: 0 }],
  [['a', 'b', 'c'], ['a', 'b', 'b', 'b', 'c'], { lost: 0, duplicated: 1, outOfOrder: 0 }],
  [['a', 'b', 'c'], ['a', 'c', 'b'], { lost: 0, duplicated: 0, outOfOrder: 1 }],
  [['a', 'b', 'c'], ['c', 'a', 'b'], { lost: 0, duplicated: 0, outOfOrder: 2 }],
  [['a', 'b', 'c'], ['a', 'b', 'c', 'a'], { lost: 0, duplicated: 1, outOfOrder: 0 }],
  [['a', 'b'], [], { lost: 2, duplicated: 0, outOfOrder: 0 }],
])('of %j came %j: %j', (sent, received, expected) => {
  expect(tally(sent, received)).toEqual({ sent: sent.length, ...expected });
});
