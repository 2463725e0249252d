import type { Disposition } from '#events/conversation';
import type { ClientFrame } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';

/** What an agent has decided, from the key press until the log has it. */
export type Deed =
  | { kind: 'reply'; text: string }
  | { kind: 'close'; disposition: Disposition; note?: string }
  | { kind: 'return-to-bot'; note?: string }
  | { kind: 'accept'; n: number }
  | { kind: 'decline'; n: number };

/**
 * `waiting`: to be sent. `sending`: sent, not acknowledged. `sent`: in the log, its event not here yet.
 * `failed`: refused; the agent decides. Times are the browser's clock in ms.
 */
export type Outgoing = {
  id: string;
  conversationId: string;
  /** The epoch the agent saw when she decided: the cloud refuses the deed when another has begun. */
  epoch: number;
  at: number;
  phase: 'waiting' | 'sending' | 'sent' | 'failed';
  deed: Deed;
  /** How often it was sent: a refusal of a repetition may be the echo of our own success. */
  tries: number;
  notBefore?: number;
  seq?: number;
  code?: RefusalCode;
};

/** What must outlive a reload. An offer is gone by then, and a close that can still be undone is not decided yet. */
export const outlivesReload = ({ deed, phase, notBefore }: Outgoing) =>
  phase !== 'sent' &&
  deed.kind !== 'accept' &&
  deed.kind !== 'decline' &&
  !(deed.kind === 'close' && notBefore !== undefined);

export const frameOf = ({ id, conversationId, epoch, deed }: Outgoing): ClientFrame => {
  switch (deed.kind) {
    case 'reply':
      return { action: 'reply', conversationId, clientMessageId: id, epoch, body: { text: deed.text } };
    case 'close':
      return { action: 'close', conversationId, epoch, disposition: deed.disposition, ...noteOf(deed) };
    case 'return-to-bot':
      return { action: 'return-to-bot', conversationId, epoch, ...noteOf(deed) };
    case 'accept':
    case 'decline':
      return { action: deed.kind, conversationId, n: deed.n };
  }
};
const noteOf = ({ note }: { note?: string }) => (note ? { note } : {});

/** One in flight a conversation: API Gateway runs a socket's frames in parallel, and words must keep their order. */
export function nextToSend(outbox: readonly Outgoing[], now: number): Outgoing[] {
  const lanes = new Set<string>();
  return outbox.filter((outgoing) => {
    if (outgoing.phase === 'failed' || outgoing.phase === 'sent') return false;
    const first = !lanes.has(outgoing.conversationId);
    lanes.add(outgoing.conversationId);
    return first && outgoing.phase === 'waiting' && (outgoing.notBefore ?? 0) <= now;
  });
}

/** When something now held back may go; undefined when nothing waits for the clock. */
export function nextMoment(outbox: readonly Outgoing[], now: number): number | undefined {
  const later = outbox.flatMap(({ phase, notBefore }) =>
    phase === 'waiting' && notBefore !== undefined && notBefore > now ? [notBefore] : [],
  );
  return later.length > 0 ? Math.min(...later) : undefined;
}

type Answer = {
  conversationId?: string | undefined;
  action?: string | undefined;
  clientMessageId?: string | undefined;
};

/** The deed in flight that a frame answers. Only a reply carries an id; of the others one at most is in flight. */
export const answeredBy = (outbox: readonly Outgoing[], { conversationId, action, clientMessageId }: Answer) =>
  outbox.find((outgoing) =>
    clientMessageId
      ? outgoing.id === clientMessageId
      : outgoing.phase === 'sending' &&
        outgoing.deed.kind !== 'reply' &&
        outgoing.conversationId === conversationId &&
        outgoing.deed.kind === action,
  );
