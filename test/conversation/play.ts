import * as fc from 'fast-check';
import { botFailed, botSays, failsOver, handsOff } from '#shared/conversation/bot';
import { asksPerson, customerChooses, customerCloses, customerSays, silenceOf } from '#shared/conversation/customer';
import type { Decide, Decision } from '#shared/conversation/decision';
import {
  accepts,
  agentCloses,
  agentSays,
  declines,
  expires,
  losesAgent,
  offers,
  remindsAgent,
  returnsToBot,
} from '#shared/conversation/desk';
import type { DeskChange } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { later } from '#shared/conversation/timings';
import { turnOf } from '#shared/conversation/turn';
import { abandonedNow, asksChoice, resumes, settles, tellsPlace, wrapsUp } from '#shared/conversation/waiting';
import { type Write, writeOf } from '#shared/conversation/write';
import { timings } from '#test/fakes/timings';

export const CONVERSATION = 'customer0000000000000-1';
export const CUSTOMER = 'customer0000000000000';
const START = Date.UTC(2026, 10, 20, 9);
export const second = (n: number): string => new Date(START + n * 1000).toISOString();

const asked = (at: string, open: boolean) => ({
  reason: 'customer-asked' as const,
  skill: 'general',
  priority: 1,
  open,
  queueUntil: later(at, 300),
  choiceUntil: later(at, 120),
});
const opening = { conversationId: CONVERSATION, channel: 'web' as const };
const customer = { role: 'customer', customerId: CUSTOMER } as const;

/** Everything anybody may try, at any time: most of it will be refused, and that is the point. */
export const acts: Record<string, (at: string, agentId: string, n: number) => Decide> = {
  says: (at) => (head) =>
    customerSays(
      head,
      { clientMessageId: at, text: 'words', language: 'en', settled: false },
      { customerId: CUSTOMER, at, perMinute: 1000 },
      opening,
    ),
  asks: (at) => (head) => asksPerson(head, asked(at, true), 'en', CUSTOMER, opening),
  'asks at night': (at) => (head) => asksPerson(head, asked(at, false), 'en', CUSTOMER, opening),
  'chooses a callback': (at) => (head) =>
    customerChooses(
      head,
      { clientMessageId: at, choice: 'callback', contact: '13800138000', promiseId: at, dueAt: later(at, 3600) },
      CUSTOMER,
    ),
  'chooses the bot': (at) => (head) =>
    customerChooses(head, { clientMessageId: at, choice: 'bot', promiseId: at, dueAt: at }, CUSTOMER),
  'keeps the bot': (at) => (head) =>
    customerChooses(head, { clientMessageId: at, choice: 'keep-helping', promiseId: at, dueAt: at }, CUSTOMER),
  'closes herself': () => (head) => customerCloses(head, CUSTOMER),
  'bot answers': () => (head) =>
    head && turnOf(head)
      ? botSays(head, turnOf(head) as never, {
          answersUpTo: head.askedUpTo,
          outcome: 'unknown',
          confidence: 0,
          words: { text: '?', sources: [] },
        })
      : { nothing: 'no turn' },
  'bot fails': () => (head) =>
    head && turnOf(head) ? botFailed(head, turnOf(head) as never, 'overdue') : { nothing: 'no turn' },
  'bot fails over': (at) => (head) =>
    head && turnOf(head) ? failsOver(head, turnOf(head) as never, 'overdue', asked(at, true)) : { nothing: 'no turn' },
  'bot hands off': (at) => (head) => handsOff(head, asked(at, true), { role: 'system' }),
  'promise comes due': (at) => (head) =>
    handsOff(head, { ...asked(at, true), reason: 'promise-due' }, { role: 'system' }),
  offers: (at, agentId) => (head) => offers(head, head?.handoff?.handoff ?? 0, agentId, later(at, 20), at),
  accepts: (at, agentId, n) => (head) => accepts(head, n, { agentId, name: agentId }, at),
  declines: (at, agentId, n) => (head) => declines(head, n, { agentId, name: agentId }, later(at, 60)),
  expires: (_at, _agentId, n) => (head) => expires(head, n, 'silence'),
  replies: (at, agentId) => (head) =>
    agentSays(head, { agentId, name: agentId }, head?.epoch ?? 0, { clientMessageId: at, text: 'hello' }),
  'agent closes': (_at, agentId) => (head) =>
    agentCloses(head, { agentId, name: agentId }, head?.epoch ?? 0, 'resolved'),
  'agent returns': (_at, agentId) => (head) => returnsToBot(head, { agentId, name: agentId }, head?.epoch ?? 0),
  'agent is lost': (at, agentId) => (head) => losesAgent(head, agentId, 'lease-lost', later(at, 300)),
  'agent is reminded': (at) => (head) =>
    head ? remindsAgent(head, at, timings.agentReminderSeconds, later(at, 300)) : { nothing: '' },
  silence: (at) => (head) => (head ? silenceOf(head, at, timings) : { nothing: '' }),
  'wait is long': (at) => (head) => asksChoice(head, 'waited-too-long', later(at, 120)),
  settles: (at) => (head) => settles(head, undefined, { promiseId: at, dueAt: later(at, 60) }),
  'settles with contact': (at) => (head) => settles(head, 'a@b.example', { promiseId: at, dueAt: later(at, 60) }),
  'place is told': (_at, _agentId, n) => (head) => tellsPlace(head, n, 60),
  'workflow resumes': () => (head) => resumes(head, head?.handoff?.handoff ?? 0, (head?.handoff?.run ?? 0) + 1, 'test'),
  'wraps up': () => (head) => wrapsUp(head, head?.handoff?.handoff ?? 0, 'summary'),
  leaves: () => (head) => abandonedNow(head),
};
export { customer };

export type Act = { act: string; agentId: string; n: number; after: number };
export const anyAct: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom(...Object.keys(acts)),
  agentId: fc.constantFrom('ana', 'bo'),
  n: fc.integer({ min: 1, max: 4 }),
  after: fc.integer({ min: 0, max: 200 }),
});

export type Played = {
  head: Head | undefined;
  before: Head | undefined;
  write: Write | undefined;
  decision: Decision;
  at: string;
};

/** Plays acts one after another; yields each with what it wrote. */
export function* play(history: Act[]): Generator<Played> {
  let head: Head | undefined;
  let now = 0;
  for (const { act, agentId, n, after } of history) {
    now += after;
    const at = second(now);
    const before = head;
    const decision = acts[act]?.(at, agentId, n)(head) ?? { nothing: 'unknown act' };
    const write = 'facts' in decision ? writeOf(head, CONVERSATION, decision.facts, at, decision.missed) : undefined;
    head = write?.head ?? head;
    yield { head, before, write, decision, at };
  }
}

/** The desk that the changes of a history leave behind: what the table would hold. */
export const deskOf = (changes: DeskChange[]) => {
  const places = new Set<string>();
  const seats = new Map<string, 'offered' | 'held'>();
  const load = new Map<string, number>();
  for (const change of changes) {
    if (change.change === 'take-place') places.add(change.place.conversationId);
    else if (change.change === 'leave-place') places.delete(change.place.conversationId);
    else if (change.change === 'free-seat') {
      seats.delete(change.seat.agentId);
      load.set(change.seat.agentId, (load.get(change.seat.agentId) ?? 0) - 1);
    } else {
      seats.set(change.seat.agentId, change.seat.kind);
      if (change.change === 'offer-seat') load.set(change.seat.agentId, (load.get(change.seat.agentId) ?? 0) + 1);
    }
  }
  return { places, seats, load };
};
