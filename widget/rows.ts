import type { Source } from '#events/conversation';
import type { RefusalCode } from '#shared/protocol/refusals';
import type { EventView } from '#shared/protocol/views';
import type { Unsent } from './outbox.ts';
import { type Acked, currentPart, numberOf, type Part, type Thread } from './thread.ts';

/** One line of the thread as a customer sees it. `key` is stable from the first sight of it to the last. */
export type Row = { readonly key: string /** ISO 8601. */; readonly at: string } & RowBody;
type RowBody =
  | { readonly kind: 'divider' }
  | {
      readonly kind: 'said';
      readonly from: 'customer' | 'bot' | 'agent';
      readonly name?: string | undefined;
      readonly text: string;
      readonly sources?: readonly Source[];
      /** The answer was interrupted: this is what had been shown. */
      readonly cut?: boolean;
      readonly delivery?: 'sending' | 'sent' | 'failed';
      readonly refused?: RefusalCode | undefined;
      readonly clientMessageId?: string;
    }
  | {
      readonly kind: 'promise';
      readonly promise: 'callback' | 'message';
      readonly dueAt: string;
      readonly contact?: string | undefined;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly name?: string | undefined; readonly until?: string };

export type Notice =
  | 'asked'
  | 'passed-on'
  | 'promise-due'
  | 'joined'
  | 'agent-lost'
  | 'bot-helps'
  | 'bot-again'
  | 'bot-failed'
  | 'silence'
  | 'closed';

/** Everything the customer sees, in order: each conversation by seq, then what is not acknowledged yet. */
export function rowsOf(thread: Thread, unsent: readonly Unsent[]): Row[] {
  const told = thread.parts.flatMap((part) => partRows(part, thread.acked, part === thread.parts[0]));
  return [...told, ...unsent.flatMap(unsentRow)];
}

function partRows(part: Part, acked: readonly Acked[], isFirst: boolean): Row[] {
  const divider = part.events.slice(0, isFirst ? 0 : 1).map((first) => dividerBefore(part, first));
  const events = part.events.flatMap((event) => {
    const row = rowOf(event);
    return row ? [{ seq: event.seq, row: stamped(part, event, row) }] : [];
  });
  const waiting = acked
    .filter((ack) => ack.conversationId === part.conversationId)
    .map((ack) => ({ seq: ack.seq, row: ackedRow(ack) }));
  return [...divider, ...[...events, ...waiting].sort((a, b) => a.seq - b.seq).map(({ row }) => row)];
}

const dividerBefore = (part: Part, first: EventView): Row => ({
  key: `${part.conversationId}/divider`,
  kind: 'divider',
  at: first.at,
});

const stamped = (part: Part, event: EventView, row: RowBody): Row => {
  const key = event.kind === 'customer-said' ? event.clientMessageId : `${part.conversationId}/${event.seq}`;
  return { key, at: event.at, ...row };
};

function rowOf(event: EventView): RowBody | undefined {
  switch (event.kind) {
    case 'customer-said':
      return { kind: 'said', from: 'customer', text: event.words.text, delivery: 'sent' };
    case 'bot-said':
      return { kind: 'said', from: 'bot', text: event.words.text, sources: event.words.sources };
    case 'answer-cut':
      return { kind: 'said', from: 'bot', text: event.words.text, cut: true };
    case 'agent-said':
      return { kind: 'said', from: 'agent', name: event.words.agentName, text: event.words.text };
    case 'promised':
      return { kind: 'promise', promise: event.promise, dueAt: event.dueAt, ...event.words };
    default:
      return noticeOf(event);
  }
}

function noticeOf(event: EventView): RowBody | undefined {
  switch (event.kind) {
    case 'handed-off':
      return { kind: 'notice', notice: handoffNotice(event.reason) };
    case 'accepted':
      return { kind: 'notice', notice: 'joined', name: event.words.agentName };
    case 'silence-warned':
      return { kind: 'notice', notice: 'silence', until: event.closesAt };
    case 'agent-lost':
    case 'bot-failed':
    case 'closed':
      return { kind: 'notice', notice: event.kind };
    case 'bot-kept-helping':
      return { kind: 'notice', notice: 'bot-helps' };
    case 'went-on-with-bot':
    case 'returned-to-bot':
      return { kind: 'notice', notice: 'bot-again' };
    default:
      return undefined;
  }
}

const handoffNotice = (reason: (EventView & { kind: 'handed-off' })['reason']): Notice => {
  if (reason === 'promise-due') return 'promise-due';
  return reason.startsWith('customer-asked') ? 'asked' : 'passed-on';
};

const ackedRow = ({ clientMessageId, at, text }: Acked): Row => ({
  key: clientMessageId,
  at: new Date(at).toISOString(),
  kind: 'said',
  from: 'customer',
  text,
  delivery: 'sent',
});

function unsentRow(entry: Unsent): Row[] {
  if (entry.action !== 'say') return [];
  return [
    {
      key: entry.id,
      at: new Date(entry.at).toISOString(),
      kind: 'said',
      from: 'customer',
      text: entry.text,
      delivery: entry.refused ? 'failed' : 'sending',
      refused: entry.refused,
      clientMessageId: entry.id,
    },
  ];
}

/** How far this customer has read: a place in the thread. */
export interface ReadMark {
  readonly conversationId: string;
  readonly seq: number;
}

export const readMarkOf = (thread: Thread): ReadMark | undefined => {
  const part = currentPart(thread);
  return part && { conversationId: part.conversationId, seq: part.highest };
};

const speaks = new Set<string>([
  'bot-said',
  'agent-said',
  'promised',
  'accepted',
  'choice-asked',
] satisfies EventView['kind'][]);

/** How many messages of others lie behind the mark. */
export function unreadOf(thread: Thread, read: ReadMark | undefined): number {
  const behind = (part: Part, seq: number) => {
    if (!read) return true;
    const order = numberOf(part.conversationId) - numberOf(read.conversationId);
    return order > 0 || (order === 0 && seq > read.seq);
  };
  return thread.parts.flatMap((part) =>
    part.events.filter((event) => speaks.has(event.kind) && behind(part, event.seq)),
  ).length;
}
