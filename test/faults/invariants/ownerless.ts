import type { Head } from '#shared/conversation/head';
import { commitsOf, type End, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I5';
const SWEEP_MS = 60_000;
const SLACK_MS = 5_000;
/** The sweeper looks after a workflow this much after the workflow's own timer. */
const WORKFLOW_MS = 60_000;

type Waiting = { state: string; until: number };

export const neverOwnerless: Invariant = {
  id: invariant,
  says: 'never ownerless: from every state somebody goes on, at most one sweep after its longest timer',
  check: (history) => [...goneOn(history), ...heldByNobody(history)],
};

const goneOn = ({ end }: History): Violation[] =>
  end.heads.flatMap((head) =>
    waitsOf(head, end).flatMap(({ state, until }) => {
      const latest = Math.max(until, end.calmSince) + SWEEP_MS + SLACK_MS + 2 * end.skewMs;
      return latest >= end.endedAt
        ? []
        : [{ invariant, says: `${state}, and nobody goes on`, t: latest, conversationId: head.conversationId }];
    }),
  );

/** What keeps an agent's lease from being looked at in time. */
const IN_THE_WAY = /^(sweep|lapse|disconnect|platform)|schedule|gateway|timers|stream|machine/;

/** Who is gone has lost what she held one lease and one sweep after her last heartbeat, where nothing came in between. */
const heldByNobody = (history: History): Violation[] => {
  const { timings, skewMs, endedAt } = history.end;
  if (skewMs > 0 || entriesOf(history, 'fault').some(({ key }) => IN_THE_WAY.test(key))) return [];
  const longest = timings.leaseSeconds * 1000 + SWEEP_MS + SLACK_MS;
  const beats = Map.groupBy(entriesOf(history, 'beat'), ({ agentId }) => agentId);
  return heldBy(history).flatMap(({ agentId, conversationId, from, until = endedAt }) => {
    const times = (beats.get(agentId) ?? []).map(({ t }) => t).filter((t) => t <= until);
    const ends = [...times.slice(1), until];
    const left = times.find((t, n) => (ends[n] ?? until) > from && (ends[n] ?? until) - Math.max(t, from) > longest);
    if (left === undefined) return [];
    return [{ invariant, says: `${agentId} has gone, and it stays hers`, t: left + longest, conversationId }];
  });
};

type Held = { agentId: string; conversationId: string; from: number; until?: number };
const heldBy = (history: History): Held[] => {
  const open = new Map<string, Held>();
  const all: Held[] = [];
  for (const { t, conversationId, after } of commitsOf(history)) {
    const held = open.get(conversationId);
    const agentId = after.owner.kind === 'agent' ? after.owner.agentId : undefined;
    if (held?.agentId === agentId) continue;
    if (held) held.until = t;
    open.delete(conversationId);
    if (agentId === undefined) continue;
    const begun: Held = { agentId, conversationId, from: t };
    open.set(conversationId, begun);
    all.push(begun);
  }
  return all;
};

/** Every state that must not last, with the moment (ms) at which its own timer ends it. Written anew here, not read off the product. */
const waitsOf = (head: Head, end: End): Waiting[] => [...turn(head, end), ...owner(head, end), ...wrapUp(head)];

const turn = (head: Head, { timings }: End): Waiting[] => {
  const helps = head.owner.kind === 'bot' || (head.owner.kind === 'queue' && head.handoff?.botHelps === true);
  if (!helps || head.askedUpTo <= head.answeredUpTo) return [];
  const asked = Date.parse(head.askedSince ?? head.at);
  return [
    { state: 'words to the bot are without an answer', until: asked + timings.turnGraceSeconds * 1000 + SWEEP_MS },
  ];
};

const owner = (head: Head, end: End): Waiting[] => {
  switch (head.owner.kind) {
    case 'queue':
      return [queue(head, end)];
    case 'agent':
      return [...agent(head, head.owner.agentId, end)];
    case 'promise': {
      const dates = head.promises.map(({ dueAt }) => Date.parse(dueAt));
      return [{ state: 'a promise has come due', until: dates.length > 0 ? Math.min(...dates) : 0 }];
    }
    default:
      return [];
  }
};

const queue = ({ handoff, at }: Head, { timings }: End): Waiting => {
  if (!handoff) return { state: 'the queue owns it without a handoff', until: 0 };
  const { offer, choosing, queueUntil, resumedAt, since } = handoff;
  if (offer) return { state: 'an offer stands open', until: Date.parse(offer.until) + WORKFLOW_MS };
  const until = Math.max(...[choosing?.until ?? queueUntil, resumedAt ?? since].map((moment) => Date.parse(moment)));
  if (choosing) return { state: 'a choice was put and nothing followed', until: until + WORKFLOW_MS };
  // An offer that ended after the queue's deadline leaves one more choice to put.
  return {
    state: 'she waits in the queue',
    until: Math.max(until, Date.parse(at) + timings.offerSeconds * 1000) + WORKFLOW_MS,
  };
};

const agent = (head: Head, agentId: string, { timings, agents }: End): Waiting[] => {
  const lease = agents.find((one) => one.agentId === agentId)?.leaseUntil ?? head.at;
  const silent =
    head.askedUpTo > head.answeredUpTo
      ? Date.parse(head.supervisorToldAt ?? head.remindedAt ?? head.askedSince ?? head.at) +
        timings.agentReminderSeconds * 1000
      : head.warnedUntil
        ? Date.parse(head.warnedUntil)
        : Date.parse(head.agentAt ?? head.at) + timings.silenceWarnSeconds * 1000;
  return [
    { state: `${agentId} holds it, and is not there`, until: Date.parse(lease) },
    { state: `${agentId} holds it, and nobody speaks`, until: silent },
  ];
};

const wrapUp = ({ handoff }: Head): Waiting[] =>
  handoff?.ended && !handoff.wrapped
    ? [
        {
          state: 'a handoff has ended without its wrap-up',
          until: Date.parse(handoff.resumedAt ?? handoff.ended.at) + WORKFLOW_MS,
        },
      ]
    : [];
