import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bugs, SEEDS_A_BUG } from './bugs/index.ts';
import { runOne } from './command/seeds.ts';

/** The table of docs/delivery.md: where each bug was first seen. The product changes, so it is where to look first, no more. */
const seenAt = new Map(
  [...readFileSync('docs/delivery.md', 'utf8').matchAll(/^\| `([\w-]+)` \| [^|]+ \| (\d+) \| ([^|]+) \|$/gm)].map(
    ([, name = '', seed = '', says = '']) => [name, { seed: Number(seed), says: says.trim() }],
  ),
);

/** The commit that is checked out, or what stands in its place where there is none: five other bugs with each commit. */
const commit = (): string => {
  const read = (file: string): string | undefined => {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const head = read('.git/HEAD') ?? read('package-lock.json') ?? '';
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  return (ref && (read(`.git/${ref}`) ?? read('.git/packed-refs'))) || head;
};
const lot = (name: string): string => createHash('sha256').update(`${commit()} ${name}`).digest('hex');
const drawn = bugs.toSorted((a, b) => (lot(a.name) < lot(b.name) ? -1 : 1)).slice(0, 5);

test('the published table is the list of planted bugs, at least thirty', () => {
  expect([...seenAt].map(([name, { says }]) => `${name}: ${says}`).toSorted()).toEqual(
    bugs.map(({ name, says }) => `${name}: ${says}`).toSorted(),
  );
  expect(bugs.length).toBeGreaterThanOrEqual(30);
});

test.each(drawn.map(({ name, says }) => [name, says]))(
  '%s is seen by an invariant: %s',
  async (name) => {
    const first = seenAt.get(name)?.seed ?? 1;
    for (let tried = 0; tried < SEEDS_A_BUG; tried += 1) {
      const seed = ((first + tried - 1) % SEEDS_A_BUG) + 1;
      const { violations } = await runOne(seed, undefined, name);
      if (violations.length > 0) return;
    }
    expect.fail(`${name} went through ${SEEDS_A_BUG} seeds unseen`);
  },
  240_000,
);
