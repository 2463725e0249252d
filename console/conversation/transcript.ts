import type { Source } from '#events/conversation';
import { audienceOf } from '#events/conversation';
import type { EventView } from '#shared/protocol/views';
import type { Outgoing } from '../desk/outgoing.ts';
import { isTold, tellFact } from '../words/tell.ts';
import type { Telling, Words } from '../words/words.ts';

/** One line of a transcript, ready to draw. `at`: ISO 8601. */
export type Line =
  | { kind: 'day'; key: string; at: string }
  | {
      kind: 'said';
      key: string;
      seq: number;
      by: 'customer' | 'bot' | 'agent';
      name?: string;
      own: boolean;
      text: string;
      at: string;
      sources: readonly Source[];
      cut: boolean;
    }
  | { kind: 'told'; key: string; seq: number; text: string; at: string; inside: boolean }
  | { kind: 'outgoing'; key: string; text: string; outgoing: Outgoing };

type Given = {
  events: readonly EventView[];
  outbox: readonly Outgoing[];
  agentId: string;
  words: Words;
  telling: Telling;
  /** The reader's day a moment falls on, as any string that differs between days. */
  dayOf: (at: string) => string;
};

export function linesOf({ events, outbox, agentId, words, telling, dayOf }: Given): Line[] {
  const lines: Line[] = [];
  let day = '';
  for (const event of events) {
    const line = lineOf(event, agentId, words, telling);
    if (!line) continue;
    const today = dayOf(event.at);
    if (today !== day) lines.push({ kind: 'day', key: `day-${event.seq}`, at: event.at });
    day = today;
    lines.push(line);
  }
  return [...lines, ...outbox.flatMap(outgoingLine)];
}

const outgoingLine = (outgoing: Outgoing): Line[] =>
  outgoing.deed.kind === 'reply'
    ? [{ kind: 'outgoing', key: `said-${outgoing.id}`, text: outgoing.deed.text, outgoing }]
    : [];

/** A kind this page does not know is passed over. */
function lineOf(event: EventView, agentId: string, words: Words, telling: Telling): Line | undefined {
  const { seq, at } = event;
  const said = { kind: 'said', key: `${seq}`, seq, at, own: false, sources: [], cut: false } as const;
  switch (event.kind) {
    case 'customer-said':
      return { ...said, by: 'customer', text: event.words.text, ...named(event.by.name) };
    case 'bot-said':
      return { ...said, by: 'bot', text: event.words.text, sources: event.words.sources };
    case 'answer-cut':
      return { ...said, by: 'bot', text: event.words.text, cut: true };
    case 'agent-said': {
      const own = event.agentId === agentId;
      return {
        ...said,
        key: `said-${event.clientMessageId}`,
        by: 'agent',
        text: event.words.text,
        own,
        ...named(event.words.agentName),
      };
    }
  }
  if (!isTold(event)) return undefined;
  const inside = audienceOf(event.kind) === 'agents';
  return { kind: 'told', key: `${seq}`, seq, at, inside, text: tellFact(event, words, telling) };
}

const named = (name: string | undefined) => (name ? { name } : {});
