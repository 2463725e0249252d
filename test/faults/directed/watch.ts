import type { Bug } from '../bugs/bug.ts';
import type { Caller } from '../world/calls.ts';
import { type CallSite, type Fault, type FaultPlan, faultsOf, type Occasion } from '../world/faults.ts';
import { type Cloud, type Ports, portsOf } from '../world/ports.ts';
import type { Method } from './calls.ts';
import { nameOf, type Order, type Place } from './places.ts';

/** Where a run passed: the first occasion at each place, and when (virtual ms). */
export type Passed = { key: string; at: number };
/** Faults by the keys of their occasions, that lead a run to a place which a calm one does not reach. */
export type Lead = Readonly<Record<string, Fault>>;
export type Wanted = { place: Place; fault: Fault };

/**
 * Follows a run: knows through which method of which port each call is made, and strikes with one fault the first time that
 * the wanted place is passed. It changes nothing else: ports are built as the world builds them, with a caller that says
 * what it is about to do.
 */
export class Watch {
  readonly passed = new Map<string, Passed>();
  /** The occasion that the wanted fault struck. */
  hit: string | undefined;
  /** The last moment of the people's time: later a fault would leave no time to recover. */
  until = Number.POSITIVE_INFINITY;
  #wanted: Wanted | undefined;
  #lead: Lead;
  #now: string | undefined;
  #cloud: Cloud | undefined;
  #races: number;
  #counts = new Map<string, number>();

  constructor(wanted?: Wanted, { lead = {}, races }: { lead?: Lead; races?: number } = {}) {
    this.#wanted = wanted;
    this.#lead = lead;
    this.#races = races ?? (wanted?.place.order === 'anew' ? 1 : 0);
  }

  readonly plan: FaultPlan = { draw: (occasion, kinds, now) => this.#draw(occasion, kinds, now) };

  /** As a planted bug would be, but with nothing wrong: the run's ports, followed. */
  readonly follows: Bug = {
    name: 'followed',
    says: 'every call is followed to the method that makes it',
    cloud: (cloud) => {
      this.#cloud = cloud;
    },
    ports: (ports) => this.#followed(ports),
  };

  #draw({ site, step, key }: Occasion, kinds: readonly Fault[], now: number): Fault | undefined {
    const name = site in faultsOf ? (this.#now ?? `${step}/?/${site}`) : `${step}/${site}`;
    if (!this.passed.has(name)) this.passed.set(name, { key, at: now });
    const led = this.#lead[key];
    if (led) return led;
    const wanted = this.#wanted;
    if (!wanted || this.hit !== undefined || now > this.until) return undefined;
    if (name === wanted.place.name && kinds.includes(wanted.fault)) {
      this.hit = key;
      return wanted.fault;
    }
    return this.#losesRace(name, wanted.place);
  }

  /** What is made anew after a lost race is reached by losing one. */
  #losesRace(name: string, { step, method }: Place): Fault | undefined {
    if (this.#races === 0 || !name.startsWith(`${step}/${method}/log.transact/`)) return undefined;
    this.#races -= 1;
    return 'conflict';
  }

  #followed(ports: Ports): Ports {
    const followed: Record<string, unknown> = { ...ports };
    for (const [name, port] of Object.entries(ports)) {
      if (name === 'caller') continue;
      if (typeof port === 'function') followed[name] = this.#method(ports.caller, name, undefined, port);
      else
        followed[name] = Object.fromEntries(
          Object.entries(port).map(([method, does]) => [method, this.#method(ports.caller, name, method, does)]),
        );
    }
    return followed as Ports;
  }

  /** The same method of a port of its own, whose caller says for each call where it comes from. */
  #method(caller: Caller, port: string, method: string | undefined, plain: unknown): unknown {
    const name = method === undefined ? port : `${port}.${method}`;
    if (typeof plain !== 'function' || !this.#cloud || notFollowed.has(name)) return plain;
    const cloud = this.#cloud;
    return (...given: unknown[]) => {
      const own = portsOf(cloud, this.#telling(caller, name as Method)) as unknown as Record<string, unknown>;
      const target = method === undefined ? own[port] : (own[port] as Record<string, unknown>)[method];
      return (target as (...given: unknown[]) => unknown)(...given);
    };
  }

  #telling(caller: Caller, method: Method): Caller {
    let lost = false;
    return {
      invocation: caller.invocation,
      step: caller.step,
      call: (site, effect, options) => {
        const order: Order = lost ? 'anew' : this.#isFirst(caller, method, site) ? 'first' : 'later';
        if (site === 'log.transact') lost = true;
        this.#now = nameOf({ step: caller.step, method, site, order });
        const called = caller.call(site, effect, options);
        this.#now = undefined;
        return called;
      },
      now: () => caller.now(),
      sleep: (milliseconds) => caller.sleep(milliseconds),
      newId: () => caller.newId(),
      newSecretName: () => caller.newSecretName(),
      random: () => caller.random(),
      spend: (reading) => caller.spend(reading),
      take: () => caller.take(),
    };
  }

  #isFirst({ invocation }: Caller, method: Method, site: CallSite): boolean {
    const name = `${invocation} ${method} ${site}`;
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return count === 0;
  }
}

const notFollowed = new Set(['now', 'sleep', 'newId', 'newSecretName', 'tokens.issue', 'tokens.verify']);
