import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateWait } from '#shared/routing/wait-estimate';

const agent = (load: number, capacity = 3, ready = true) => ({ ready, load, capacity });

test.each([
  ['a free seat', 1, [agent(1)], 30],
  ['the second of two free seats', 2, [agent(1)], 30],
  ['one ahead of three full seats', 1, [agent(3)], 120],
  ['four ahead of three full seats', 4, [agent(3)], 420],
  ['twice the seats, half the wait', 4, [agent(3), agent(3)], 210],
  ['nobody ready', 2, [agent(0, 3, false)], 600],
  ['nobody at all', 1, [], 300],
])('%s', (_, place, agents, seconds) => {
  expect(estimateWait(place, agents, 300)).toBe(seconds);
});

const anyAgents = fc.array(
  fc.record({ ready: fc.boolean(), load: fc.integer({ min: 0, max: 5 }), capacity: fc.integer({ min: 1, max: 5 }) }),
  { maxLength: 8 },
);

test('a wait is told in halves of a minute, never shorter further back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      anyAgents,
      fc.integer({ min: 10, max: 3600 }),
      (place, agents, handle) => {
        const wait = estimateWait(place, agents, handle);
        expect(wait).toBeGreaterThanOrEqual(30);
        expect(wait % 30).toBe(0);
        expect(estimateWait(place + 1, agents, handle)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
});
