import type { Definition, Retrier, TaskState } from '#infra/workflow/handoff.asl';
import type { WaitAnswer } from '#shared/conversation/waiting';
import type { Caller } from '../world/calls.ts';
import type { Host } from '../world/host.ts';
import { evaluated, type Scope } from './jsonata.ts';

type Failure = { error: string };
type Execution = {
  name: string;
  input: unknown;
  state: string;
  variables: Record<string, unknown>;
  /** Tries of the present state so far, by the number of its retrier. */
  retries: Map<Retrier, number>;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** Raised with each try of a state: what belongs to an earlier one comes too late. */
  attempt: number;
  endTimeout: () => void;
};

/** A step as the machine calls it, by its function's name. */
export type Invoke = (step: string, payload: Record<string, unknown>) => (caller: Caller) => Promise<unknown>;

/** Standard executions of the very definition that is deployed. A token is good for one answer of one try of one state. */
export class StateMachine {
  readonly definition: Definition;
  readonly executions = new Map<string, Execution>();
  /** Hears of executions that did not succeed: the rule of the event bus. */
  unfinished: (name: string) => void = () => {};
  #host: Host;
  #invoke: Invoke;
  #tokens = new Map<string, { execution: Execution; attempt: number }>();
  #tokenCount = 0;

  constructor(definition: Definition, host: Host, invoke: Invoke) {
    this.definition = definition;
    this.#host = host;
    this.#invoke = invoke;
  }

  /** A name that was used is known for 90 days: a second start changes nothing. */
  start(name: string, input: unknown): void {
    if (this.executions.has(name)) return;
    const execution: Execution = {
      name,
      input,
      state: this.definition.StartAt,
      variables: {},
      retries: new Map(),
      status: 'RUNNING',
      attempt: 0,
      endTimeout: () => {},
    };
    this.executions.set(name, execution);
    this.#host.record({ what: 'workflow', execution: name, does: 'started' });
    this.#host.scheduler.after(5, () => this.#enter(execution, execution.state));
    if (this.#host.strike('machine.run', 'machine', ['stopped']))
      this.#host.scheduler.after(this.#host.share('stopped') * 200_000, () => this.#fail(execution));
  }

  /** `false`: the token is dead, forged, or of a try that is over. */
  tell(token: string, answer: WaitAnswer): boolean {
    const waiting = this.#tokens.get(token);
    if (!waiting) return false;
    this.#tokens.delete(token);
    const { execution, attempt } = waiting;
    if (execution.status !== 'RUNNING' || execution.attempt !== attempt) return false;
    // The machine goes on a moment after it was told.
    this.#host.scheduler.after(3, () => {
      if (execution.attempt !== attempt || execution.status !== 'RUNNING') return;
      if ('success' in answer) this.#succeed(execution, answer.success);
      else this.#catch(execution, { error: answer.failure });
    });
    return true;
  }

  running(): Execution[] {
    return [...this.executions.values()].filter(({ status }) => status === 'RUNNING');
  }

  #enter(execution: Execution, name: string): void {
    if (execution.status !== 'RUNNING') return;
    execution.state = name;
    execution.retries.clear();
    const state = this.definition.States[name];
    if (!state) throw new Error(`the definition has no state ${name}`);
    this.#host.record({ what: 'workflow', execution: execution.name, does: 'entered', state: name });
    if (state.Type === 'Task') this.#try(execution, state);
    else {
      execution.status = 'SUCCEEDED';
      this.#host.record({ what: 'workflow', execution: execution.name, does: 'succeeded', state: name });
    }
  }

  #try(execution: Execution, state: TaskState): void {
    execution.attempt += 1;
    const { attempt } = execution;
    const token = `token-${++this.#tokenCount}`;
    const waits = state.Resource.endsWith('.waitForTaskToken');
    const scope = this.#scope(execution, { Task: { Token: token } });
    const seconds = evaluated(state.TimeoutSeconds, scope) as number;
    const isCurrent = () => execution.attempt === attempt && execution.status === 'RUNNING';
    execution.endTimeout = this.#host.scheduler.after(seconds * 1000, () => {
      if (isCurrent()) this.#catch(execution, { error: 'States.Timeout' });
    });
    if (waits) this.#tokens.set(token, { execution, attempt });
    const payload = evaluated(state.Arguments.Payload, scope) as Record<string, unknown>;
    const step = state.Arguments.FunctionName;
    this.#host.invoke(step, this.#invoke(step, payload), (outcome) => {
      if (!isCurrent()) return;
      if ('failed' in outcome) this.#catch(execution, { error: 'Lambda.Unknown' });
      else if (!waits) this.#succeed(execution, { Payload: outcome.ok });
    });
  }

  #succeed(execution: Execution, result: unknown): void {
    const state = this.#task(execution);
    execution.endTimeout();
    const scope = this.#scope(execution, {}, result);
    Object.assign(execution.variables, evaluated(state.Assign ?? {}, scope));
    this.#enter(execution, state.Next);
  }

  /** Retry before Catch; the first retrier that names the error decides, and one of no attempts means none. */
  #catch(execution: Execution, failure: Failure): void {
    const state = this.#task(execution);
    execution.endTimeout();
    execution.attempt += 1;
    const retrier = state.Retry.find(({ ErrorEquals }) => names(ErrorEquals, failure));
    const tried = retrier ? (execution.retries.get(retrier) ?? 0) : 0;
    if (retrier && tried < retrier.MaxAttempts) {
      execution.retries.set(retrier, tried + 1);
      const { attempt } = execution;
      this.#host.scheduler.after(this.#pause(retrier, tried), () => {
        if (execution.attempt === attempt && execution.status === 'RUNNING') this.#try(execution, state);
      });
      return;
    }
    const catcher = state.Catch?.find(({ ErrorEquals }) => names(ErrorEquals, failure));
    if (catcher) this.#enter(execution, catcher.Next);
    else this.#fail(execution);
  }

  #pause({ IntervalSeconds = 1, BackoffRate = 2, JitterStrategy }: Retrier, tried: number): number {
    const longest = IntervalSeconds * BackoffRate ** tried * 1000;
    return JitterStrategy === 'FULL' ? this.#host.share('retry') * longest : longest;
  }

  #fail(execution: Execution): void {
    if (execution.status !== 'RUNNING') return;
    execution.endTimeout();
    execution.status = 'FAILED';
    this.#host.record({ what: 'workflow', execution: execution.name, does: 'failed', state: execution.state });
    this.unfinished(execution.name);
  }

  #task({ state: name }: Execution): TaskState {
    const state = this.definition.States[name];
    if (state?.Type !== 'Task') throw new Error(`${name} is no task`);
    return state;
  }

  #scope({ input, variables }: Execution, context: object, result?: unknown): Scope {
    return {
      variables,
      states: { context: { Execution: { Input: input }, ...context }, result },
      now: Math.floor(this.#host.scheduler.now),
    };
  }
}

const names = (errors: readonly string[], { error }: Failure): boolean =>
  errors.includes(error) || errors.includes('States.ALL');
