import { bugs } from '../bugs/index.ts';
import { tellCoverage } from '../directed/tell.ts';
import { runSeed } from '../run.ts';
import { shrink } from '../shrink.ts';
import { storyOf } from '../story.ts';
import { runSeeds, type Task } from './pool.ts';
import { pairsOf, type SeedResult } from './seeds.ts';
import { USAGE, type Wish, wishOf } from './words.ts';

type Say = (line: string) => void;

/** `npm run simulate`; what it returns is the process's exit code. */
export const simulate = async (words: readonly string[], say: Say = console.log): Promise<number> => {
  const wish = wishOf(words);
  if ('help' in wish) {
    say(wish.help);
    return 0;
  }
  if ('refused' in wish) {
    say(`${wish.refused}\n\n${USAGE}`);
    return 2;
  }
  if (wish.story !== undefined) return tellStory(wish.story, wish.actors, say);
  if (wish.coverage) return tellCoverage(wish.json, say);
  return wish.bugs ? plantBugs(wish, say) : runAll(wish, say);
};

const tellStory = async (seed: number, actors: number | undefined, say: Say): Promise<number> => {
  const ran = await runSeed(seed, { actors });
  say(storyOf(ran));
  return ran.violations.length > 0 ? 1 : 0;
};

type Sum = { passed: number; failed: SeedResult[]; sites: Set<string>; struck: Set<string>; rates: number[] };

const runAll = async (wish: Wish, say: Say): Promise<number> => {
  const began = performance.now();
  const sum: Sum = { passed: 0, failed: [], sites: new Set(), struck: new Set(), rates: [] };
  const tell = wish.json ? () => {} : say;
  let lastTold = began;
  let lastDone = 0;
  await runSeeds(wish, (result) => {
    add(sum, result);
    const done = sum.passed + sum.failed.length;
    const seconds = (performance.now() - lastTold) / 1000;
    if (seconds >= 2) {
      sum.rates.push((done - lastDone) / seconds);
      [lastTold, lastDone] = [performance.now(), done];
      if (sum.rates.length % 5 === 0) tell(`${done} of ${wish.seeds} seeds, ${sum.failed.length} failed`);
    }
    return true;
  });
  const seconds = (performance.now() - began) / 1000;
  if (wish.json) say(JSON.stringify(asJson(wish, sum, seconds)));
  else await report(wish, sum, seconds, say);
  return sum.failed.length > 0 ? 1 : 0;
};

const add = (sum: Sum, result: SeedResult): void => {
  if (result.violations.length > 0) sum.failed.push(result);
  else sum.passed += 1;
  for (const site of result.sites) sum.sites.add(site);
  for (const pair of result.struck) sum.struck.add(pair);
};

const medianRate = ({ rates, passed, failed }: Sum, seconds: number): number =>
  rates.length > 0
    ? ([...rates].sort((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0)
    : (passed + failed.length) / seconds;

const coverageOf = ({ sites, struck }: Sum) => {
  const pairs = pairsOf(sites);
  return { calls: sites.size, struck: pairs.filter((pair) => struck.has(pair)).length, pairs: pairs.length };
};

const asJson = (wish: Wish, sum: Sum, seconds: number) => ({
  from: wish.from,
  seeds: wish.seeds,
  passed: sum.passed,
  failed: sum.failed.map(({ seed, violations }) => ({ seed, violations })),
  coverage: coverageOf(sum),
  medianSeedsPerSecond: Math.round(medianRate(sum, seconds) * 10) / 10,
  seconds: Math.round(seconds),
});

const STORIES = 1;
const TOLD_SEEDS = 20;

const report = async ({ actors }: Wish, sum: Sum, seconds: number, say: Say): Promise<void> => {
  const failed = sum.failed.toSorted((a, b) => a.seed - b.seed);
  for (const { seed, violations } of failed.slice(0, TOLD_SEEDS))
    for (const { invariant, says } of violations) say(`seed ${seed}  ${invariant}  ${says}`);
  if (failed.length > TOLD_SEEDS) say(`and ${failed.length - TOLD_SEEDS} more seeds`);
  for (const { seed } of failed.slice(0, STORIES)) {
    const shortest = await shrink(await runSeed(seed, { actors }));
    say(`\nThe shortest history found that fails as seed ${seed} does:\n${storyOf(shortest)}\n`);
  }
  const { calls, struck, pairs } = coverageOf(sum);
  say(`coverage by chance: ${struck} of ${pairs} pairs of call and fault, at ${calls} calls of steps`);
  say(`${medianRate(sum, seconds).toFixed(1)} seeds a second (median), ${seconds.toFixed(0)} s`);
  say(`${sum.passed} passed, ${sum.failed.length} failed`);
};

/** Each bug alone, until something sees it. */
const plantBugs = async ({ seeds, from, actors, only, json }: Wish, say: Say): Promise<number> => {
  const rows: { bug: string; says: string; seed?: number; invariant?: string }[] = [];
  for (const { name, says } of bugs.filter((bug) => !only || bug.name === only)) {
    const first = await firstCaught({ from, seeds, actors, bug: name });
    const ids = [...new Set(first?.violations.map(({ invariant }) => invariant))].join(' ');
    rows.push({ bug: name, says, ...(first && { seed: first.seed, invariant: ids }) });
    if (!json) say(rowOf(name, first ? ids : 'NOT SEEN', first?.seed, says));
  }
  const missed = rows.filter(({ seed }) => seed === undefined).length;
  if (json) say(JSON.stringify(rows));
  else say(`${rows.length - missed} passed, ${missed} failed`);
  return missed > 0 ? 1 : 0;
};

/** The first seed that sees it, whichever worker was quicker: the table is the same each time. */
const firstCaught = async (task: Task): Promise<SeedResult | undefined> => {
  let caught: SeedResult | undefined;
  const passed = new Set<number>();
  await runSeeds(task, (result) => {
    if (result.violations.length === 0) passed.add(result.seed);
    else if (!caught || result.seed < caught.seed) caught = result;
    const { seed } = caught ?? { seed: Number.POSITIVE_INFINITY };
    let next = task.from;
    while (next < seed && passed.has(next)) next += 1;
    return next < seed;
  });
  return caught;
};

const rowOf = (name: string, invariant: string, seed: number | undefined, says: string): string =>
  `${name.padEnd(28)} ${invariant.padEnd(12)} ${seed === undefined ? '' : `seed ${seed}`.padEnd(10)} ${says}`;
