import { audienceOf, type ConversationEvent } from '#events/conversation';
import { maskDeep } from '#shared/privacy/mask';
import type { EventView } from './views.ts';

export type Reader = 'customer' | 'agent';

/** Fields that name things of ours, never a person's words: left as they are when the rest is masked. */
const NAMES: ReadonlySet<string> = new Set([
  'kind',
  'at',
  'conversationId',
  'previous',
  'clientMessageId',
  'turn',
  'agentId',
  'articleId',
  'knowledgeVersion',
  'intent',
  'promiseId',
  'until',
  'dueAt',
  'queueUntil',
  'excludedUntil',
  'closesAt',
  'skill',
  'reason',
  'outcome',
  'cause',
  'role',
  'language',
  'channel',
  'disposition',
  'promise',
]);

/**
 * The event as this reader may see it, or nothing. A customer sees no facts of the desk, no agent's id or note, not what her words were taken for; an agent
 * sees everything with phone, e-mail, id and card numbers masked, names included: a customer may type anything anywhere.
 */
export const viewOf = (event: ConversationEvent, reader: Reader): EventView | undefined => {
  const { conversationId: _conversation, by, ...fact } = event;
  if (reader === 'agent') return maskDeep({ ...fact, by: speaker(by, reader) }, NAMES) as EventView;
  if (audienceOf(event.kind) === 'agents') return undefined;
  return { ...forCustomer(fact as typeof fact & { words?: object }), by: speaker(by, reader) } as EventView;
};

const speaker = (by: ConversationEvent['by'], reader: Reader): EventView['by'] => {
  if (by.role !== 'agent') return { role: by.role };
  return reader === 'agent' ? { role: 'agent', name: by.name, agentId: by.agentId } : { role: 'agent', name: by.name };
};

const forCustomer = (fact: { kind: string; words?: object }): object => {
  const {
    agentId: _agent,
    customerId: _customer,
    intent: _intent,
    ...rest
  } = fact as typeof fact & { agentId?: string; customerId?: string; intent?: object };
  if (fact.kind === 'closed') return { ...rest, words: {}, disposition: 'none' };
  if (fact.kind === 'returned-to-bot') return { ...rest, words: {} };
  return rest;
};
