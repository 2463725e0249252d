import type { Reading } from '#shared/store/readings';
import type { Caller, CallOptions } from './calls.ts';
import { type CallSite, type Fault, type FaultPlan, faultsOf, type Occasion, type PlatformSite } from './faults.ts';
import type { Entry } from './history.ts';
import { hashOf, mixed, shareOf } from './random.ts';
import { moment, type Scheduler } from './scheduler.ts';

export type Outcome<T> = { ok: T } | { failed: 'failed' | 'crashed' | 'timed-out' };
/** How long a step may run, in seconds, as infra says. */
/** Long enough for a person to take over meanwhile, short enough for the function to live on. */
const SLOW_MS = 8_000;

export const timeoutOf = (step: string): number => ({ answer: 20, sweep: 50 })[step] ?? 10;

type Distributive<T> = T extends unknown ? Omit<T, 't'> : never;
export type NewEntry = Distributive<Entry>;

/** Functions as Lambda runs them: a fresh invocation each, which may die between any two calls or run out of time. */
export class Host {
  readonly scheduler: Scheduler;
  readonly record: (entry: NewEntry) => void;
  /** The faults that struck, by the key of their occasion. */
  readonly struck = new Map<string, Fault>();
  /** Which step made which call, `step/site`. For the coverage. */
  readonly sites = new Set<string>();
  #plan: FaultPlan;
  #seed: number;
  #skewMs: number;
  #counts = new Map<string, number>();
  #invocations = 0;
  #ids = 0;
  lastFaultAt = 0;
  /** What a step threw although no fault was its cause: a bug by itself. */
  unexpected: Error | undefined;
  /** Hears what an invocation has used and not written down, when it ends alive. */
  meters: ((invocation: number, step: string, readings: Reading[]) => void) | undefined;

  constructor(scheduler: Scheduler, record: (entry: NewEntry) => void, plan: FaultPlan, seed: number, skewMs: number) {
    this.scheduler = scheduler;
    this.record = record;
    this.#plan = plan;
    this.#seed = seed;
    this.#skewMs = skewMs;
  }

  /** Runs a step. `done` hears how it ended, once, as the platform learns it. */
  invoke<T>(step: string, run: (caller: Caller) => Promise<T>, done: (outcome: Outcome<T>) => void): void {
    this.#invocations += 1;
    new Invocation(this, step, this.#invocations, done as (outcome: Outcome<unknown>) => void).begin(run);
  }

  /** The n-th occasion of this kind in the run, and the fault that strikes at it. */
  strike(site: CallSite | PlatformSite, step: string, kinds: readonly Fault[], invocation?: number): Fault | undefined {
    const occasion = this.occasion(site, step);
    const fault = this.#plan.draw(occasion, kinds, this.scheduler.now);
    if (fault && !kinds.includes(fault)) return undefined;
    if (fault) {
      this.struck.set(occasion.key, fault);
      this.lastFaultAt = this.scheduler.now;
      this.record({ what: 'fault', fault, key: occasion.key, ...(invocation !== undefined && { invocation }) });
    }
    return fault;
  }

  occasion(site: CallSite | PlatformSite, step: string): Occasion {
    const name = `${step}/${site}`;
    const nth = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, nth);
    if (nth === 1) this.sites.add(name);
    return { site, step, nth, key: `${name}#${nth}` };
  }

  /** A share of 0 ≤ n < 1 that belongs to this name alone; asked again, another one. */
  share(name: string): number {
    const nth = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, nth);
    return shareOf(mixed(hashOf(name, this.#seed) + Math.imul(nth, 0x9e3779b1)));
  }

  /** How much the clock of this step's function is off. */
  skewOf(step: string): number {
    return this.#skewMs === 0 || ofTickets.has(step)
      ? 0
      : Math.round((shareOf(hashOf(step, this.#seed)) * 2 - 1) * this.#skewMs);
  }

  newId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }
}

/**
 * A ticket's 30 seconds are a promise about time itself: where the clock that writes them and the clock that reads them are
 * further apart, nobody gets in, and nobody should. So these three have right clocks in every run.
 */
const ofTickets = new Set(['authorize', 'open-session', 'agent-ticket']);

/** Between a call and its effect, and back: mostly some ms, now and then much longer. */
const latency = (share: number): number => (share < 0.97 ? 1 + share * 12 : 60 + (share - 0.97) * 30_000);

class Invocation implements Caller {
  readonly step: string;
  readonly invocation: number;
  #host: Host;
  #done: (outcome: Outcome<unknown>) => void;
  #alive = true;
  #endTimeout: () => void = () => {};
  #used = new Map<string, Reading & { count: number }>();
  #skew: number;

  constructor(host: Host, step: string, invocation: number, done: (outcome: Outcome<unknown>) => void) {
    this.#host = host;
    this.step = step;
    this.invocation = invocation;
    this.#done = done;
    this.#skew = host.skewOf(step);
  }

  begin(run: (caller: Caller) => Promise<unknown>): void {
    this.#host.record({ what: 'invoked', invocation: this.invocation, step: this.step });
    this.#endTimeout = this.#host.scheduler.after(timeoutOf(this.step) * 1000, () =>
      this.#end({ failed: 'timed-out' }),
    );
    this.#spend('lambda.request.arm64', 'Requests');
    this.#host.scheduler.wake();
    run(this).then(
      (result) => this.#end({ ok: result }),
      (error) => {
        if (!isOurs(error))
          this.#host.unexpected ??= new Error(`${this.step} threw what no port had thrown`, { cause: error });
        this.#end({ failed: 'failed' });
      },
    );
  }

  call<T>(site: CallSite, effect: (fault: Fault | undefined) => T, options: CallOptions = {}): Promise<T> {
    const host = this.#host;
    const { scheduler } = host;
    const kinds = faultsOf[site];
    const fault = this.#alive ? host.strike(site, this.step, kinds, this.invocation) : undefined;
    for (const [meter, unit] of options.spends ?? []) this.#spend(meter, unit);
    return new Promise((resolve, reject) => {
      scheduler.after(latency(host.share(site)), () => {
        // What was on its way when the function died may arrive all the same.
        if (!this.#alive && host.share('on the wire') < 0.5) return;
        if (fault === 'crash-before') return this.#end({ failed: 'crashed' });
        if (fault === 'throttled') return this.#answer(() => reject(new Struck(site, fault)));
        let result: T;
        try {
          result = effect(fault);
        } catch (error) {
          return this.#answer(() => reject(error));
        }
        if (fault === 'crash-after') return this.#end({ failed: 'crashed' });
        if (fault === 'hangs') return;
        const settle = fault === 'response-lost' ? () => reject(new Struck(site, fault)) : () => resolve(result);
        if (fault === 'slow') scheduler.after(SLOW_MS, () => this.#answer(settle));
        else this.#answer(settle);
      });
    });
  }

  /** Once the function is dead, nothing more is heard there. */
  #answer(settle: () => void): void {
    this.#host.scheduler.after(latency(this.#host.share('answer')) / 2, () => {
      if (!this.#alive) return;
      this.#host.scheduler.wake();
      settle();
    });
  }

  now(): string {
    return moment(this.#host.scheduler.now + this.#skew);
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.#host.scheduler.sleep(milliseconds);
    if (!this.#alive) await new Promise(() => {});
  }

  newId(): string {
    return this.#host.newId();
  }

  newSecretName(): string {
    return this.#host.newId().replaceAll('-', '').padStart(40, 'a');
  }

  random(): number {
    return this.#host.share('random');
  }

  spend({ meter, unit, quantity, estimated }: Reading): void {
    this.#spend(meter, unit, Number(quantity), estimated);
  }

  take(): Reading[] {
    const taken = [...this.#used.values()].map(({ count, ...reading }) => ({ ...reading, quantity: String(count) }));
    this.#used.clear();
    return taken;
  }

  #spend(meter: string, unit: string, quantity = 1, estimated = false): void {
    const used = this.#used.get(meter);
    const count = (used?.count ?? 0) + quantity;
    this.#used.set(meter, { meter, unit, quantity: '', estimated: estimated || (used?.estimated ?? false), count });
  }

  #end(outcome: Outcome<unknown>): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#endTimeout();
    const { invocation, step } = this;
    this.#host.record({ what: 'ended', invocation, step, outcome: 'ok' in outcome ? 'answered' : outcome.failed });
    if (!('failed' in outcome) || outcome.failed === 'failed') this.#host.meters?.(invocation, step, this.take());
    this.#host.scheduler.after(latency(this.#host.share('ends')) / 2, () => this.#done(outcome));
  }
}

/** What a struck call throws. */
export class Struck extends Error {
  readonly fault: Fault;

  constructor(site: string, fault: Fault) {
    super(`${site}: ${fault}`);
    this.name = 'Struck';
    this.fault = fault;
  }
}

/** A failure that a fault explains: it was thrown by a port, or by a step that gave up after too many lost races. */
const isOurs = (error: unknown): boolean =>
  error instanceof Struck || (error instanceof Error && /written by too many at once/.test(error.message));
