import { columns } from '#local/evaluate/report';
import { batonPeer } from './baton.ts';
import { type Gap, type GapResult, type Peer, playGap } from './gap.ts';
import { socketIoPeers } from './socket-io.ts';
import type { Tally } from './tally.ts';

export const GAPS: Gap[] = [
  { name: '5 s', milliseconds: 5_000 },
  { name: 'server restarted', milliseconds: 5_000, meanwhile: 'restart' },
  { name: 'other node', milliseconds: 5_000, meanwhile: 'moveToOtherNode' },
  { name: '3 min', milliseconds: 180_000 },
];

export type ResumeRow = { group: 'resume'; peer: string; settings: string; gap: string } & GapResult;
type Options = { gaps: string[]; progress: (line: string) => void };

/** Every peer through every gap, the same script for each. All waits are real; a peer's own process serves nobody else. */
export async function resumeRows({ gaps, progress }: Options): Promise<ResumeRow[]> {
  const wanted = GAPS.filter(({ name }) => gaps.length === 0 || gaps.includes(name));
  const peers = [await batonPeer(progress), ...socketIoPeers];
  try {
    return (await Promise.all(peers.map((peer) => rowsOf(peer, wanted, progress)))).flat();
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

/** The long gap beside the others, which follow each other: a killed host would otherwise disturb a neighbour's script. */
async function rowsOf(peer: Peer, gaps: Gap[], progress: Options['progress']): Promise<ResumeRow[]> {
  const row = async (gap: Gap): Promise<ResumeRow> => {
    const pair = await peer.pair(gap.name);
    try {
      const result = await playGap(pair, gap);
      progress(`${peer.name}, ${gap.name}`);
      return { group: 'resume', peer: peer.name, settings: peer.settings, gap: gap.name, ...result };
    } catch (cause) {
      throw new Error(`${peer.name} did not get through "${gap.name}"`, { cause });
    } finally {
      await pair.stop();
    }
  };
  const inLine = async (list: Gap[]) => {
    const rows: ResumeRow[] = [];
    for (const gap of list) rows.push(await row(gap));
    return rows;
  };
  const isLong = ({ milliseconds }: Gap) => milliseconds > 60_000;
  const [long, short] = await Promise.all([inLine(gaps.filter(isLong)), inLine(gaps.filter((gap) => !isLong(gap)))]);
  return [...short, ...long];
}

const HEAD = ['', 'gap', 'to the server', 'to the client', 'back after'];

/** A line for each peer and gap, and below it what was set and what cannot be seen in the numbers. */
export function resumeTable(rows: ResumeRow[]): string {
  const lines = rows.map(({ peer, gap, toServer, toClient, backSeconds }, at) => [
    rows[at - 1]?.peer === peer ? '' : peer,
    gap,
    told(toServer),
    told(toClient),
    `${backSeconds.toFixed(1)} s`,
  ]);
  return [
    `resume: lost / duplicated / out of order, of ${rows[0]?.toServer.sent ?? 0} messages each way`,
    '',
    columns([HEAD, ...lines]),
    '',
    ...settingsOf(rows),
    ...NOTES,
  ].join('\n');
}

/** A line for each peer: how it was set. */
export const settingsOf = (rows: readonly { peer: string; settings: string }[]): string[] =>
  [...new Map(rows.map(({ peer, settings }) => [peer, settings]))].map(([peer, set]) => `${peer}: ${set}`);

const told = ({ lost, duplicated, outOfOrder }: Tally): string => `${lost} / ${duplicated} / ${outOfOrder}`;

const NOTES = [
  'All gaps were really waited for. A line is whole, loses answers, loses everything, is cut, and is whole again.',
  'Other node, Socket.IO: two servers with the built-in adapter, which keeps sessions in its own memory; its pages name the',
  'Redis Streams and MongoDB adapters as those that recover on another node. Baton: a function has no node, so all its',
  'processes were killed and the client came back by another address.',
];
