import type { ConversationState, ServerFrameOf } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

/**
 * What one customer sees: a thread of conversations, each with the part of its log that has arrived. A frame says which
 * seqs it covers; some of them hold events that only agents see, so the seqs on a screen are not dense, and only the
 * covered ranges tell whether something is missing.
 */
export interface Thread {
  /** Ascending by number; the last one is written to. */
  readonly parts: readonly Part[];
  /** Words the cloud has acknowledged, whose event has not arrived yet. */
  readonly acked: readonly Acked[];
}

export interface Part {
  readonly conversationId: string;
  /** Ascending; each seq once. */
  readonly events: readonly EventView[];
  /** Nothing that this customer may see is missing up to and including this seq. */
  readonly upTo: number;
  /** Ranges that arrived before the one that leads to them. */
  readonly ahead: readonly Range[];
  /** The highest seq heard of. Above `upTo`: something may be missing. */
  readonly highest: number;
  /** The last page said that more follows it. */
  readonly more: boolean;
  readonly epoch: number;
  readonly state: ConversationState | undefined;
  readonly draft: Draft | undefined;
  readonly endedTurns: readonly string[];
  /** At least one frame of it has arrived. */
  readonly heard: boolean;
}

/** The seqs above `after`, up to and with `upTo`. */
interface Range {
  readonly after: number;
  readonly upTo: number;
}

/** An answer being written. */
export interface Draft {
  readonly turn: string;
  readonly epoch: number;
  readonly pieces: ReadonlyMap<number, string>;
}

export interface Acked {
  readonly conversationId: string;
  readonly seq: number;
  readonly clientMessageId: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const MAX_PIECES = 2000;

export const emptyThread: Thread = { parts: [], acked: [] };

const emptyPart = (conversationId: string): Part => ({
  conversationId,
  events: [],
  upTo: 0,
  ahead: [],
  highest: 0,
  more: false,
  epoch: 0,
  state: undefined,
  draft: undefined,
  endedTurns: [],
  heard: false,
});

/** `<thread>-<n>` → n. */
export const numberOf = (conversationId: string): number =>
  Number(conversationId.slice(conversationId.lastIndexOf('-') + 1));
export const threadOf = (conversationId: string): string => conversationId.slice(0, conversationId.lastIndexOf('-'));

export const partOf = (thread: Thread, conversationId: string): Part | undefined =>
  thread.parts.find((part) => part.conversationId === conversationId);
export const currentPart = (thread: Thread): Part | undefined => thread.parts.at(-1);
/** Something this customer may see can be missing. */
export const hasGap = (part: Part): boolean => part.more || part.highest > part.upTo;

/** The thread with this conversation in its place; a conversation of another thread begins anew. */
export function withConversation(thread: Thread, conversationId: string): Thread {
  if (partOf(thread, conversationId)) return thread;
  const current = currentPart(thread);
  if (current && threadOf(current.conversationId) !== threadOf(conversationId)) {
    return { parts: [emptyPart(conversationId)], acked: [] };
  }
  const parts = [...thread.parts, emptyPart(conversationId)];
  return { ...thread, parts: parts.sort((a, b) => numberOf(a.conversationId) - numberOf(b.conversationId)) };
}

const withPart = (thread: Thread, part: Part): Thread => ({
  ...thread,
  parts: thread.parts.map((old) => (old.conversationId === part.conversationId ? part : old)),
});

/** A page or a push. A frame of another customer's thread changes nothing. */
export function withEvents(thread: Thread, frame: ServerFrameOf<'events'>): Thread {
  const current = currentPart(thread);
  if (!current || threadOf(current.conversationId) !== threadOf(frame.conversationId)) return thread;
  const known = withConversation(thread, frame.conversationId);
  const part = joined(partOf(known, frame.conversationId) ?? emptyPart(frame.conversationId), frame);
  return withoutArrived(withPart(known, part), part);
}

/** Whether a frame joins on to what is held, so that it may be the answer to a sync. */
export const joins = (part: Part, frame: ServerFrameOf<'events'>): boolean => frame.after <= part.upTo;

function joined(part: Part, frame: ServerFrameOf<'events'>): Part {
  const events = merged(part.events, frame.events);
  const state = newer(part.state, frame.state);
  const turns = frame.events.flatMap((event) => ('turn' in event ? [event.turn] : []));
  const next: Part = {
    ...part,
    ...covered(part, frame),
    events,
    highest: Math.max(part.highest, frame.upTo),
    more: joins(part, frame) ? frame.more : part.more,
    state,
    epoch: Math.max(part.epoch, state?.epoch ?? 0, ...frame.events.map((event) => event.epoch)),
    endedTurns: [...part.endedTurns, ...turns],
    heard: true,
  };
  return { ...next, draft: surviving(next, frame.events) };
}

/** How far the ranges reach without a gap, and those that lie beyond one. */
function covered({ upTo, ahead }: Part, { after, upTo: end }: Range): Pick<Part, 'upTo' | 'ahead'> {
  let reached = upTo;
  const ranges = [...ahead, { after, upTo: end }].sort((a, b) => a.after - b.after);
  for (const range of ranges) if (range.after <= reached) reached = Math.max(reached, range.upTo);
  return { upTo: reached, ahead: ranges.filter((range) => range.upTo > reached) };
}

function merged(held: readonly EventView[], arrived: readonly EventView[]): readonly EventView[] {
  const seqs = new Set(held.map((event) => event.seq));
  const fresh = arrived.filter((event) => !seqs.has(event.seq) && seqs.add(event.seq));
  if (fresh.length === 0) return held;
  return [...held, ...fresh].sort((a, b) => a.seq - b.seq);
}

const newer = (a: ConversationState | undefined, b: ConversationState | undefined) =>
  a && b ? (b.version >= a.version ? b : a) : (b ?? a);

/** A draft ends with its turn, with an answer that failed, and when the conversation changed hands. */
function surviving(part: Part, arrived: readonly EventView[]): Draft | undefined {
  const { draft } = part;
  if (!draft || draft.epoch < part.epoch || part.endedTurns.includes(draft.turn)) return undefined;
  return arrived.some((event) => event.kind === 'bot-failed') ? undefined : draft;
}

/** An acknowledgement stands until its event arrives; then the event does. */
function withoutArrived(thread: Thread, part: Part): Thread {
  const seqs = new Set(part.events.map((event) => event.seq));
  const ids = new Set(part.events.map((event) => ('clientMessageId' in event ? event.clientMessageId : undefined)));
  const acked = thread.acked.filter(
    (ack) => !(ack.conversationId === part.conversationId && (seqs.has(ack.seq) || ids.has(ack.clientMessageId))),
  );
  return acked.length === thread.acked.length ? thread : { ...thread, acked };
}

/** Stored at `seq` of `conversationId`, which may be a later conversation than the one that was named. */
export function withAck(thread: Thread, ack: Acked): Thread {
  const known = withConversation(thread, ack.conversationId);
  const part = partOf(known, ack.conversationId);
  if (!part || part.events.some((event) => event.seq === ack.seq)) return known;
  const others = known.acked.filter((old) => old.clientMessageId !== ack.clientMessageId);
  const heard = withPart(known, { ...part, highest: Math.max(part.highest, ack.seq) });
  return { ...heard, acked: [...others, ack] };
}

/** Part of an answer. Below the highest epoch seen, or of a turn that has ended, it is dropped. */
export function withDelta(thread: Thread, delta: ServerFrameOf<'delta'>): Thread {
  const part = partOf(thread, delta.conversationId);
  if (!part || delta.epoch < part.epoch || part.endedTurns.includes(delta.turn)) return thread;
  const pieces = new Map(part.draft?.turn === delta.turn ? part.draft.pieces : []);
  if (pieces.size >= MAX_PIECES) return thread;
  pieces.set(delta.offset, delta.text);
  return withPart(thread, { ...part, epoch: delta.epoch, draft: { turn: delta.turn, epoch: delta.epoch, pieces } });
}

export function withoutDraft(thread: Thread, conversationId: string): Thread {
  const part = partOf(thread, conversationId);
  return part?.draft ? withPart(thread, { ...part, draft: undefined }) : thread;
}

/** The words of a draft up to the first piece that is missing. */
export function draftText(draft: Draft): string {
  let text = '';
  for (const [offset, piece] of [...draft.pieces].sort(([a], [b]) => a - b)) {
    if (offset > text.length) break;
    if (offset + piece.length > text.length) text = text.slice(0, offset) + piece;
  }
  return text;
}
