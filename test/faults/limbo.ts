import type { ConversationEvent, HandoffReason } from '#events/conversation';
import { assess } from '#functions/assess/step';
import { passOn } from '#functions/pass-on/step';
import { settle } from '#functions/settle/step';
import { sweep } from '#functions/sweep/step';
import { wait } from '#functions/wait/step';
import { wrapUp } from '#functions/wrap-up/step';
import type { Definition, TaskState, WorkflowSteps } from '#infra/workflow/handoff.asl';
import { answerCut, botFailed, botSays, failsOver, handsOff } from '#shared/conversation/bot';
import { asksPerson, customerChooses, customerCloses, customerSays, silenceOf } from '#shared/conversation/customer';
import type { Decide } from '#shared/conversation/decision';
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
import { seatOf } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { dueAt } from '#shared/conversation/owed';
import { later, type Timings } from '#shared/conversation/timings';
import { turnOf } from '#shared/conversation/turn';
import {
  abandonedNow,
  asksChoice,
  resumes,
  settles,
  tellsPlace,
  type Wait,
  type WaitAnswer,
  wrapsUp,
} from '#shared/conversation/waiting';
import { writeOf } from '#shared/conversation/write';
import { answersWait } from '#shared/duties/answer-wait';
import type { AppendAsk, Appended, ConversationStore } from '#shared/store/conversation-store';
import type { AgentRow } from '#shared/store/desk-store';
import {
  AGENT,
  CONVERSATION,
  CUSTOMER,
  type Execution,
  type Joint,
  type Left,
  MINUTE,
  NOW,
  type Normal,
  normal,
  PROMISE_TICKS,
  tell,
  ticked,
  ticks,
} from './limbo-state.ts';

/**
 * The search for limbo: a state of conversation and workflow in which somebody waits and no clock will ever end it. All
 * states that can be reached at all are enumerated, whoever does what in whatever order, however late or lost any timer,
 * message or answer is; from each of them it is then asked what time alone does. The workflow is read from its definition;
 * its tasks, the sweep and every decision are the product's own.
 */
export type Watched = {
  /** Of `handoffDefinition` with each step under its own name, or a mutation of it. */
  definition: Definition;
  /** What the sweeper's index says; the product's, or a mutation of it. */
  due?: (head: Head, timings: Timings) => string | undefined;
};

const SECONDS = (tick: number): number => tick * MINUTE;
const at = (tick: number): string => later(NOW, SECONDS(tick));
const [queueUntil, choiceUntil] = [later(NOW, ticked.queueWaitSeconds), later(NOW, ticked.choiceSeconds)];
const [offerUntil, pausedUntil] = [later(NOW, ticked.offerSeconds), later(NOW, ticked.declinePauseSeconds)];
const handingOff = (reason: HandoffReason, open = true) => ({
  reason,
  skill: 'general',
  priority: 0,
  open,
  queueUntil,
  choiceUntil,
});
const promise = { promiseId: 'promise', dueAt: at(PROMISE_TICKS) };
const opening = { conversationId: CONVERSATION, channel: 'web' as const };
const ana = { agentId: AGENT, name: AGENT };
const chooses =
  (choice: 'callback' | 'bot' | 'keep-helping'): Decide =>
  (head) =>
    customerChooses(head, { ...promise, clientMessageId: 'choice', choice, contact: '13800138000' }, CUSTOMER);
const onTurn =
  (decide: (head: Head, turn: NonNullable<ReturnType<typeof turnOf>>) => ReturnType<Decide>): Decide =>
  (head) => {
    const turn = head && turnOf(head);
    return turn ? decide(head, turn) : { nothing: 'no turn' };
  };
const system = { role: 'system' } as const;
const ifThere =
  (decide: (head: Head) => ReturnType<Decide>): Decide =>
  (head) =>
    head ? decide(head) : { nothing: 'nothing yet' };

/** Every decision of the conversation, by whom it is made. Anybody may try anything at any moment. */
const decisions: Record<string, Decide> = {
  'the customer writes': (head) =>
    customerSays(
      head,
      { clientMessageId: 'words', text: 'words', language: 'en', settled: true },
      { customerId: CUSTOMER, at: NOW, perMinute: 1000 },
      opening,
    ),
  'the customer asks for a person': (head) => asksPerson(head, handingOff('customer-asked'), 'en', CUSTOMER, opening),
  'the customer asks at night': (head) =>
    asksPerson(head, handingOff('customer-asked', false), 'en', CUSTOMER, opening),
  'the customer chooses a callback': chooses('callback'),
  'the customer goes on with the bot': chooses('bot'),
  'the customer keeps the bot': chooses('keep-helping'),
  'the customer closes': (head) => customerCloses(head, CUSTOMER),
  'the customer leaves the queue': abandonedNow,
  'the bot answers': onTurn((head, turn) =>
    botSays(head, turn, {
      answersUpTo: head.askedUpTo,
      outcome: 'answered',
      confidence: 1,
      words: { text: 'words', sources: [] },
    }),
  ),
  'the bot is cut short': onTurn((head, turn) => answerCut(head, turn, 'words')),
  'the bot fails': onTurn((head, turn) => botFailed(head, turn, 'dead-letter')),
  'the bot fails over': onTurn((head, turn) => failsOver(head, turn, 'dead-letter', handingOff('bot-failed'))),
  'the bot hands off': (head) => handsOff(head, handingOff('bot-failed'), system),
  'an agent is offered it': (head) => offers(head, head?.handoff?.handoff ?? 0, AGENT, offerUntil, NOW),
  'the agent accepts': (head) => accepts(head, head?.handoff?.n ?? 0, ana, NOW),
  'the agent declines': (head) => declines(head, head?.handoff?.n ?? 0, ana, pausedUntil),
  'the offer expires': (head) => expires(head, head?.handoff?.n ?? 0, 'silence'),
  'the offered agent is gone': (head) => expires(head, head?.handoff?.n ?? 0, 'lease-lost'),
  'the agent replies': (head) => agentSays(head, ana, head?.epoch ?? 0, { clientMessageId: 'words', text: 'words' }),
  'the agent closes': (head) => agentCloses(head, ana, head?.epoch ?? 0, 'resolved'),
  'the agent returns it to the bot': (head) => returnsToBot(head, ana, head?.epoch ?? 0),
  'the agent is gone': (head) => losesAgent(head, AGENT, 'lease-lost', queueUntil),
  'the agent is reminded': ifThere((head) => remindsAgent(head, NOW, ticked.agentReminderSeconds, queueUntil)),
  'silence is noticed': ifThere((head) => silenceOf(head, NOW, ticked)),
  'her place is told': (head) => tellsPlace(head, 1, 60),
  'the choice is put': (head) => asksChoice(head, 'waited-too-long', choiceUntil),
  'the wait is settled': (head) => settles(head, undefined, promise),
  'the wait is settled with a promise': (head) => settles(head, '13800138000', promise),
  'the workflow is resumed': (head) =>
    resumes(head, head?.handoff?.handoff ?? 0, (head?.handoff?.run ?? 0) + 1, 'it ended early'),
  'the handoff is wrapped up': (head) => wrapsUp(head, head?.handoff?.handoff ?? 0, 'summary'),
};

const withContact = [
  {
    kind: 'customer-said',
    conversationId: CONVERSATION,
    clientMessageId: 'words',
    language: 'en',
    settled: true,
    seq: 1,
    epoch: 1,
    at: NOW,
    by: { role: 'customer', customerId: CUSTOMER },
    words: { text: '13800138000' },
  },
] satisfies ConversationEvent[];

/** How a wait may be longer than the search looks ahead: such a timer fires once everything else has come to rest. */
const FAR_TICKS = 10;

const spoken = Object.keys({
  assess: 0,
  wait: 0,
  'pass-on': 0,
  settle: 0,
  'wrap-up': 0,
} satisfies Record<keyof WorkflowSteps, 0>);

/** One conversation, its execution and its desk; the product's steps act on them, one after another. */
class Scene {
  head: Head | undefined;
  execution: Execution = { at: 'not started' };
  leaseLapsed = false;
  /** A step has read the log, in which a contact may stand. */
  looked = false;
  #contactKnown = false;
  readonly kinds = new Set<string>();
  readonly #definition: Definition;
  readonly #due: NonNullable<Watched['due']>;
  #answers: WaitAnswer[] = [];

  constructor({ definition, due = dueAt }: Watched) {
    this.#definition = definition;
    this.#due = due;
  }

  set({ head, execution }: Joint, contactKnown: boolean): void {
    this.head = head;
    this.execution = execution;
    this.leaseLapsed = false;
    this.looked = false;
    this.#contactKnown = contactKnown;
  }

  decide(decide: Decide): void {
    const decision = decide(this.head);
    if (!('facts' in decision)) return;
    const before = this.head?.handoff;
    const { head, events } = writeOf(this.head, CONVERSATION, decision.facts, NOW);
    for (const { kind } of events) this.kinds.add(kind);
    this.head = head;
    const { handoff } = head;
    if (handoff?.handoff !== before?.handoff || handoff?.run !== before?.run) this.execution = { at: 'not started' };
    else if ('phase' in this.execution && handoff?.n !== before?.n && this.execution.n === 'current')
      this.execution = { ...this.execution, n: 'older' };
  }

  readonly store: ConversationStore = {
    head: async () => this.head,
    tail: async () => {
      this.looked = true;
      return { head: this.head, events: this.#contactKnown ? withContact : [], more: false };
    },
    append: async ({ decide }: AppendAsk): Promise<Appended> => {
      const before = this.head;
      this.decide(decide);
      return this.head && this.head !== before
        ? { outcome: 'written', head: this.head, events: [] }
        : { outcome: 'nothing', why: 'nothing', head: before };
    },
    overdue: async (now) => {
      const due = this.head && this.#due(this.head, ticked);
      return due !== undefined && due <= now ? [CONVERSATION] : [];
    },
  };

  readonly #agent = (): AgentRow => ({
    agentId: AGENT,
    name: AGENT,
    ready: true,
    load: seatOf(this.head) ? 1 : 0,
    capacity: 3,
    leaseUntil: at(this.leaseLapsed ? -1 : 1),
    skills: ['general'],
    languages: ['en'],
    idleSince: NOW,
    misses: 0,
  });
  readonly desk = {
    desk: async () => {
      const seat = seatOf(this.head);
      return { agent: this.#agent(), seats: seat ? [seat] : [] };
    },
    agentsOf: async () => [this.#agent()],
    places: async () => [],
    setNotReady: async () => {},
    putWait: async () => true,
    wait: async () => {
      const { execution } = this;
      if (!('phase' in execution) || execution.phase !== 'waits') return undefined;
      return { ...this.#waiting(execution), conversationId: CONVERSATION, token: 'token' };
    },
  };
  readonly #waits = {
    tell: async (_token: string, answer: WaitAnswer) => {
      this.#answers.push(answer);
      return true;
    },
  };
  readonly #needs = {
    store: this.store,
    desk: this.desk,
    waits: this.#waits,
    matching: { ring: async () => {} },
    now: () => NOW,
    newId: () => promise.promiseId,
    promiseDueAt: () => promise.dueAt,
    offerSeconds: ticked.offerSeconds,
    choiceSeconds: ticked.choiceSeconds,
    queueWaitSeconds: ticked.queueWaitSeconds,
    missesAllowed: 2,
  };
  readonly #answerWait = answersWait(this.#needs);
  readonly #tasks = {
    assess: assess(this.#needs),
    wait: wait(this.#needs),
    'pass-on': passOn(this.#needs),
    settle: settle(this.#needs),
    'wrap-up': wrapUp(this.#needs),
  };
  readonly #sweep = sweep({
    ...this.#needs,
    timings: ticked,
    skills: ['general'],
    turns: { enqueue: async () => {} },
    workflow: { start: async () => this.start() },
    answerWait: this.#answerWait,
    handingOff: (reason) => handingOff(reason),
    tellFailure: (_conversationId, error) => {
      throw error;
    },
  });

  /** As the relay or the sweep: a second start of one name changes nothing. */
  start(): void {
    if (this.execution.at === 'not started') this.#enter(this.#definition.StartAt, { queueUntil: 0, n: 'none' });
  }

  async runTask(): Promise<void> {
    const { execution } = this;
    if (!('phase' in execution)) throw new Error(`the workflow is at ${execution.at}`);
    const state = this.#task(execution.at);
    const ids = { conversationId: CONVERSATION, handoff: this.head?.handoff?.handoff ?? 0, run: 0 };
    const step = state.Arguments.FunctionName as keyof WorkflowSteps;
    if (step === 'wait') {
      this.execution = { ...execution, phase: 'waits' };
      await this.#tasks.wait({ ...ids, ...this.#waiting(execution), token: 'token' });
      this.#tell();
      return;
    }
    if (step === 'assess') {
      const { queueUntil } = await this.#tasks.assess(ids);
      this.#enter(state.Next, { ...execution, queueUntil: ticks(new Date(queueUntil).toISOString()) });
      return;
    }
    await this.#tasks[step]({ ...ids, n: this.#n(execution) });
    const after = this.execution;
    this.#enter(state.Next, 'phase' in after ? after : execution);
  }

  /** Somebody tells the wait what HEAD says. */
  async tell(): Promise<void> {
    await this.#answerWait(CONVERSATION);
    this.#tell();
  }

  async sweep(): Promise<void> {
    await this.#sweep();
    this.#tell();
  }

  /** Its timer: what catches it, or the end of the execution (a task is tried three times more, and times out as often). */
  timeOut(): void {
    if ('phase' in this.execution) this.#fails(this.execution, 'States.Timeout');
  }

  #tell(): void {
    const [answer] = this.#answers.splice(0);
    const { execution } = this;
    if (!answer || !('phase' in execution) || execution.phase !== 'waits') return;
    const state = this.#task(execution.at);
    if ('failure' in answer) {
      this.#fails(execution, answer.failure);
      return;
    }
    const { n } = answer.success;
    const assigned = state.Assign?.n ? (n === this.head?.handoff?.n ? 'current' : 'older') : execution.n;
    this.#enter(state.Next, { ...execution, n: assigned });
  }

  #fails(execution: Extract<Execution, { phase: string }>, error: string): void {
    const caught = this.#task(execution.at).Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
    if (caught) this.#enter(caught.Next, execution);
    else this.execution = { at: 'failed' };
  }

  #task(name: string): TaskState {
    const state = this.#definition.States[name];
    if (state?.Type !== 'Task') throw new Error(`${name} is no task of the workflow`);
    if (!spoken.includes(state.Arguments.FunctionName))
      throw new Error(`${name} calls ${state.Arguments.FunctionName}, of which this check knows nothing`);
    return state;
  }

  /** What a state does not read any more is forgotten: the offer behind `Accepted`, the deadline where `Assess` reads it anew. */
  #enter(name: string, { queueUntil, n }: { queueUntil: number; n: 'none' | 'current' | 'older' }): void {
    if (this.#definition.States[name]?.Type === 'Succeed') {
      this.execution = { at: 'ended' };
      return;
    }
    const { Arguments, TimeoutSeconds } = this.#task(name);
    const readsOffer = Object.values(Arguments.Payload).some((value) => value.includes('$n '));
    this.execution = {
      at: name,
      phase: 'runs',
      left: this.#ticksOf(TimeoutSeconds, Math.max(0, queueUntil)),
      queueUntil: this.#mayReadQueueUntil(name) ? queueUntil : 0,
      n: readsOffer ? n : 'none',
    };
  }

  readonly #reads = new Map<string, boolean>();
  #mayReadQueueUntil(name: string, seen = new Set<string>()): boolean {
    const known = this.#reads.get(name);
    if (known !== undefined) return known;
    if (seen.has(name)) return false;
    seen.add(name);
    const state = this.#definition.States[name];
    const reads =
      state?.Type === 'Task' &&
      [state.Next, ...(state.Catch ?? []).map(({ Next }) => Next)].some((next) => {
        const following = this.#definition.States[next];
        if (following?.Type !== 'Task' || following.Assign?.queueUntil) return false;
        return String(following.TimeoutSeconds).includes('$queueUntil') || this.#mayReadQueueUntil(next, seen);
      });
    if (seen.size === 1) this.#reads.set(name, reads);
    return reads;
  }

  #ticksOf(timeout: number | string | undefined, queueUntil: number): Left {
    if (timeout === undefined) return 'never';
    if (typeof timeout === 'number') return timeout / MINUTE > FAR_TICKS ? 'far' : Math.ceil(timeout / MINUTE);
    const known: Record<string, number> = {
      // The second it waits at the least is no tick: what it waits for may still come before.
      '{% $max([1, $ceil(($queueUntil - $millis()) / 1000)]) %}': queueUntil,
      '{% $offerSeconds %}': ticked.offerSeconds / MINUTE,
      '{% $choiceSeconds %}': ticked.choiceSeconds / MINUTE,
    };
    const found = known[timeout];
    if (found === undefined) throw new Error(`this check cannot compute the timeout ${timeout}`);
    return found;
  }

  #n({ n }: Extract<Execution, { phase: string }>): number {
    const newest = this.head?.handoff?.n ?? 0;
    return n === 'current' ? newest : newest - 1;
  }

  #waiting(execution: Extract<Execution, { phase: string }>) {
    const wait = this.#task(execution.at).Arguments.Payload.wait as Wait;
    const handoff = this.head?.handoff?.handoff ?? 0;
    return { wait, handoff, run: 0, ...(wait === 'accepted' && { n: this.#n(execution) }) };
  }
}

type Live = Extract<Execution, { phase: string }>;
const live = (execution: Execution): execution is Live => 'phase' in execution;
const runs = (execution: Execution): boolean => live(execution) && execution.phase === 'runs';
const isDue = (execution: Execution): boolean => live(execution) && execution.left === 0 && !runs(execution);

type Act = { label: string; run: (scene: Scene) => void | Promise<void> };

const runTask: Act = { label: 'its task runs', run: (scene) => scene.runTask() };
const timeOut: Act = { label: 'its timer fires', run: (scene) => scene.timeOut() };
const hang: Act = {
  label: 'its task will never answer',
  run: (scene) => {
    if (live(scene.execution)) scene.execution = { ...scene.execution, phase: 'hangs' };
  },
};
const fail: Act = {
  label: 'the workflow fails',
  run: (scene) => {
    scene.execution = { at: 'failed' };
  },
};
const start: Act = { label: 'the workflow starts', run: (scene) => scene.start() };
const told: Act = { label: 'it is told what HEAD says', run: (scene) => scene.tell() };
const sweepPasses: Act = { label: 'the sweep passes', run: (scene) => scene.sweep() };
/** An agent whose lease is over is not asked again by the clock alone: to be asked she must come back, which is an act. */
const sweepLapses: Act = {
  label: 'the sweep passes, the agent’s lease is over',
  run: async (scene) => {
    scene.leaseLapsed = true;
    await scene.sweep();
    if (scene.head?.handoff && !scene.head.handoff.ended)
      scene.head = { ...scene.head, handoff: { ...scene.head.handoff, excluded: [{ agentId: AGENT }] } };
  },
};
const sweeps = ({ head }: Joint): Act[] => (seatOf(head) ? [sweepPasses, sweepLapses] : [sweepPasses]);

const [offer, accept] = [decisions['an agent is offered it'], decisions['the agent accepts']] as [Decide, Decide];
/** The matcher, and an agent who is there, ready, and will never touch her keyboard. */
const silentAgent: Act[] = [
  { label: 'a silent agent is offered it', run: (scene) => scene.decide(offer) },
  {
    label: 'it is given to a silent agent',
    run: (scene) => {
      const before = scene.head;
      scene.decide(offer);
      if (scene.head !== before) scene.decide(accept);
    },
  },
];

const decided = Object.entries(decisions).map(
  ([label, decide]): Act => ({ label, run: (scene) => scene.decide(decide) }),
);
/** Everything that may happen next, whoever does it. */
const anything = (joint: Joint): Act[] => {
  const { head, execution } = joint;
  const mayStart = head?.handoff && !head.handoff.wrapped && execution.at === 'not started';
  return [...decided, ...sweeps(joint), ...(mayStart ? [start] : []), ...(live(execution) ? lives(execution) : [])];
};
const lives = ({ phase, left }: Live): Act[] => [
  fail,
  ...(phase === 'runs' ? [runTask, hang] : []),
  ...(phase === 'waits' ? [told] : []),
  ...(left === 0 || left === 'far' ? [timeOut] : []),
];

/** What follows when something is done in a state. Whether a contact is known is open until a step looks for it. */
type Edge = { label: string; to: Normal };
type Follow = (joint: Normal, acts: Act[]) => Promise<Edge[]>;
const following = (scene: Scene): Follow => {
  const once = async (joint: Normal, { label, run }: Act, contactKnown: boolean): Promise<Edge> => {
    scene.set(joint, contactKnown);
    await run(scene);
    const same = scene.head === joint.head && scene.execution === joint.execution;
    return { label, to: same ? joint : normal(scene) };
  };
  return async (joint, acts) => {
    const edges: Edge[] = [];
    for (const act of acts) {
      edges.push(await once(joint, act, false));
      if (scene.looked) edges.push(await once(joint, { ...act, label: `${act.label}, a contact is known` }, true));
    }
    return edges;
  };
};

/** A state, and the act that led to it first. */
type Reached = { joint: Normal; acts: number; from?: Reached; label?: string };

/** Breadth first, so that the way to each state is a shortest one. */
const everyState = async (follow: Follow, within: number): Promise<Reached[]> => {
  const first: Reached = { joint: normal({ head: undefined, execution: { at: 'not started' } }), acts: 0 };
  const known = new Set([first.joint]);
  const reached = [first];
  for (const from of reached) {
    if (from.acts === within) break;
    const minute = { label: 'a minute passes', to: normal(from.joint, 1) };
    for (const { label, to } of [...(await follow(from.joint, anything(from.joint))), minute]) {
      if (known.has(to)) continue;
      known.add(to);
      reached.push({ joint: to, from, label, acts: from.acts + 1 });
    }
  }
  return reached;
};

const wayTo = ({ joint, from, label }: Reached): string[] =>
  from ? [...wayTo(from), `  ${label} → ${tell(joint)}`] : [];

/** A state and whether the sweep has passed in this minute; where time leads from it, and how many ticks later. */
type Node = { joint: Normal; swept: boolean; onwards: Onward[] };
type Onward = { label: string; to: Node; ticks: number };
type Next = { label: string; to: Normal; swept: boolean; ticks: number };

/** What both clocks do: each minute the sweep, each timer of the workflow as it falls due; nobody acts. */
const byBothClocks =
  (follow: Follow) =>
  async ({ joint, swept }: Node): Promise<Next[]> => {
    const { execution } = joint;
    const at_once = [...(runs(execution) ? [runTask] : []), ...(isDue(execution) ? [timeOut] : []), ...silentAgent];
    const next = (await follow(joint, at_once)).map((edge): Next => ({ ...edge, swept, ticks: 0 }));
    if (!swept && !runs(execution))
      next.push(...(await follow(joint, sweeps(joint))).map((edge): Next => ({ ...edge, swept: true, ticks: 0 })));
    if (swept && !runs(execution) && !isDue(execution))
      next.push({ label: 'a minute passes', to: normal(joint, 1), swept: false, ticks: 1 });
    return next;
  };

/** What the workflow's own timers do, with no sweep and nobody who tells it anything. */
const byTheWorkflow =
  (follow: Follow) =>
  async ({ joint }: Node): Promise<Next[]> => {
    const { execution } = joint;
    if (!live(execution)) return [];
    const still = async (acts: Act[]) =>
      (await follow(joint, acts)).map((edge): Next => ({ ...edge, swept: false, ticks: 0 }));
    if (execution.phase === 'runs') return still([runTask]);
    const agents = await still(silentAgent);
    if (execution.left === 'never') return agents;
    const ticks = execution.left === 'far' ? FAR_TICKS : execution.left;
    const fired = await follow(normal(joint, ticks), [timeOut]);
    return [...agents, ...fired.map((edge) => ({ ...edge, swept: false, ticks }))];
  };

/** All that time makes of these states. */
class Passing {
  readonly #nodes: Node[] = [];
  readonly #known = [new Map<Normal, Node>(), new Map<Normal, Node>()] as const;

  static async of(starts: Reached[], next: (node: Node) => Promise<Next[]>): Promise<Passing> {
    const passing = new Passing();
    for (const { joint } of starts) passing.#node(joint, false);
    for (const node of passing.#nodes) {
      for (const { label, to, swept, ticks } of await next(node)) {
        const onward = { label, to: passing.#node(to, swept), ticks };
        if (onward.to !== node || ticks > 0) node.onwards.push(onward);
      }
    }
    return passing;
  }

  get size(): number {
    return this.#nodes.length;
  }

  #node(joint: Normal, swept: boolean): Node {
    const known = this.#known[swept ? 1 : 0];
    const one = known.get(joint);
    if (one) return one;
    const made: Node = { joint, swept, onwards: [] };
    this.#nodes.push(made);
    known.set(joint, made);
    return made;
  }

  /** Whether every way from each of these states comes to such an end, and how long the longest takes. */
  check(what: string, starts: Reached[], isEnd: (joint: Joint) => boolean): { longest: number; limbo?: string } {
    const out = this.#out(isEnd);
    const nodeOf = ({ joint }: Reached): Node => this.#node(joint, false);
    const stuck = starts.find((start) => !out.has(nodeOf(start)));
    const longest = Math.max(0, ...new Set(starts.map((start) => out.get(nodeOf(start)) ?? 0)));
    return stuck
      ? { longest, limbo: [`${what}:`, ...wayTo(stuck), ...roundAndRound(nodeOf(stuck), out)].join('\n') }
      : { longest };
  }

  /** Backwards from the ends: a state is out of limbo when all that time can make of it is. */
  #out(isEnd: (joint: Joint) => boolean): Map<Node, number> {
    const into = new Map<Node, Node[]>();
    const open = new Map<Node, number>();
    const out = new Map<Node, number>();
    for (const node of this.#nodes) {
      if (isEnd(node.joint)) {
        out.set(node, 0);
        continue;
      }
      open.set(node, node.onwards.length);
      for (const { to } of node.onwards) {
        const before = into.get(to);
        if (before) before.push(node);
        else into.set(to, [node]);
      }
    }
    // A map is walked in the order of its entries, those that are added meanwhile too.
    for (const node of out.keys()) {
      for (const before of into.get(node) ?? []) {
        const left = (open.get(before) ?? 0) - 1;
        open.set(before, left);
        if (left === 0) out.set(before, Math.max(...before.onwards.map(({ to, ticks }) => (out.get(to) ?? 0) + ticks)));
      }
    }
    return out;
  }
}

/** From a state in limbo, one way that never leaves it, until it comes round or stands still. */
const roundAndRound = (start: Node, out: Map<Node, number>): string[] => {
  const seen = new Set<Node>();
  const lines = ['  and from here by time alone:'];
  for (let node = start; !seen.has(node); ) {
    seen.add(node);
    const next = node.onwards.find(({ to }) => !out.has(to));
    if (!next) return [...lines, '  nothing more ever happens'];
    lines.push(`  ${next.label} → ${tell(next.to.joint)}`);
    node = next.to;
  }
  return [...lines, '  and so on for ever'];
};

/** Closed, promised with a date, or with the bot and every word answered. */
const nobodyWaits = ({ head }: Joint): boolean => {
  if (!head) return true;
  const { kind } = head.owner;
  return kind === 'closed' || (kind === 'promise' && head.promises.length > 0) || (kind === 'bot' && !turnOf(head));
};
const holdsPromise = ({ head }: Joint): boolean => (head?.promises.length ?? 0) > 0;
const withPerson = ({ head }: Joint): boolean => head?.owner.kind === 'queue' || head?.owner.kind === 'agent';
const wrapped = ({ head }: Joint): boolean => !head?.handoff?.ended || head.handoff.wrapped;

/** The execution is over (a failed one is announced by Step Functions), or a person has it and the wait comes round. */
const workflowRests = ({ head, execution }: Joint): boolean => {
  if (execution.at === 'ended') return head?.handoff?.wrapped === true;
  if (!live(execution)) return true;
  return head?.owner.kind === 'agent' && execution.phase === 'waits' && execution.left !== 'never';
};

export type Found = {
  /** How many joint states can be reached at all, and how many more there are on the ways out of them. */
  states: number;
  nodes: number;
  /** Kinds of facts that were written on the way. */
  kinds: Set<string>;
  /** The longest ways by time alone, in ticks of a minute, until nobody waits, the handoff has its wrap-up, a promise is kept. */
  longest: { wait: number; wrapUp: number; promise: number };
  /** Ways into a limbo, at most one for each rule; empty where there is none. */
  limbo: string[];
};

/** `within`: only the states that so many acts lead to, which is quicker where a limbo is known to be near. */
export const searchForLimbo = async (watched: Watched, within = Number.POSITIVE_INFINITY): Promise<Found> => {
  const scene = new Scene(watched);
  const follow = following(scene);
  const reached = await everyState(follow, within);
  const clocks = await Passing.of(reached, byBothClocks(follow));
  const wait = clocks.check('Somebody waits, and no clock ends it', reached, nobodyWaits);
  const wrapUp = clocks.check('A handoff has ended and is never wrapped up', reached, wrapped);
  const promise = clocks.check(
    'A promise has its date, and nobody is ever told',
    reached.filter(({ joint }) => nobodyWaits(joint)),
    (joint) => !holdsPromise(joint) || withPerson(joint),
  );
  const executing = reached.filter(({ joint }) => live(joint.execution));
  const workflow = await Passing.of(executing, byTheWorkflow(follow));
  const rests = workflow.check('The workflow waits without a timer', executing, workflowRests);
  return {
    states: reached.length,
    nodes: clocks.size + workflow.size,
    kinds: scene.kinds,
    longest: { wait: wait.longest, wrapUp: wrapUp.longest, promise: promise.longest },
    limbo: [wait, wrapUp, promise, rests].flatMap(({ limbo }) => limbo ?? []),
  };
};
