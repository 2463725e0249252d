import { expect, test } from 'vitest';
import { pairsAt, placesIn, runPair } from './directed.ts';

test('a directed run has exactly the fault that was asked for, at the call that was named, and keeps every promise', async () => {
  const places = await placesIn([1, 2, 3]);
  const pairs = pairsAt(places);
  const wanted = ['receive/log.transact', 'relay/workflow.start', 'match/log.transact', 'wait/desk.putWait'];
  const few = pairs.filter(({ step, site }) => wanted.includes(`${step}/${site}`));

  expect(new Set(few.map(({ step, site }) => `${step}/${site}`)).size).toBe(wanted.length);
  for (const pair of few) {
    const { struck, violations } = await runPair(pair);
    expect([...struck.values()]).toEqual([pair.fault]);
    expect([...struck.keys()]).toEqual([`${pair.step}/${pair.site}#1`]);
    expect(violations).toEqual([]);
  }
}, 120_000);
