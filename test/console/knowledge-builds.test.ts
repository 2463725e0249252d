import { expect, test } from 'vitest';
import type { Build } from '#shared/protocol/builds';
import { keepRecent, readRecent, withNewest } from '../../console/knowledge/bench/recent.ts';
import {
  extended,
  isBuilding,
  mayRollBackTo,
  refreshed,
  whyNotBuilt,
} from '../../console/knowledge/builds/build-list.ts';

const build = (n: number, state: Build['state'] = 'replaced'): Build => ({
  version: `v${n}`,
  at: `2026-11-20T10:${String(n).padStart(2, '0')}:00.000Z`,
  by: { id: 'root', name: 'Root' },
  state,
  articles: 3,
  changed: 1,
  kind: 'full',
});
const versions = ({ builds }: { builds: readonly Build[] }) => builds.map(({ version }) => version);

test('a new build on the first page pushes none of the older ones off the screen', () => {
  const first = { builds: [build(4), build(3)], live: 'v4', next: 'v3' };
  const both = extended(first, { builds: [build(3), build(2), build(1)], next: undefined });
  expect(versions(both)).toEqual(['v4', 'v3', 'v2', 'v1']);

  const again = refreshed(both, { builds: [build(5, 'building'), build(4)], live: 'v4', next: 'v4' });
  expect(versions(again)).toEqual(['v5', 'v4', 'v3', 'v2', 'v1']);
  expect(again.next).toBeUndefined();
  expect(isBuilding(again)).toBe(true);
});

test('only what was live before can be gone back to', () => {
  const states = ['building', 'live', 'stopped', 'replaced', 'failed'] as const;
  expect(states.filter((state) => mayRollBackTo(build(1, state)))).toEqual(['replaced']);
});

test('why a version was not built is told from any other refusal', () => {
  const refused = (body: unknown) => whyNotBuilt({ kind: 'refused', status: 409, body });
  expect(refused({ refused: 'build-failed', version: 'v1', why: 'no room' })?.refused).toBe('build-failed');
  expect(refused({ refused: 'wrong-state' })).toBeUndefined();
  expect(whyNotBuilt({ kind: 'failed' })).toBeUndefined();
});

test('a question tried again moves to the front, and twelve are kept, each agent her own', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const asked = Array.from({ length: 14 }, (_, n) => ({ question: `q${n % 13}` }));
  keepRecent(
    storage,
    'mei',
    asked.reduce((recent: { question: string }[], one) => withNewest(recent, one), []),
  );

  expect(readRecent(storage, 'mei').map(({ question }) => question)).toEqual([
    'q0',
    'q12',
    'q11',
    'q10',
    'q9',
    'q8',
    'q7',
    'q6',
    'q5',
    'q4',
    'q3',
    'q2',
  ]);
  expect(readRecent(storage, 'bo')).toEqual([]);
  kept.set('baton.bench.mei', 'no list');
  expect(readRecent(storage, 'mei')).toEqual([]);
});
