import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuredIn } from '#test/bench/child';

/** A firm's own file may be large, and the slowest peer is waited for. */
const WITHIN_MS = 20 * 60_000;

/** Runs `script` in a process of its own with the name of a peer and a set in a file; the memory it tells is then its own. */
export async function inOwnProcess<Measured>(script: string, peer: string, set: unknown): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-peers-'));
  try {
    const file = join(folder, 'set.json');
    writeFileSync(file, JSON.stringify(set));
    const quiet = { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
    return await measuredIn<Measured>(script, [peer, file], quiet, WITHIN_MS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In that process: which peer, and the set. */
export function askedFor<Peer extends { name: string }, Set>(peers: readonly Peer[]): { peer: Peer; set: Set } {
  const [name, file = ''] = process.argv.slice(2);
  const peer = peers.find((one) => one.name === name);
  if (!peer) throw new Error(`There is no peer ${name}; there are ${peers.map((one) => one.name).join(', ')}.`);
  return { peer, set: JSON.parse(readFileSync(file, 'utf8')) as Set };
}

/** In that process: sends what was measured, with the most memory it ever held, in MB. */
export function tell(measured: object): void {
  const whole = { ...measured, peakMb: process.resourceUsage().maxRSS / 1024 };
  process.send?.(whole, () => process.disconnect());
}

const TIMES = 3;

/** Asks three times and keeps the quickest: what else the machine does counts least then. The same for every peer. */
export async function quickest<Answer>(ask: () => Answer | Promise<Answer>, times: number[]): Promise<Answer> {
  let milliseconds = Number.POSITIVE_INFINITY;
  let answer: Answer | undefined;
  for (let time = 0; time < TIMES; time += 1) {
    const start = performance.now();
    answer = await ask();
    milliseconds = Math.min(milliseconds, performance.now() - start);
  }
  times.push(milliseconds);
  return answer as Answer;
}
