import { setTimeout as pause } from 'node:timers/promises';
import type { FaultyProxy } from '#test/journeys/faulty-proxy';
import { type Tally, tally } from './tally.ts';

/** One customer's client and the firm's end of one conversation, in one system. */
export interface Pair {
  readonly wire: FaultyProxy;
  isConnected(): boolean;
  /** The customer's words, whatever her line is like now. Never waits. */
  sayUp(text: string): void;
  /** The firm's words. Resolves when its server has them. */
  sayDown(text: string): Promise<void>;
  /** What the client's application was given so far, in that order. */
  heardByClient(): string[];
  /** What the server's application has taken so far, in that order. */
  heardByServer(): Promise<string[]>;
  /** Every process that served this pair ends without a goodbye, and others take its place. */
  restart(): Promise<void>;
  /** The wire leads to another server from now on; the firm goes on at the old one until the customer is back. */
  moveToOtherNode(): Promise<void>;
  stop(): Promise<void>;
}

export type Peer = {
  name: string;
  /** Its options as they were set, and where they are documented. */
  settings: string;
  pair: (label: string) => Promise<Pair>;
  stop: () => Promise<void>;
};

export type Gap = { name: string; milliseconds: number; meanwhile?: 'restart' | 'moveToOtherNode' };
export type GapResult = {
  toServer: Tally;
  toClient: Tally /** From the mended wire to a client that is connected. */;
  backSeconds: number;
};

/** The same for every system: whole, half dark, dark, cut, whole again. */
const BEFORE = 3;
const HALF_DARK = 3;
const DARK = 3;
const CUT = 14;
const AFTER = 3;
const DARK_STEP_MS = 150;
/** Longer than any timer of a client: Socket.IO gives a message up after 4 × 10 s, Baton waits at most 10 + 30 s. */
const QUIET_MS = 45_000;
const CONNECTED_WITHIN_MS = 90_000;

/**
 * Plays the script on one pair. The last seconds of a lost line are its worst: answers go missing first, then everything,
 * and only then do both ends learn of it.
 */
export async function playGap(pair: Pair, { milliseconds, meanwhile }: Gap): Promise<GapResult> {
  const up: string[] = [];
  const down: string[] = [];
  const sendBoth = async (count: number, everyMs: number) => {
    for (let n = 0; n < count; n += 1) {
      const upward = `up ${up.length}`;
      const downward = `down ${down.length}`;
      up.push(upward);
      down.push(downward);
      pair.sayUp(upward);
      await Promise.all([pair.sayDown(downward), pause(everyMs)]);
    }
  };
  const isWhole = async () => tally(up, await pair.heardByServer()).lost + tally(down, pair.heardByClient()).lost === 0;

  await until('the first connection', async () => pair.isConnected());
  await until('the first messages', isWhole, () => sendBoth(BEFORE, 50));
  const began = performance.now();
  pair.wire.darken('down');
  await sendBoth(HALF_DARK, DARK_STEP_MS);
  pair.wire.darken('both');
  await sendBoth(DARK, DARK_STEP_MS);
  pair.wire.cut();
  if (meanwhile) await pair[meanwhile]();
  const left = () => milliseconds - (performance.now() - began);
  await sendBoth(CUT, Math.max(0, (left() * 0.9) / CUT));
  await pause(Math.max(0, left()));
  pair.wire.mend();

  const mended = performance.now();
  await until('the connection', async () => pair.isConnected());
  const backSeconds = Math.round((performance.now() - mended) / 10) / 100;
  await sendBoth(AFTER, 50);
  await quiet(pair, isWhole);
  return {
    toServer: tally(up, await pair.heardByServer()),
    toClient: tally(down, pair.heardByClient()),
    backSeconds,
  };
}

async function until(what: string, holds: () => Promise<boolean>, first?: () => Promise<void>): Promise<void> {
  await first?.();
  for (const end = Date.now() + CONNECTED_WITHIN_MS; !(await holds()); await pause(50))
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

/** Until nothing is missing, or nothing has come for so long that nothing will; then a little, for what comes twice. */
async function quiet(pair: Pair, isWhole: () => Promise<boolean>): Promise<void> {
  const count = async () => (await pair.heardByServer()).length + pair.heardByClient().length;
  for (let seen = await count(), since = Date.now(); Date.now() - since < QUIET_MS; await pause(250)) {
    if (await isWhole()) break;
    const now = await count();
    if (now !== seen) [seen, since] = [now, Date.now()];
  }
  await pause(2000);
}
