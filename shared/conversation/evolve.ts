import type { ConversationEvent, EventOf } from '#events/conversation';
import { type Handoff, type Head, MOST_MISSED, type Owner } from './head.ts';

/** The state is the fold of what happened. `undefined` before the first event. */
export const evolve = (before: Head | undefined, event: ConversationEvent): Head => {
  if (event.kind === 'conversation-opened') return opened(event);
  if (!before) throw new Error(`${event.conversationId} begins with ${event.kind} instead of conversation-opened`);
  return { ...happened(before, event), version: event.seq, at: event.at };
};

const opened = (event: EventOf<'conversation-opened'>): Head => ({
  conversationId: event.conversationId,
  version: event.seq,
  owner: { kind: 'bot' },
  epoch: 1,
  channel: event.channel,
  customerId: event.customerId,
  language: event.language,
  ...(event.previous && { previous: event.previous }),
  openedAt: event.at,
  at: event.at,
  promises: [],
  misses: 0,
  askedUpTo: 0,
  settled: false,
  answeredUpTo: 0,
  pace: { since: event.at, count: 0 },
  lastHash: '',
});

const happened = (head: Head, event: Exclude<ConversationEvent, { kind: 'conversation-opened' }>): Head => {
  switch (event.kind) {
    case 'customer-said':
      return customerSaid(head, event);
    case 'bot-said':
      return answered({ ...head, misses: missesAfter(head.misses, event.outcome) }, event.answersUpTo, event.at);
    case 'answer-cut':
    case 'packet-prepared':
      return head;
    case 'bot-failed':
      return answered(head, event.answersUpTo, event.at);
    case 'handed-off':
      return handedOff(head, event);
    case 'place-told':
      return inHandoff(head, { told: { place: event.place, waitSeconds: event.waitSeconds, at: event.at } });
    case 'bot-kept-helping':
      return inHandoff(head, { botHelps: true });
    case 'offered':
      return inHandoff(head, { n: event.n, offer: { n: event.n, agentId: event.agentId, until: event.until } }, [
        'choosing',
      ]);
    case 'accepted':
      return accepted(head, event);
    case 'declined':
      return exclude(head, { agentId: event.agentId, until: event.excludedUntil });
    case 'offer-expired':
      return event.cause === 'silence' ? exclude(head, { agentId: event.agentId }) : inHandoff(head, {}, ['offer']);
    case 'agent-said':
      return answered({ ...without(head, 'warnedUntil'), agentAt: event.at }, head.askedUpTo, event.at);
    case 'agent-reminded':
      return { ...head, remindedAt: event.at };
    case 'supervisor-told':
      return { ...head, supervisorToldAt: event.at };
    case 'agent-lost':
      return agentLost(head, event);
    case 'choice-asked':
      return inHandoff(head, { choosing: { reason: event.reason, until: event.until, options: event.options } });
    case 'promised':
      return promised(head, event);
    case 'went-on-with-bot':
      return endHandoff(give({ ...head, misses: 0 }, { kind: 'bot' }), 'returned', 'none', event.at);
    case 'returned-to-bot':
      return endHandoff(give({ ...withoutAgent(head), misses: 0 }, { kind: 'bot' }), 'returned', 'none', event.at);
    case 'silence-warned':
      return { ...head, warnedUntil: event.closesAt };
    case 'closed':
      return closed(head, event);
    case 'handoff-resumed':
      return inHandoff(head, { run: event.run, resumedAt: event.at });
    case 'wrapped-up':
      return inHandoff(head, { wrapped: true });
  }
};

/** Courtesies between two misses do not make the bot any wiser. */
const missesAfter = (misses: number, outcome: EventOf<'bot-said'>['outcome']): number => {
  if (outcome === 'unknown') return misses + 1;
  return outcome === 'answered' ? 0 : misses;
};

const customerSaid = (head: Head, event: EventOf<'customer-said'>): Head => {
  const sameMinute = Date.parse(event.at) - Date.parse(head.pace.since) < 60_000;
  return {
    ...without(head, 'warnedUntil'),
    language: event.language,
    askedUpTo: event.seq,
    askedAt: event.at,
    askedSince: head.askedUpTo > head.answeredUpTo ? (head.askedSince ?? event.at) : event.at,
    settled: event.settled,
    pace: sameMinute ? { since: head.pace.since, count: head.pace.count + 1 } : { since: event.at, count: 1 },
  };
};

/** Words up to `upTo` have had their answer; what came after waits from now. */
const answered = (head: Head, upTo: number, at: string): Head => {
  const answeredUpTo = Math.max(head.answeredUpTo, upTo);
  const clear = without(head, 'askedSince', 'remindedAt', 'supervisorToldAt');
  return head.askedUpTo > answeredUpTo ? { ...clear, answeredUpTo, askedSince: at } : { ...clear, answeredUpTo };
};

const handedOff = (head: Head, event: EventOf<'handed-off'>): Head => {
  const given = give(answered(head, event.answersUpTo, event.at), { kind: 'queue' });
  const handoff: Handoff = {
    handoff: given.epoch,
    run: 0,
    reason: event.reason,
    skill: event.skill,
    priority: event.priority,
    since: event.at,
    queueUntil: event.queueUntil,
    n: 0,
    excluded: [],
    botHelps: false,
    wrapped: false,
    ...(event.reason === 'promise-due' && { missed: missedAfter(head.handoff) }),
  };
  const promises =
    event.reason === 'promise-due' ? given.promises.filter((promise) => promise.dueAt > event.at) : given.promises;
  return { ...given, handoff, promises };
};

/** Whoever was promised a person and had none so far is promised one again later and later, instead of every half hour for ever. */
const missedAfter = (former: Handoff | undefined): number =>
  former?.agentId ? 1 : Math.min((former?.missed ?? 0) + 1, MOST_MISSED);

const accepted = (head: Head, event: EventOf<'accepted'>): Head => {
  const given = give(inHandoff(head, { agentId: event.agentId }, ['offer', 'choosing']), {
    kind: 'agent',
    agentId: event.agentId,
  });
  return { ...given, misses: 0, agentAt: event.at };
};

const agentLost = (head: Head, event: EventOf<'agent-lost'>): Head => {
  const given = give(withoutAgent(head), { kind: 'queue' });
  const excluded =
    event.cause === 'customer-unanswered'
      ? [...(head.handoff?.excluded ?? []), { agentId: event.agentId }]
      : (head.handoff?.excluded ?? []);
  return inHandoff(given, { queueUntil: event.queueUntil, excluded }, ['told']);
};

const promised = (head: Head, event: EventOf<'promised'>): Head => {
  const obligation = { promiseId: event.promiseId, promise: event.promise, dueAt: event.dueAt };
  const given = give(withoutAgent(head), { kind: 'promise', promiseId: event.promiseId });
  return endHandoff(
    { ...answered(given, head.askedUpTo, event.at), promises: [...head.promises, obligation] },
    'promise',
    'follow-up',
    event.at,
  );
};

const closed = (head: Head, event: EventOf<'closed'>): Head => {
  const outcome = event.reason === 'abandoned' || event.reason === 'no-choice' ? 'abandoned' : 'closed';
  const given = give(withoutAgent(head), { kind: 'closed' });
  return endHandoff(
    answered({ ...given, promises: [] }, head.askedUpTo, event.at),
    outcome,
    event.disposition,
    event.at,
  );
};

const give = (head: Head, owner: Owner): Head => ({ ...head, owner, epoch: head.epoch + 1 });

const withoutAgent = (head: Head): Head => without(head, 'agentAt', 'warnedUntil', 'remindedAt', 'supervisorToldAt');

const exclude = (head: Head, whom: { agentId: string; until?: string }): Head =>
  inHandoff(
    head,
    { excluded: [...(head.handoff?.excluded ?? []).filter(({ agentId }) => agentId !== whom.agentId), whom] },
    ['offer'],
  );

/** A handoff that has ended keeps its first outcome: a second end of the same one changes nothing. */
const endHandoff = (
  head: Head,
  outcome: 'closed' | 'returned' | 'promise' | 'abandoned',
  disposition: EventOf<'closed'>['disposition'],
  at: string,
): Head =>
  head.handoff && !head.handoff.ended
    ? inHandoff(head, { ended: { outcome, disposition, at } }, ['offer', 'choosing'])
    : head;

const inHandoff = (head: Head, change: Partial<Handoff>, drop: (keyof Handoff)[] = []): Head =>
  head.handoff ? { ...head, handoff: without({ ...head.handoff, ...change }, ...drop) } : head;

const without = <T extends object, K extends keyof T>(value: T, ...keys: K[]): T => {
  const copy = { ...value };
  for (const key of keys) delete copy[key];
  return copy;
};
