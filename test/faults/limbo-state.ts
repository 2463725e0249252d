import type { Handoff, Head } from '#shared/conversation/head';
import { later, type Timings } from '#shared/conversation/timings';

/**
 * The abstraction of the search for limbo. What is kept of a conversation is what a deadline or a decision can tell apart;
 * everything else is one value. It is sound (each real history has its image here) because
 * - moments count as whole ticks of a minute from now, and no duration is anything but whole ticks, so all comparisons are
 *   closed ones on integers; a moment further off than any duration reaches is as far as the furthest;
 * - a name (epoch, handoff, run, offer, seq, id) is only ever compared for equality or with its own successor, so the
 *   current one and "an older one" are enough; an older execution's effects are decisions that may be made at any moment;
 * - what a state cannot read any more (a dead clock, a forgotten reason) is one value; a pause after a decline is left out,
 *   which only lets an agent be asked sooner.
 */

export const MINUTE = 60;
/** Every duration is one tick, but the wait in the queue is two: an offer may end before, with and after it. */
export const ticked: Timings = {
  settleMs: 0,
  offerSeconds: MINUTE,
  queueWaitSeconds: 2 * MINUTE,
  choiceSeconds: MINUTE,
  leaseSeconds: MINUTE,
  leaseGraceSeconds: MINUTE,
  declinePauseSeconds: MINUTE,
  silenceWarnSeconds: MINUTE,
  silenceCloseSeconds: MINUTE,
  agentReminderSeconds: MINUTE,
  abandonSeconds: MINUTE,
  turnGraceSeconds: MINUTE,
};
export const PROMISE_TICKS = 1;

export const NOW = '2026-11-20T09:00:00.000Z';
export const CONVERSATION = 'customer0000000000000-1';
export const CUSTOMER = 'customer0000000000000';
export const AGENT = 'ana';

const START = Date.parse(NOW);
const known = new Map<string, number>();
/** Ticks from now; negative is past. */
export const ticks = (at: string): number => {
  const seen = known.get(at);
  if (seen !== undefined) return seen;
  const found = (Date.parse(at) - START) / (MINUTE * 1000);
  if (!Number.isInteger(found)) throw new Error(`${at} is not a whole number of ticks from now`);
  known.set(at, found);
  return found;
};
const moments = new Map<number, string>();
const moment = (tick: number): string => {
  const seen = moments.get(tick);
  if (seen) return seen;
  const made = later(NOW, tick * MINUTE);
  moments.set(tick, made);
  return made;
};
/** A wait without a timer of its own. */
export type Left = number | 'far' | 'never';
/** The execution of the handoff's present run. `runs`: its task is at work; `waits`: its token is stored; `hangs`: its task will never answer. */
export type Execution =
  | { at: 'not started' }
  | { at: 'failed' }
  | { at: 'ended' }
  | {
      at: string;
      phase: 'runs' | 'waits' | 'hangs';
      left: Left;
      /** What it has assigned: ticks until the queue's deadline, and whether its offer is the newest. */
      queueUntil: number;
      n: 'none' | 'current' | 'older';
    };
export type Joint = { head: Head | undefined; execution: Execution };
/** A joint state in its normal form; equal ones have equal keys. */
export type Normal = Joint & { key: string };

const heads = new Map<string, Head>();
const made = new Map<string, Normal>();
/** The normal form after so many ticks have passed: made of nothing but what its key holds, and one object a key. */
export const normal = ({ head, execution }: Joint, passed = 0): Normal => {
  const kept = head && keptOf(head, passed);
  const headKey = kept ? compact(kept) : '';
  const then = normalExecution(execution, passed);
  const key = `${headKey}|${compact(then)}`;
  const known = made.get(key);
  if (known) return known;
  if (kept && !heads.has(headKey)) heads.set(headKey, headOf(kept));
  const joint = { head: heads.get(headKey), execution: then, key };
  made.set(key, joint);
  return joint;
};

const compact = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(compact).join()}]`;
  if (typeof value === 'object' && value !== null) return Object.values(value).map(compact).join();
  return value === undefined ? '' : String(value);
};

const SEQ = 9;
const EPOCH = 9;

/** All that is kept of a head, in ticks from now. */
type Kept = {
  owner: Head['owner']['kind'];
  /** The first words still unanswered. */
  openSince: number | undefined;
  agentAt: number | undefined;
  warnedUntil: number | undefined;
  remindedAt: number | undefined;
  supervisorToldAt: number | undefined;
  promises: number[];
  handoff: KeptHandoff | undefined;
};
type KeptHandoff =
  | { is: 'wrapped' }
  | { is: 'ended'; at: number; resumed: boolean }
  | { is: 'with agent'; excluded: boolean }
  | {
      is: 'waiting';
      resumed: boolean;
      excluded: boolean;
      botHelps: boolean;
      queueUntil: number;
      offerUntil: number | undefined;
      choiceUntil: number | undefined;
    };

const keptOf = (head: Head, passed: number): Kept => {
  /** So many ticks away by now, and never further than anything that is measured from it. */
  const within = (at: string, from: number, to: number): number => Math.max(from, Math.min(to, ticks(at) - passed));
  const withAgent = (at: string | undefined, from: number, to: number): number | undefined =>
    at && head.owner.kind === 'agent' ? within(at, from, to) : undefined;
  const open = head.askedUpTo > head.answeredUpTo;
  return {
    owner: head.owner.kind,
    openSince: open && head.askedSince ? within(head.askedSince, -2, 0) : undefined,
    agentAt: withAgent(head.agentAt, -1, 0),
    warnedUntil: withAgent(head.warnedUntil, 0, 1),
    remindedAt: withAgent(head.remindedAt, -1, 0),
    supervisorToldAt: withAgent(head.supervisorToldAt, -1, 0),
    // As a set of dates: two promises of one date are due and kept together.
    promises: [...new Set(head.promises.map(({ dueAt }) => within(dueAt, 0, PROMISE_TICKS)))].sort(),
    handoff: head.handoff && keptHandoff(head, head.handoff, within),
  };
};

const keptHandoff = (
  { owner }: Head,
  { wrapped, ended, resumedAt, excluded, botHelps, queueUntil, offer, choosing }: Handoff,
  within: (at: string, from: number, to: number) => number,
): KeptHandoff => {
  if (wrapped) return { is: 'wrapped' };
  const resumed = resumedAt !== undefined && within(resumedAt, -1, 0) === 0;
  if (ended) return { is: 'ended', at: within(ended.at, -1, 0), resumed };
  const forGood = excluded.some(({ until }) => !until);
  if (owner.kind === 'agent') return { is: 'with agent', excluded: forGood };
  return {
    is: 'waiting',
    resumed,
    excluded: forGood,
    botHelps,
    queueUntil: within(queueUntil, -1, 2),
    offerUntil: offer && within(offer.until, -1, 1),
    choiceUntil: choosing && within(choosing.until, -1, 1),
  };
};

/** The head that stands for all those of which the same is kept. */
const headOf = (kept: Kept): Head => {
  const when = (name: 'agentAt' | 'warnedUntil' | 'remindedAt' | 'supervisorToldAt') =>
    kept[name] === undefined ? {} : { [name]: moment(kept[name]) };
  return {
    conversationId: CONVERSATION,
    version: SEQ,
    owner: ownerOf(kept.owner),
    epoch: EPOCH,
    channel: 'web',
    customerId: CUSTOMER,
    language: 'en',
    openedAt: NOW,
    at: NOW,
    promises: kept.promises.map((tick) => ({ promiseId: 'promise', promise: 'callback', dueAt: moment(tick) })),
    ...(kept.handoff && { handoff: handoffOf(kept.handoff) }),
    misses: 0,
    askedUpTo: SEQ,
    settled: true,
    ...(kept.openSince === undefined
      ? { answeredUpTo: SEQ }
      : { answeredUpTo: SEQ - 1, askedSince: moment(kept.openSince) }),
    ...when('agentAt'),
    ...when('warnedUntil'),
    ...when('remindedAt'),
    ...when('supervisorToldAt'),
    pace: { since: NOW, count: 0 },
    lastHash: '',
  };
};

const ownerOf = (kind: Kept['owner']): Head['owner'] => {
  if (kind === 'agent') return { kind, agentId: AGENT };
  return kind === 'promise' ? { kind, promiseId: 'promise' } : { kind };
};

const handoffOf = (kept: KeptHandoff): Handoff => {
  const same: Handoff = {
    handoff: EPOCH - 1,
    run: 0,
    reason: 'customer-asked',
    skill: 'general',
    priority: 0,
    since: moment(-1),
    queueUntil: moment(-1),
    n: 1,
    excluded: 'excluded' in kept && kept.excluded ? [{ agentId: AGENT }] : [],
    botHelps: false,
    wrapped: kept.is === 'wrapped',
    ...('resumed' in kept && kept.resumed && { resumedAt: NOW }),
  };
  if (kept.is === 'ended' || kept.is === 'wrapped') {
    const at = moment(kept.is === 'ended' ? kept.at : -1);
    return { ...same, ended: { outcome: 'closed', disposition: 'none', at } };
  }
  if (kept.is !== 'waiting') return same;
  return {
    ...same,
    botHelps: kept.botHelps,
    queueUntil: moment(kept.queueUntil),
    ...(kept.offerUntil !== undefined && { offer: { n: 1, agentId: AGENT, until: moment(kept.offerUntil) } }),
    ...(kept.choiceUntil !== undefined && {
      choosing: { reason: 'nobody-there', until: moment(kept.choiceUntil), options: ['callback', 'message', 'bot'] },
    }),
  };
};

const normalExecution = (execution: Execution, passed: number): Execution => {
  if (!('phase' in execution)) return execution;
  const { left, queueUntil } = execution;
  return {
    ...execution,
    left: typeof left === 'number' ? Math.max(0, left - passed) : left,
    queueUntil: Math.max(0, Math.min(2, queueUntil - passed)),
  };
};

/** A state in one line, for the path into a limbo. */
export const tell = ({ head, execution }: Joint): string => {
  const place = 'phase' in execution ? `${execution.at} (${execution.phase}, ${execution.left} left)` : execution.at;
  if (!head) return `nothing yet; workflow: ${place}`;
  const { handoff } = head;
  const in_ = (at: string | undefined, name: string) =>
    at ? [`${name} ${ticks(at) >= 0 ? '+' : ''}${ticks(at)}`] : [];
  const facts = [
    ...(head.askedUpTo > head.answeredUpTo ? in_(head.askedSince, 'words open since') : []),
    ...in_(head.warnedUntil, 'silence closes'),
    ...in_(head.remindedAt, 'agent reminded'),
    ...in_(head.supervisorToldAt, 'supervisor told'),
    ...head.promises.flatMap(({ dueAt }) => in_(dueAt, 'promise due')),
    ...(handoff && !handoff.wrapped ? [handoff.ended ? 'handoff ended' : 'handoff open'] : []),
    ...(head.owner.kind === 'queue' ? in_(handoff?.queueUntil, 'queue until') : []),
    ...in_(handoff?.offer?.until, 'offer until'),
    ...in_(handoff?.choosing?.until, 'choice until'),
  ];
  return `owner ${head.owner.kind}${facts.length ? ` (${facts.join(', ')})` : ''}; workflow: ${place}`;
};
