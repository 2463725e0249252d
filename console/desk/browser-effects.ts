import { AgentTicketAnswer } from '#shared/protocol/session';
import type { Bearer } from '../sign-in/bearer.ts';
import type { Effects, Line, LineEvents, TicketOutcome } from './effects.ts';
import type { Outgoing } from './outgoing.ts';

type Needs = { httpUrl: string; socketUrl: string; bearer: Bearer };

/** The desk's ports on a real browser. */
export const browserEffects = ({ httpUrl, socketUrl, bearer }: Needs): Effects => ({
  askTicket: (then) => void askTicket(httpUrl, bearer).then(then, () => then({ kind: 'unreachable' })),
  open: (ticket, on) => openSocket(`${socketUrl}?ticket=${encodeURIComponent(ticket)}`, on),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  keptOutbox: (agentId) => kept(localStorage, outboxKey(agentId), []),
  keepOutbox: (agentId, outbox) => keep(localStorage, outboxKey(agentId), outbox.length > 0 ? outbox : undefined),
  keptReady: () => kept(sessionStorage, READY, false),
  keepReady: (ready) => keep(sessionStorage, READY, ready),
  complain: (what, cause) => console.error(what, cause),
});

const READY = 'baton.desk.ready';
const outboxKey = (agentId: string) => `baton.desk.outbox.${agentId}`;

async function askTicket(httpUrl: string, bearer: Bearer): Promise<TicketOutcome> {
  const answer = await bearer(`${httpUrl}/agent/ticket`, { method: 'POST' });
  if (answer === 'signed-out') return { kind: 'signed-out' };
  if (answer.status === 403) return { kind: 'no-permission' };
  if (!answer.ok) return { kind: 'unreachable' };
  const { ticket, agentId } = AgentTicketAnswer.parse(await answer.json());
  return { kind: 'ticket', ticket, agentId };
}

function openSocket(url: string, on: LineEvents): Line {
  const socket = new WebSocket(url);
  socket.onopen = on.opened;
  socket.onmessage = ({ data }) => on.message(String(data));
  socket.onclose = on.closed;
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

type Kept = readonly Outgoing[] | boolean;

/** What was in flight when the page went away may have arrived: it waits again, under its id. */
function kept<T extends Kept>(storage: Storage, key: string, otherwise: T): T {
  try {
    const value = JSON.parse(storage.getItem(key) ?? 'null') as T | null;
    if (Array.isArray(value)) return value.map(waitingAgain) as unknown as T;
    return value ?? otherwise;
  } catch {
    return otherwise;
  }
}

const waitingAgain = (outgoing: Outgoing): Outgoing =>
  outgoing.phase === 'sending' ? { ...outgoing, phase: 'waiting' } : outgoing;

/** A full or forbidden storage must not stop the desk; the words are still in memory. */
function keep(storage: Storage, key: string, value: Kept | undefined) {
  try {
    if (value === undefined) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.error('this browser keeps nothing over a reload', error);
  }
}
