import type { RefusalCode } from '#shared/protocol/refusals';
import type { PageSettings } from '#shared/protocol/session';
import type { Effects, OpenSocket, SessionOutcome, SocketEvents } from './effects.ts';
import type { Storage } from './outbox.ts';

export type Addresses = Pick<PageSettings, 'httpUrl' | 'socketUrl' | 'welcome'>;

/** The real browser behind the protocol client. The addresses are looked up with the first session. */
export function browserEffects(addresses: () => Promise<Addresses>, storage: Storage): Effects {
  let known: Addresses | undefined;
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    newId,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    startSession: async (ask) => {
      known ??= await addresses();
      return startSession(known.httpUrl, ask);
    },
    openSocket: (ticket, on) => openSocket(`${known?.socketUrl}?ticket=${encodeURIComponent(ticket)}`, on),
    storage,
  };
}

async function startSession(httpUrl: string, ask: object): Promise<SessionOutcome> {
  const answer = await fetch(`${httpUrl.replace(/\/$/, '')}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ask),
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.ok) return answer.json();
  const { code } = await answer.json().catch(() => ({ code: undefined }));
  if (code) return { refused: code as RefusalCode };
  if (answer.status === 401) return { refused: 'token-expired' };
  throw new Error(`POST /session answered ${answer.status}`);
}

function openSocket(url: string, on: SocketEvents): OpenSocket {
  const socket = new WebSocket(url);
  socket.onopen = () => on.opened();
  socket.onmessage = ({ data }) => on.received(String(data));
  socket.onclose = () => on.closed();
  return {
    send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
    close: () => socket.close(),
  };
}

/** `randomUUID` exists on secure pages only; the address of a blob ends in a UUID on every page. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const address = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(address);
  return address.slice(-36);
}
