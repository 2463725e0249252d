import { expect, test } from 'vitest';
import { bugs } from './bugs/index.ts';
import { runOne } from './command/seeds.ts';
import { runSeed } from './run.ts';
import { shrink } from './shrink.ts';
import { storyOf } from './story.ts';

test('every planted bug has a name of its own, and says what was done wrong', () => {
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
  for (const { says } of bugs) expect(says.length).toBeGreaterThan(20);
});

test('a bug that shows in the first history is caught there, and its story is shortened', async () => {
  const bug = bugs.find(({ name }) => name === 'ack-before-write');
  const failed = await runSeed(1, { bug });
  const shortest = await shrink(failed, bug);
  const acts = ({ scenario }: typeof failed) => scenario.actors.reduce((sum, { acts: all }) => sum + all.length, 0);

  expect(failed.violations.map(({ invariant }) => invariant)).toContain('I1');
  expect(acts(shortest)).toBeLessThan(acts(failed));
  expect(storyOf(shortest)).toMatch(/^seed 1: .*\n[\s\S]*BROKEN: /);
}, 60_000);

test('without it the same seed passes', async () => {
  expect((await runOne(1)).violations).toEqual([]);
}, 60_000);
