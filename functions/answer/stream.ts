import type { Turn } from '#shared/conversation/turn';
import type { Sockets } from '#shared/sockets/sockets';

type Needs = { sockets: Sockets; now: () => string; sleep: (milliseconds: number) => Promise<void> };
export type Shown = { text: string; cut: boolean };

/** The first piece at once, then no more often than this: a frame is billed, and a socket's buffer is small. */
const COALESCE_MS = 50;
/** While an answer is being written, somebody may take over: looked for this often. */
const LOOK_MS = 1000;

/** Shows an answer piece by piece. Deltas are ephemeral; a failed push is no loss, since the final message follows in the log. */
export const streamTo = async (
  { sockets, now, sleep }: Needs,
  connections: string[],
  { id, conversationId, epoch }: Turn,
  chunks: Iterable<string> | AsyncIterable<string>,
  epochHolds: () => Promise<boolean>,
): Promise<Shown> => {
  if (connections.length === 0) return { text: '', cut: false };
  let shown = '';
  let waiting = '';
  let pushedAt = 0;
  let lookedAt = Date.parse(now());
  const flush = async () => {
    if (!waiting) return;
    const frame = { type: 'delta', conversationId, turn: id, epoch, offset: shown.length, text: waiting } as const;
    shown += waiting;
    waiting = '';
    pushedAt = Date.parse(now());
    await Promise.all(connections.map((connectionId) => sockets.push(connectionId, frame)));
  };
  for await (const chunk of chunks) {
    waiting += chunk;
    const at = Date.parse(now());
    if (at - lookedAt >= LOOK_MS) {
      lookedAt = at;
      if (!(await epochHolds())) return { text: shown, cut: true };
    }
    if (at - pushedAt >= COALESCE_MS) await flush();
  }
  if (waiting && Date.parse(now()) - pushedAt < COALESCE_MS) await sleep(COALESCE_MS);
  await flush();
  return { text: shown, cut: false };
};
