import { expect, test } from 'vitest';
import { runScenario } from '../run.ts';
import { faultsOf, noFaults, platformFaults } from '../world/faults.ts';
import { usesOf } from './calls.ts';
import { cover, knownScenes } from './cover.ts';
import { allPlaces, pairsAt } from './places.ts';
import { idleRules, ruledOut } from './ruled-out.ts';
import { direct, printOf, runIn, scenarioIn } from './scene.ts';

const pairNamed = (name: string) => {
  const pair = pairsAt(allPlaces()).find((one) => one.name === name);
  if (!pair) throw new Error(`there is no ${name}`);
  return pair;
};

test('every call and every kind of fault stands among the pairs', () => {
  const pairs = pairsAt(allPlaces());
  const named = new Set(pairs.map(({ place, fault }) => `${place.site}:${fault}`));

  for (const [site, kinds] of Object.entries({ ...faultsOf, ...platformFaults }))
    for (const kind of kinds) expect(named).toContain(`${site}:${kind}`);
  expect(new Set(pairs.map(({ name }) => name)).size).toBe(pairs.length);
  for (const step of Object.keys(usesOf)) expect(pairs.some(({ place }) => place.step === step)).toBe(true);
});

test('every line that rules pairs out speaks of some, and says why', () => {
  expect(idleRules(pairsAt(allPlaces()))).toEqual([]);
  for (const { because } of ruledOut) expect(because.length).toBeGreaterThan(20);
});

test('a run that is followed is the same run, to the byte', async () => {
  for (const scene of [{ seed: 1 }, { seed: 2 }, { seed: 9 }, { seed: 25, models: true as const }]) {
    const { history } = await runScenario(scenarioIn(scene), { plan: noFaults });
    const { ran } = await runIn(scene);
    expect(printOf(ran.history)).toBe(printOf(history));
    expect(JSON.stringify(ran.history.entries)).toBe(JSON.stringify(history.entries));
  }
}, 60_000);

test('a directed run has the one fault that was asked for, at the call that was named', async () => {
  const pair = pairNamed('relay/workflow.start/workflow.start/first:crash-after');
  const { ran, watch } = await runIn({ seed: 1 }, pair);

  expect([...ran.struck]).toEqual([[watch.hit, 'crash-after']]);
  expect(watch.hit).toBe('relay/workflow.start#1');
}, 60_000);

test('a fault that changes nothing does not count as struck', async () => {
  const pair = pairNamed('sweep/store.overdue/log.overdue/first:stale');
  const { struck, told } = await direct(pair, { seed: 1 }, async () => {
    const { ran } = await runIn({ seed: 1 }, pair);
    return printOf(ran.history);
  });

  expect({ struck, told }).toEqual({ struck: true, told: false });
}, 60_000);

const few = (name: string) => allPlaces().filter((place) => place.name === name);
const ringing = 'close/matching.ring/matching.ring/first';

test('what is called and stands in no table fails', async () => {
  const { wrong } = await cover({ nth: 0, of: 1 }, { places: few(ringing) });

  expect(wrong).toContain('close/store.append/log.transact/first was called, and stands in no table');
}, 60_000);

test('what is ruled out and can be struck fails, a kind as well as a whole place', async () => {
  const known = knownScenes();
  const kind = await cover(undefined, {
    known,
    places: few(ringing),
    reason: ({ fault }) => (fault === 'hangs' ? 'a ring never hangs' : undefined),
  });
  const place = await cover(undefined, {
    known,
    places: [...few('accept/store.append/log.head/first'), ...few('accept/store.append/log.transact/first')],
    isUnreachable: ({ site }) => site === 'log.head',
  });

  expect(kind.wrong).toContain(`${ringing}:hangs is ruled out (a ring never hangs), and was struck`);
  expect(place.wrong).toContain('accept/store.append/log.head/first is ruled out, and was called');
}, 120_000);

test('what nobody can strike and nobody has ruled out fails', async () => {
  const never = few(ringing).map((place) => ({ ...place, name: 'close/matching.ring/matching.ring/never' }));
  const { wrong, struck } = await cover(undefined, { places: never, finder: { scenesFor: async function* () {} } });

  expect(struck).toBe(0);
  expect(wrong).toContain('close/matching.ring/matching.ring/never:hangs was not struck, and is not ruled out');
}, 60_000);
