import type { Queues } from '../ports/queues.ts';
import type { CallSite, PlatformSite } from '../world/faults.ts';
import type { Ports } from '../world/ports.ts';
import type { StepName } from '../world/steps.ts';
import type { AnyMethod, MethodOf, MethodsOf } from './steps.ts';

/** How often one use of a method makes this call: once at most, for each of several, or anew when its race was lost. */
type Makes = Partial<Record<CallSite, 'once' | 'each' | 'anew'>>;

const append = { 'log.head': 'anew', 'log.marker': 'anew', 'log.transact': 'anew' } as const;

/**
 * The calls behind each method of a port, as the simulator's ports make them. A port's method that has no line here does not
 * compile, whether a step uses it or not.
 */
export const callsBehind = {
  'store.head': { 'log.head': 'once' },
  'store.tail': { 'log.tail': 'once' },
  'store.append': append,
  'store.overdue': { 'log.overdue': 'once' },
  'desk.putTicket': { 'desk.putTicket': 'once' },
  'desk.burnTicket': { 'desk.burnTicket': 'once' },
  'desk.count': { 'desk.count': 'once' },
  'desk.putSocket': { 'desk.putSocket': 'once' },
  'desk.removeSocket': { 'desk.removeSocket': 'once' },
  'desk.socketsOf': { 'desk.socketsOf': 'once' },
  'desk.desk': { 'desk.desk': 'once' },
  'desk.setPresence': { 'desk.setPresence': 'once', 'desk.join': 'each' },
  'desk.shortenLease': { 'desk.shortenLease': 'once' },
  'desk.setNotReady': { 'desk.setNotReady': 'once' },
  'desk.agentsOf': { 'desk.members': 'once', 'desk.agent': 'each' },
  'desk.places': { 'desk.places': 'once' },
  'desk.putWait': { 'desk.putWait': 'once' },
  'desk.wait': { 'desk.wait': 'once' },
  'customers.thread': { 'customers.thread': 'once' },
  'turns.enqueue': { 'turns.enqueue': 'once' },
  'matching.ring': { 'matching.ring': 'once' },
  'timers.after': { 'timers.after': 'once' },
  'projections.project': { 'projections.project': 'once' },
  'sockets.push': { 'sockets.push': 'once' },
  'workflow.start': { 'workflow.start': 'once' },
  'waits.tell': { 'waits.tell': 'once' },
  'knowledge.current': { 'knowledge.current': 'once', 'knowledge.search': 'once' },
  'articles.served': { 'articles.served': 'once' },
  'ledger.put': { 'ledger.put': 'once' },
  readMeters: { 'log.meters': 'once' },
  answerWait: { 'desk.wait': 'once', 'log.head': 'once', 'waits.tell': 'once' },
  // Made by the wiring out of `store.tail`, and counted there.
  summaryOf: {},
  contactOf: {},
  // The simulated shop has no intents of its own: sorting words decides nothing that is promised.
  intents: {},
  sortByModel: {},
  // These ask nobody.
  'tokens.issue': {},
  'tokens.verify': {},
  sleep: {},
  byModel: {
    'choices.current': 'once',
    'cache.get': 'once',
    'cache.put': 'once',
    'budget.reserve': 'each',
    'model.stream': 'each',
    'budget.settle': 'each',
  },
} as const satisfies Record<AnyMethod | MethodsOf<Omit<Ports, 'caller'>>, Makes>;
export type Method = keyof typeof callsBehind;

/** A call that no method makes could never be struck. */
type Made = { [M in Method]: keyof (typeof callsBehind)[M] }[Method];
type Unmade = Exclude<CallSite, Made>;
const everyCallIsMade: [Unmade] extends [never] ? true : Unmade = true;
void everyCallIsMade;

/**
 * How a step uses a method in one invocation: once at most; often; or not at all, because it is handed a whole port of which
 * it wants something else.
 */
type Use = 'once' | 'often' | 'unasked';

const unasked = <M extends Method>(...methods: M[]): Record<M, 'unasked'> =>
  Object.fromEntries(methods.map((method) => [method, 'unasked'])) as Record<M, 'unasked'>;

const appendsOnly = { 'store.append': 'once', ...unasked('store.head', 'store.tail', 'store.overdue') } as const;
const readsAll = { 'store.append': 'once', 'store.tail': 'often', ...unasked('store.head', 'store.overdue') } as const;

/**
 * Every method that every step has in its hands, by the types of what the step needs: a step with a new port, and a port with
 * a new method, do not compile until their line stands here.
 */
export const usesOf = {
  accept: { ...appendsOnly, answerWait: 'once' },
  'agent-ticket': { 'desk.putTicket': 'once' },
  answer: {
    'store.head': 'often',
    'store.tail': 'often',
    'store.append': 'often',
    ...unasked('store.overdue', 'intents', 'sortByModel'),
    'knowledge.current': 'once',
    'articles.served': 'once',
    byModel: 'once',
    'desk.socketsOf': 'once',
    'sockets.push': 'often',
    'turns.enqueue': 'once',
    'matching.ring': 'once',
    sleep: 'often',
  },
  'ask-person': {
    'store.append': 'often',
    'store.tail': 'often',
    ...unasked('store.head', 'store.overdue'),
    'matching.ring': 'once',
    summaryOf: 'often',
  },
  assess: readsAll,
  authorize: { 'desk.burnTicket': 'once' },
  bury: { ...appendsOnly, 'matching.ring': 'once' },
  choose: { ...appendsOnly, 'turns.enqueue': 'once', answerWait: 'once' },
  close: { ...appendsOnly, answerWait: 'once', 'matching.ring': 'once' },
  decline: { ...appendsOnly, answerWait: 'once', 'matching.ring': 'once', 'timers.after': 'once' },
  deliver: { 'store.tail': 'often', 'desk.socketsOf': 'often', 'desk.removeSocket': 'often', 'sockets.push': 'often' },
  disconnect: {
    'desk.removeSocket': 'once',
    'desk.socketsOf': 'once',
    'desk.shortenLease': 'once',
    'timers.after': 'once',
  },
  lapse: {
    'store.head': 'once',
    'store.tail': 'often',
    'store.append': 'often',
    ...unasked('store.overdue'),
    'desk.desk': 'once',
    'desk.socketsOf': 'once',
    'customers.thread': 'once',
    'matching.ring': 'often',
    answerWait: 'often',
    contactOf: 'once',
  },
  match: {
    'store.head': 'often',
    'store.append': 'often',
    ...unasked('store.tail', 'store.overdue'),
    'desk.places': 'once',
    'desk.agentsOf': 'once',
    answerWait: 'often',
  },
  'open-session': {
    'tokens.issue': 'once',
    'tokens.verify': 'once',
    'customers.thread': 'once',
    'desk.putTicket': 'once',
    'desk.count': 'once',
  },
  'pass-on': {
    'store.head': 'once',
    'store.append': 'once',
    ...unasked('store.tail', 'store.overdue'),
    'desk.desk': 'once',
    'desk.setNotReady': 'once',
    'matching.ring': 'once',
  },
  presence: { 'desk.desk': 'once', 'desk.setPresence': 'once', 'desk.putSocket': 'once', 'matching.ring': 'often' },
  project: { readMeters: 'once', 'ledger.put': 'often' },
  'project.line': { ...unasked('readMeters'), 'ledger.put': 'once' },
  receive: {
    'store.append': 'often',
    'store.tail': 'often',
    ...unasked('store.head', 'store.overdue'),
    'turns.enqueue': 'once',
    summaryOf: 'often',
  },
  relay: {
    'turns.enqueue': 'often',
    'matching.ring': 'often',
    'projections.project': 'often',
    'workflow.start': 'often',
    answerWait: 'often',
  },
  reply: appendsOnly,
  rescue: { ...appendsOnly, 'timers.after': 'once' },
  'return-to-bot': { ...appendsOnly, answerWait: 'once', 'turns.enqueue': 'once', 'matching.ring': 'once' },
  settle: readsAll,
  sweep: {
    'store.head': 'often',
    'store.tail': 'often',
    'store.append': 'often',
    'store.overdue': 'once',
    'desk.desk': 'often',
    'desk.agentsOf': 'often',
    'desk.places': 'often',
    'turns.enqueue': 'often',
    'workflow.start': 'often',
    'matching.ring': 'often',
    answerWait: 'often',
  },
  sync: {
    'store.head': 'once',
    'store.tail': 'once',
    ...unasked('store.append', 'store.overdue'),
    'desk.putSocket': 'once',
    ...unasked(
      'desk.putTicket',
      'desk.burnTicket',
      'desk.count',
      'desk.removeSocket',
      'desk.socketsOf',
      'desk.desk',
      'desk.setPresence',
      'desk.shortenLease',
      'desk.setNotReady',
      'desk.agentsOf',
      'desk.places',
      'desk.putWait',
      'desk.wait',
    ),
  },
  typing: { 'store.head': 'once', 'desk.socketsOf': 'once', 'sockets.push': 'often' },
  wait: {
    'store.head': 'often',
    'store.append': 'once',
    'desk.putWait': 'once',
    'desk.agentsOf': 'once',
    'waits.tell': 'once',
  },
  'wrap-up': readsAll,
} as const satisfies { [S in StepName]: Record<MethodOf<S>, Use> };

/** Who has each of the platform's occasions: they have no step. */
export const whoseOccasions: Record<PlatformSite, readonly string[]> = {
  'stream.relay': ['stream'],
  'stream.deliver': ['stream'],
  'queue.delete': ['turns', 'matching', 'timers', 'projections', 'failed-turns'] satisfies (
    | keyof Queues
    | 'failed-turns'
  )[],
  'rule.rescue': ['rule'],
  'schedule.sweep': ['schedule'],
  'gateway.disconnect': ['gateway'],
  'gateway.answer': ['gateway'],
  'machine.run': ['machine'],
};
