import type { ClientFrame, ServerFrame } from '#shared/protocol/frames';
import type { DeskInput } from './desk-state.ts';
import type { Effects, Line } from './effects.ts';
import { readFrame } from './read-frame.ts';

export const HEARTBEAT_MS = 30_000;
export const ANSWER_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
/** API Gateway ends a socket at 2 h; we renew ours before, spread so that a thousand desks do not come at once. */
const RENEW_FROM_MS = 100 * 60_000;
const RENEW_SPREAD_MS = 15 * 60_000;

type Hears = {
  input: (input: DeskInput) => void;
  frame: (frame: ServerFrame) => void;
  beat: () => void;
  presence: () => { ready: boolean; beat: boolean };
};

export type DeskLine = {
  start: () => void;
  stop: (why: 'signed-out') => void;
  /** The socket cannot be trusted any longer: open another. */
  drop: () => void;
  /** Do not wait for the pause to end. */
  hurry: () => void;
  beat: () => void;
  send: (frame: ClientFrame) => void;
};

/** Ticket → socket → heartbeat; whatever breaks, again with full jitter. An answer to an earlier attempt is not heard. */
export function deskLine(effects: Effects, hears: Hears): DeskLine {
  const timers = new Map<string, () => void>();
  let line: Line | undefined;
  let life = 0;
  let attempt = 0;

  const inTime = (name: string, ms: number, run: () => void) => {
    timers.get(name)?.();
    timers.set(name, effects.after(ms, run));
  };
  const hangUp = () => {
    life += 1;
    for (const cancel of timers.values()) cancel();
    timers.clear();
    line?.close();
    line = undefined;
  };
  const end = (kind: 'signed-out' | 'no-permission') => {
    hangUp();
    hears.input({ type: kind });
  };
  const lost = () => {
    hangUp();
    const pause = effects.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    attempt += 1;
    inTime('retry', pause, connect);
    hears.input({ type: 'lost', attempt, retryAt: effects.now() + pause });
  };
  const beat = () => {
    if (!line) return;
    inTime('deadline', ANSWER_WITHIN_MS, lost);
    inTime('beat', HEARTBEAT_MS, beat);
    line.send(JSON.stringify({ action: 'presence', ...hears.presence() } satisfies ClientFrame));
    hears.beat();
  };
  const hear = (text: string) => {
    const read = readFrame(text);
    if ('broken' in read) return lost();
    if ('unknown' in read) return effects.complain('a frame was not understood', read.unknown);
    if (read.frame.type === 'desk') {
      attempt = 0;
      timers.get('deadline')?.();
    }
    hears.frame(read.frame);
  };
  const open = (ticket: string) => {
    const mine = life;
    const ifMine =
      <A extends unknown[]>(run: (...given: A) => void) =>
      (...given: A) => {
        if (mine === life) run(...given);
      };
    inTime('deadline', ANSWER_WITHIN_MS, lost);
    inTime('renew', RENEW_FROM_MS + effects.random() * RENEW_SPREAD_MS, connect);
    line = effects.open(ticket, { opened: ifMine(beat), message: ifMine(hear), closed: ifMine(lost) });
  };
  const connect = () => {
    hangUp();
    const mine = life;
    hears.input({ type: 'connecting', attempt });
    effects.askTicket((outcome) => {
      if (mine !== life) return;
      if (outcome.kind === 'unreachable') return lost();
      if (outcome.kind !== 'ticket') return end(outcome.kind);
      hears.input({ type: 'greeted', agentId: outcome.agentId });
      open(outcome.ticket);
    });
  };

  return {
    start: connect,
    stop: end,
    drop: () => line && lost(),
    hurry: () => timers.has('retry') && !line && connect(),
    beat,
    send: (frame) => line?.send(JSON.stringify(frame)),
  };
}
