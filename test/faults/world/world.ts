import { handoffDefinition } from '#infra/workflow/handoff.asl';
import type { Turn } from '#shared/conversation/turn';
import type { Write } from '#shared/conversation/write';
import type { ProjectionMessage, TimerMessage } from '#shared/queues/queues';
import type { Bug } from '../bugs/bug.ts';
import { Gateway } from '../platform/gateway.ts';
import { Queue, type QueueProps } from '../platform/queue.ts';
import { type Invoke, StateMachine } from '../platform/state-machine.ts';
import { StreamConsumer } from '../platform/stream.ts';
import { DeskTable } from '../ports/desk.ts';
import { Knowledge } from '../ports/knowledge.ts';
import { LedgerTable } from '../ports/ledger.ts';
import { type Commit, LogTable } from '../ports/log.ts';
import { ModelService } from '../ports/models.ts';
import type { Caller } from './calls.ts';
import type { FaultPlan } from './faults.ts';
import type { DeskNow, Entry, QueueNow } from './history.ts';
import { Host, type NewEntry, timeoutOf } from './host.ts';
import { type Cloud, type Ports, portsOf } from './ports.ts';
import { routesOf } from './routes.ts';
import type { Scenario } from './scenario.ts';
import { moment, Scheduler } from './scheduler.ts';
import { type RunSettings, settingsOf } from './settings.ts';
import { type Wiring, wiringOf } from './steps.ts';

const MINUTE = 60_000;
/** An asynchronous invocation that fails is tried again twice, after these. */
const AGAIN_MS = [60_000, 120_000];
const LATE_RULE_MS = 45_000;
const functions = { assess: 'assess', wait: 'wait', 'pass-on': 'pass-on', settle: 'settle', 'wrap-up': 'wrap-up' };

/** The whole product in one process: real steps, the real state machine, and everything between them as AWS documents it. */
export class World {
  readonly scheduler = new Scheduler();
  readonly entries: Entry[] = [];
  readonly host: Host;
  readonly cloud: Cloud;
  readonly settings: RunSettings;
  #wiring: Wiring;
  #bug: Bug | undefined;
  #scenario: Scenario;
  #queue: QueueNow | undefined;
  /** Letters that nobody could deliver, for the administrator who sends them again. */
  #dead: (() => void)[] = [];

  constructor(scenario: Scenario, plan: FaultPlan, bug?: Bug) {
    this.#scenario = scenario;
    this.#bug = bug;
    this.settings = settingsOf(scenario.open);
    this.host = new Host(this.scheduler, (entry) => this.record(entry), plan, scenario.seed, scenario.skewMs);
    const wiring = wiringOf(this.settings);
    this.#wiring = { ...wiring, ...bug?.steps?.(wiring, this.settings) };
    this.cloud = this.#cloud();
    this.#follow();
    bug?.cloud?.(this.cloud);
    if (!this.#isNever('sweep')) this.scheduler.after(MINUTE, () => this.#eachMinute());
  }

  record(entry: NewEntry): void {
    this.entries.push({ t: this.scheduler.now, ...entry });
  }

  /** A step outside of any queue or route: a request over HTTP. */
  request<T>(
    step: string,
    run: (wiring: Wiring, ports: Ports) => Promise<T>,
    done: Parameters<Host['invoke']>[2],
  ): void {
    this.host.invoke(step, (caller) => run(this.#wiring, this.#ports(caller)), done);
  }

  /** An administrator reads the dead letters, from now on each so many ms, and sends them again. */
  redriveEach(ms: number): void {
    for (const again of this.#dead.splice(0)) again();
    this.scheduler.after(ms, () => this.redriveEach(ms));
  }

  #ports = (caller: Caller): Ports => {
    const ports = portsOf(this.cloud, caller);
    return this.#bug?.ports?.(ports) ?? ports;
  };

  #isNever(step: 'relay' | 'deliver' | 'sweep' | 'rescue' | 'bury'): boolean {
    return this.#bug?.never?.includes(step) ?? false;
  }

  #cloud(): Cloud {
    const { host, scheduler } = this;
    const desk = new DeskTable();
    const definition = handoffDefinition(functions);
    const { models } = this.#scenario;
    return {
      scheduler,
      desk,
      log: new LogTable(desk, this.settings.timings),
      ledger: new LedgerTable(),
      knowledge: new Knowledge((entry) => this.record(entry)),
      ...(models && { models: new ModelService(models, (entry) => this.record(entry)) }),
      queues: this.#queues(),
      gateway: new Gateway(
        host,
        routesOf(this.#wiring, this.#ports, (agentId) => this.record({ what: 'beat', agentId })),
      ),
      machine: new StateMachine(this.#bug?.definition?.(definition) ?? definition, host, this.#task),
    };
  }

  /** The queues as infra has them: three tries, hidden for the step's timeout and five seconds. */
  #queues(): Cloud['queues'] {
    const queue = <M>(
      props: Pick<QueueProps<M>, 'name' | 'fifo' | 'step' | 'take'> & { dead?: QueueProps<M>['dead'] },
    ) => new Queue<M>(this.host, { visibilitySeconds: timeoutOf(props.step) + 5, tries: 3, ...props });
    const failed = queue<Turn>({
      name: 'failed-turns',
      fifo: true,
      step: 'bury',
      take: (caller, turn) => this.#wiring.bury(this.#ports(caller))(turn),
    });
    return {
      turns: queue<Turn>({
        name: 'turns',
        fifo: true,
        step: 'answer',
        take: (caller, turn) => this.#wiring.answer(this.#ports(caller))(turn),
        dead: (turn, group) => {
          if (!this.#isNever('bury')) failed.send(turn, { group });
        },
      }),
      matching: queue<{ skill: string }>({
        name: 'matching',
        fifo: true,
        step: 'match',
        take: (caller, ring) => this.#wiring.match(this.#ports(caller))(ring),
      }),
      timers: queue<TimerMessage>({
        name: 'timers',
        fifo: false,
        step: 'lapse',
        take: (caller, message) => this.#wiring.lapse(this.#ports(caller))(message),
      }),
      projections: queue<ProjectionMessage>({
        name: 'projections',
        fifo: false,
        step: 'project',
        take: (caller, message) => this.#wiring.project(this.#ports(caller))(message),
        dead: (message) => this.#dead.push(() => this.cloud.queues.projections.send(message)),
      }),
    };
  }

  #task: Invoke = (step, payload) => (caller) => {
    const run = this.#wiring[step as 'wrap-up'](this.#ports(caller)) as (input: unknown) => Promise<unknown>;
    return run(payload);
  };

  /** Who hears of a commit: the record, the stream's two consumers, and of a failed execution the rule. */
  #follow(): void {
    const { log, machine } = this.cloud;
    const consumer = (step: 'relay' | 'deliver'): StreamConsumer => {
      // As the redriving function does it: HEAD as it is now, as if it had just come into being.
      const again = (conversationId: string) => {
        const after = log.headOf(conversationId);
        if (after) made.push({ before: undefined, after });
      };
      const made = new StreamConsumer(
        this.host,
        step,
        (caller) => this.#wiring[step](this.#ports(caller)),
        (conversationId) => this.#dead.push(() => again(conversationId)),
      );
      return made;
    };
    const [relay, deliver] = [consumer('relay'), consumer('deliver')];
    log.clock = () => this.scheduler.now;
    log.indexLag = () => this.host.share('index') * 800;
    log.after = (ms, run) => void this.scheduler.after(ms, run);
    log.committing = (write) => {
      this.#queue = write.events.some(({ kind }) => kind === 'offered') ? this.#queueBefore(write) : undefined;
    };
    log.committed = (commit) => {
      this.#recordCommit(commit);
      const change = { before: commit.before, after: commit.write.head };
      if (!this.#isNever('relay')) relay.push(change);
      if (!this.#isNever('deliver')) deliver.push(change);
    };
    machine.unfinished = (name) => this.#rescue(name);
    this.host.meters = (invocation, step, readings) => this.#tellMeters(invocation, step, readings);
  }

  #rescue(name: string): void {
    if (this.#isNever('rescue')) return;
    const fault = this.host.strike('rule.rescue', 'rule', ['late', 'twice']);
    const run = () => this.#asynchronously('rescue', (ports) => this.#wiring.rescue(ports)(name));
    this.scheduler.after(fault === 'late' ? LATE_RULE_MS : 200, run);
    if (fault === 'twice') this.scheduler.after(1500, run);
  }

  #asynchronously(step: string, run: (ports: Ports) => Promise<unknown>, tries = 0): void {
    this.host.invoke(
      step,
      (caller) => run(this.#ports(caller)),
      (outcome) => {
        const pause = AGAIN_MS[tries];
        if ('ok' in outcome) return;
        if (pause === undefined) this.#dead.push(() => this.#asynchronously(step, run));
        else this.scheduler.after(pause, () => this.#asynchronously(step, run, tries + 1));
      },
    );
  }

  #eachMinute(): void {
    this.scheduler.after(MINUTE, () => this.#eachMinute());
    if (this.#scenario.days && this.#isAsleep()) return;
    const fault = this.host.strike('schedule.sweep', 'schedule', ['lost', 'twice']);
    if (fault === 'lost') return;
    for (let i = 0; i < (fault === 'twice' ? 2 : 1); i += 1)
      this.host.invoke(
        'sweep',
        (caller) => this.#wiring.sweep(this.#ports(caller))(),
        () => {},
      );
  }

  /** A sweep now would find nothing: only days are passed over in this way. */
  #isAsleep(): boolean {
    const { log, desk } = this.cloud;
    const isEmpty = this.settings.skills.every(({ name }) => desk.queueOf(name).length === 0);
    const isUnused = [...desk.agents.values()].every(({ load }) => load === 0);
    return isEmpty && isUnused && log.due(moment(this.scheduler.now + 10 * MINUTE), 1).length === 0;
  }

  #tellMeters(invocation: number, step: string, readings: Parameters<NonNullable<Host['meters']>>[2]): void {
    if (!this.#scenario.meterLines || step.startsWith('project') || readings.length === 0) return;
    const line = { conversationId: 'platform', requestId: `invocation-${invocation}`, readings };
    this.record({ what: 'told', ...line });
    const at = moment(this.scheduler.now);
    this.scheduler.after(2000, () =>
      this.#asynchronously('project.line', (ports) => this.#wiring['project.line'](ports)({ ...line, step, at })),
    );
  }

  #recordCommit({ before, write, meters, caller }: Commit): void {
    const { conversationId } = write.head;
    this.record({
      what: 'committed',
      conversationId,
      invocation: caller.invocation,
      step: caller.step,
      before,
      after: write.head,
      events: write.events,
      meters,
      desk: this.#deskNow(conversationId),
      ...(this.#queue && { queue: this.#queue }),
    });
  }

  #deskNow(conversationId: string): DeskNow {
    const { desk } = this.cloud;
    const now: DeskNow = { places: 0, offered: 0, held: 0, agents: [] };
    for (const { name } of this.settings.skills)
      for (const place of desk.queueOf(name)) if (place.conversationId === conversationId) now.places += 1;
    for (const { agentId, load, capacity } of desk.agents.values()) {
      const seats = desk.seatsOf(agentId);
      now.agents.push({ agentId, load, capacity, seats: seats.length });
      for (const seat of seats) if (seat.conversationId === conversationId) now[seat.kind] += 1;
    }
    return now;
  }

  #queueBefore({ head }: Write): QueueNow {
    const skill = head.handoff?.skill ?? '';
    const waiting = this.cloud.desk.queueOf(skill).map(({ conversationId }) => conversationId);
    return { skill, ahead: waiting.slice(0, Math.max(0, waiting.indexOf(head.conversationId))) };
  }
}
