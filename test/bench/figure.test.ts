import { expect, test } from 'vitest';
import { depthOf, depthOfLast } from './chain.ts';
import { figure, isMissed, quantile } from './figure.ts';
import type { HostCall } from './function-host.ts';
import { table } from './table.ts';

const call = (what: string, began: number, ended: number): HostCall => ({ what, began, ended });

test('calls side by side count once, calls one after another each', () => {
  const last = call('push', 40, 50);
  const calls = [call('head', 0, 10), call('key', 1, 20), call('write', 21, 30), last];

  expect(depthOf(last, calls)).toBe(3);
});

test('a call that began before another ended does not follow it', () => {
  const late = call('push', 9, 30);

  expect(depthOf(late, [call('head', 0, 10), late])).toBe(1);
});

test('the last call of a kind is the one that ended last, and a kind that never was called is named', () => {
  const calls = [call('push', 0, 10), call('push', 11, 20), call('write', 21, 30)];

  expect(depthOfLast(/push/, calls)).toBe(2);
  expect(() => depthOfLast(/queue/, calls)).toThrow('among: push, push, write');
});

test.each([
  [0.5, [3, 1, 2], 2],
  [0.5, [1, 2, 3, 4], 2],
  [0.95, Array.from({ length: 100 }, (_, n) => n + 1), 95],
  [0.95, [7], 7],
])('the quantile %d of %j is %d', (share, values, expected) => {
  expect(quantile(values, share)).toBe(expected);
});

test('a goal is missed beyond it and not at it; a figure without a goal never is', () => {
  expect(isMissed(figure('turn-hops', 7))).toBe(false);
  expect(isMissed(figure('turn-hops', 8))).toBe(true);
  expect(isMissed(figure('echo-ms-p50', 1e6))).toBe(false);
});

test('a missed goal is marked and explained in the table, a kept one is not', () => {
  const lines = table([figure('bundle-zip-kb', 180, 'answer'), figure('bundle-zip-kb', 20, 'connect')]).split('\n');

  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^bundle-zip-kb:answer .*180.*MISSED$/);
  expect(lines[1]).toContain('the SDK is some 90 KB');
  expect(lines[2]).not.toContain('MISSED');
});
