import { hashOf, mixed, shareOf } from './random.ts';

/**
 * Every fault that a call at a port, or the platform itself, can suffer. To add one: name it here, say in `faultsOf` which
 * calls it can strike, and let the port (or the platform's part) that draws it do what it means.
 */
export const FAULTS = {
  'crash-before': 'the function dies before its call arrives',
  'crash-after': 'the function dies after its call was done, before it hears so',
  hangs: 'the call is never answered; the function runs into its timeout',
  throttled: 'the service refuses for a while; nothing is done',
  'response-lost': 'the call is done, but its answer is an error',
  conflict: 'the transaction is cancelled: another one holds an item',
  stale: 'an index is read as it was some seconds ago',
  late: 'what was asked for comes much later',
  twice: 'what was asked for comes twice',
  lost: 'what was asked for never comes',
  gone: 'the gateway says that there is no such connection (any more)',
  down: 'the search cannot be reached',
  slow: 'the search answers after many seconds',
  empty: 'the search finds nothing',
  'late-first-token': 'the model does not begin within its time',
  'late-end': 'the model begins, and does not end within its time',
  cut: 'the stream of the model breaks off in the midst of its answer',
  'no-words': 'the model ends without having said anything',
  'tool-loop': 'the model calls tools instead of answering',
  stopped: 'an execution is stopped from outside',
} as const;
export type Fault = keyof typeof FAULTS;

const anyCall: Fault[] = ['crash-before', 'crash-after', 'hangs'];
const read: Fault[] = [...anyCall, 'throttled'];
const write: Fault[] = [...anyCall, 'throttled', 'response-lost'];

/**
 * The calls at our ports, by `port.method`, and what each can suffer. The enumeration of directed runs reads this table.
 *
 * To add a call: its line here; the port's method goes through `caller.call` with the same name.
 */
export const faultsOf = {
  'log.head': read,
  'log.tail': read,
  'log.marker': read,
  'log.transact': [...write, 'conflict'],
  'log.overdue': [...read, 'stale'],
  'log.meters': read,
  'desk.putTicket': write,
  'desk.burnTicket': write,
  'desk.count': write,
  'desk.putSocket': write,
  'desk.removeSocket': write,
  'desk.socketsOf': read,
  'desk.desk': read,
  'desk.setPresence': write,
  'desk.join': write,
  'desk.shortenLease': write,
  'desk.setNotReady': write,
  'desk.members': read,
  'desk.agent': read,
  'desk.places': read,
  'desk.putWait': write,
  'desk.wait': read,
  'customers.thread': read,
  'turns.enqueue': [...write, 'late'],
  'matching.ring': [...write, 'late'],
  'timers.after': [...write, 'late', 'twice'],
  'projections.project': [...write, 'late', 'twice'],
  'sockets.push': [...anyCall, 'throttled', 'response-lost', 'gone', 'late'],
  'workflow.start': write,
  'waits.tell': [...write, 'twice', 'late'],
  'knowledge.current': [...anyCall, 'down', 'slow'],
  'knowledge.search': [...anyCall, 'down', 'slow', 'empty'],
  'articles.served': [...anyCall, 'down', 'slow'],
  'ledger.put': write,
  'choices.current': read,
  'cache.get': read,
  'cache.put': write,
  'budget.reserve': write,
  'budget.settle': write,
  // One that is never answered is one that never begins: a deadline of ours ends it, not the function's timeout.
  'model.stream': [
    'crash-before',
    'crash-after',
    'throttled',
    'late-first-token',
    'late-end',
    'cut',
    'no-words',
    'tool-loop',
  ],
} as const satisfies Record<string, readonly Fault[]>;
export type CallSite = keyof typeof faultsOf;

/** What the platform does between our functions, and how it can go wrong. */
export const platformFaults = {
  'stream.relay': ['late', 'twice'],
  'stream.deliver': ['late', 'twice'],
  'queue.delete': ['lost'],
  'rule.rescue': ['late', 'twice'],
  'schedule.sweep': ['lost', 'twice'],
  'gateway.disconnect': ['lost', 'late'],
  'gateway.answer': ['lost'],
  'machine.run': ['stopped'],
} as const satisfies Record<string, readonly Fault[]>;
export type PlatformSite = keyof typeof platformFaults;

/**
 * One occasion for a fault. `key` names it for good: the step, the call, and that it is the n-th such call of the run; the
 * same run without some other fault still knows it by this name.
 */
export type Occasion = { site: CallSite | PlatformSite; step: string; nth: number; key: string };

export interface FaultPlan {
  /** The fault that strikes here, if any. `fraction` is 0 ≤ n < 1, of this occasion's own. */
  draw(occasion: Occasion, kinds: readonly Fault[], now: number): Fault | undefined;
}

export const noFaults: FaultPlan = { draw: () => undefined };

/** Faults by chance, within a span of time. Each occasion draws for itself alone. */
export const randomFaults = (seed: number, rate: number, from: number, until: number): FaultPlan => ({
  draw({ key, site }, kinds, now) {
    if (now < from || now > until) return undefined;
    const bits = hashOf(key, seed);
    // The platform has far fewer occasions than our calls, and models are asked seldom and fail often.
    const times = site in platformFaults ? 4 : site === 'model.stream' ? 20 : 1;
    if (shareOf(bits) >= Math.min(0.5, times * rate)) return undefined;
    return kinds[mixed(bits ^ 0x5bd1e995) % kinds.length];
  },
});

/** For minutes every service refuses; before and after, the faults that there would be anyway. Times in ms since 1970. */
export const withOutage = (plan: FaultPlan, { from, until }: { from: number; until: number }): FaultPlan => ({
  draw: (occasion, kinds, now) =>
    from <= now && now < until && kinds.includes('throttled') ? 'throttled' : plan.draw(occasion, kinds, now),
});

/** Exactly these, by the keys of their occasions: what a failing run is replayed and shrunk with. */
export const givenFaults = (faults: ReadonlyMap<string, Fault>): FaultPlan => ({
  draw: ({ key }) => faults.get(key),
});
