import { readFileSync } from 'node:fs';
import { Finder } from './finder.ts';
import { allPlaces, type Pair, type Place, pairsAt } from './places.ts';
import { isUnreachable, reasonFor } from './ruled-out.ts';
import { type Directed, direct, printOf, runIn, type Scene } from './scene.ts';

/** Where each place is passed, by its name; by a pair's name where that pair needs another run than its place. */
export type Scenes = Record<string, Scene>;
export const SCENES = new URL('./scenes.json', import.meta.url);
export const knownScenes = (): Scenes => JSON.parse(readFileSync(SCENES, 'utf8'));

export type Coverage = {
  pairs: number;
  struck: number;
  ruledOut: number;
  /** What is wrong, a line each: a pair not struck, a promise broken, a pair ruled out that can be struck. */
  wrong: string[];
  /** The table as it should be. */
  scenes: Scenes;
};

/** The line that tells it. */
export const toldCoverage = ({ pairs, struck, ruledOut }: Coverage): string =>
  `coverage: ${struck} of ${pairs - ruledOut} pairs struck, ${ruledOut} ruled out`;

/** A part of all pairs, so that several can be run beside each other; the whole of a place is in one part. */
export type Part = { nth: number; of: number };

/** The tables that a coverage is held to; a test puts its own in their place. */
type Tables = {
  known: Scenes;
  places: readonly Place[];
  reason: typeof reasonFor;
  isUnreachable: typeof isUnreachable;
  finder: Pick<Finder, 'scenesFor'>;
};

export const cover = async ({ nth, of }: Part = { nth: 0, of: 1 }, given: Partial<Tables> = {}): Promise<Coverage> => {
  const tables = {
    known: knownScenes(),
    places: allPlaces(),
    reason: reasonFor,
    isUnreachable,
    finder: new Finder(),
    ...given,
  };
  const run = new Covering(tables);
  for (const place of tables.places.filter((_place, i) => i % of === nth)) {
    if (tables.isUnreachable(place)) run.leaveOut(pairsAt([place]));
    else for (const pair of pairsAt([place])) await run.strike(pair);
  }
  run.lookAtTables();
  return run.sum;
};

export const together = (parts: readonly Coverage[]): Coverage => ({
  pairs: parts.reduce((sum, { pairs }) => sum + pairs, 0),
  struck: parts.reduce((sum, { struck }) => sum + struck, 0),
  ruledOut: parts.reduce((sum, { ruledOut }) => sum + ruledOut, 0),
  wrong: parts.flatMap(({ wrong }) => wrong),
  scenes: Object.fromEntries(
    parts.flatMap(({ scenes }) => Object.entries(scenes)).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  ),
});

class Covering {
  readonly sum: Coverage = { pairs: 0, struck: 0, ruledOut: 0, wrong: [], scenes: {} };
  #tables: Tables;
  #calm = new Map<string, string>();
  #passed = new Set<string>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  leaveOut(pairs: readonly Pair[]): void {
    this.sum.pairs += pairs.length;
    this.sum.ruledOut += pairs.length;
  }

  async strike(pair: Pair): Promise<void> {
    this.sum.pairs += 1;
    const reason = this.#tables.reason(pair);
    if (reason) return this.#tryRuledOut(pair, reason);
    const found = await this.#struck(pair);
    if (!found) return void this.sum.wrong.push(`${pair.name} was not struck, and is not ruled out`);
    this.sum.struck += 1;
    for (const broken of found.broken)
      this.sum.wrong.push(`${pair.name} breaks ${broken} (${JSON.stringify(found.scene)})`);
  }

  /** No run may have passed what no run is said to reach, nor a place that nobody has foreseen. */
  lookAtTables(): void {
    const { places } = this.#tables;
    const names = new Set(places.map(({ name }) => name));
    const unreachable = new Set(places.filter(this.#tables.isUnreachable).map(({ name }) => name));
    for (const name of this.#passed) {
      if (!names.has(name)) this.sum.wrong.push(`${name} was called, and stands in no table`);
      if (unreachable.has(name)) this.sum.wrong.push(`${name} is ruled out, and was called`);
    }
  }

  async #tryRuledOut(pair: Pair, reason: string): Promise<void> {
    this.sum.ruledOut += 1;
    const scene = this.#sceneOf(pair);
    const done = scene && (await this.#direct(pair, scene));
    if (done?.told) this.sum.wrong.push(`${pair.name} is ruled out (${reason}), and was struck`);
  }

  #sceneOf({ name, place }: Pair): Scene | undefined {
    const { scenes } = this.sum;
    return scenes[name] ?? this.#tables.known[name] ?? scenes[place.name] ?? this.#tables.known[place.name];
  }

  async #struck(pair: Pair): Promise<(Directed & { scene: Scene }) | undefined> {
    const known = this.#sceneOf(pair);
    if (known) {
      const done = await this.#direct(pair, known);
      if (done.told) return this.#keep(pair, known, done);
    }
    for await (const scene of this.#tables.finder.scenesFor(pair.place)) {
      const done = await this.#direct(pair, scene);
      if (done.told) return this.#keep(pair, scene, done);
    }
    return undefined;
  }

  /** A scene that does for the place does for its pairs; only what needs another one is kept by itself. */
  #keep(pair: Pair, scene: Scene, done: Directed): Directed & { scene: Scene } {
    const { scenes } = this.sum;
    const ofPlace = scenes[pair.place.name];
    if (!ofPlace) scenes[pair.place.name] = scene;
    else if (JSON.stringify(ofPlace) !== JSON.stringify(scene)) scenes[pair.name] = scene;
    return { ...done, scene };
  }

  async #direct(pair: Pair, scene: Scene): Promise<Directed> {
    const done = await direct(pair, scene, (calm) => this.#calmPrint(calm));
    for (const name of done.passed) this.#passed.add(name);
    return done;
  }

  async #calmPrint(scene: Scene): Promise<string> {
    const key = JSON.stringify(scene);
    const known = this.#calm.get(key);
    if (known !== undefined) return known;
    const { ran, watch } = await runIn(scene);
    for (const name of watch.passed.keys()) this.#passed.add(name);
    const print = printOf(ran.history);
    this.#calm.set(key, print);
    return print;
  }
}
