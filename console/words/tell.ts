import { type FactOf, facts } from '#events/conversation';
import type { EventView } from '#shared/protocol/views';
import type { SpokenKind, Telling, ToldKind, Words } from './words.ts';

const spoken: ReadonlySet<string> = new Set<SpokenKind>(['customer-said', 'bot-said', 'agent-said', 'answer-cut']);

export const isTold = (event: EventView): event is Extract<EventView, { kind: ToldKind }> =>
  Object.hasOwn(facts, event.kind) && !spoken.has(event.kind);

/** A fact as a sentence of the reader's language. */
export function tellFact<K extends ToldKind>(fact: FactOf<K> & { kind: K }, words: Words, telling: Telling): string {
  const sentence: (fact: FactOf<K>, telling: Telling) => string = words.facts[fact.kind];
  return sentence(fact, telling);
}
