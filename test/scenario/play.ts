import Big from 'big.js';
import type { EventOf } from '#events/conversation';
import { Packet } from '#shared/handoff/packet';
import { CostAnswer } from '#shared/protocol/session';
import type { EventView } from '#shared/protocol/views';
import { Agent } from './agent.ts';
import { alwaysHolds } from './always.ts';
import { Customer, shown } from './customer.ts';
import { fieldFault, holds, listOf, textFault, Unexpected } from './expect.ts';
import type { Person } from './person.ts';
import type { Scenario, Step } from './schema.ts';
import { type Stage, until } from './stage.ts';
import { Transcript } from './transcript.ts';
import { type ArgumentOf, millisecondsOf, type WordName } from './words.ts';

export type Failure = { line: number; step: string; expected: string; seen: string };
export type Outcome = {
  scenario: string;
  file: string;
  passed: boolean;
  milliseconds: number;
  failure?: Failure;
  transcript: string[];
};

const WITHIN_MS = 10_000;
/** After this part of the time a page asks for itself whether something has happened. */
const OWN_LOOK = 0.6;
const COST_SETTLES_MS = 1500;
/** After a third the cloud takes an agent for absent. */
const OFFERS_MISSED = 2;
/** Reading a cost is work too: these meters move by being read, so that others tell when a conversation is at rest. */
const COST_OF_READING = /^(apigw\.http|lambda|ddb\.rru)\b/;

type Deeds = { [W in WordName]: (argument: ArgumentOf<W>, who: string) => Promise<void> | void };

/** Plays one scenario with customers of its own, and leaves the desk as it was: nobody waits, nobody is ready. */
export async function play(stage: Stage, scenario: Scenario): Promise<Outcome> {
  const transcript = new Transcript(() => stage.now());
  const stageplay = new Play(stage, scenario, transcript);
  const failure = await stageplay.run();
  const { file } = scenario;
  return {
    scenario: scenario.scenario,
    file,
    passed: failure === undefined,
    milliseconds: transcript.elapsed,
    ...(failure && { failure }),
    transcript: transcript.lines(),
  };
}

export class Play {
  readonly customers = new Map<string, Customer>();
  readonly agents = new Map<string, Agent>();
  readonly transcript: Transcript;
  readonly #stage: Stage;
  readonly #scenario: Scenario;
  /** Events that a step has spoken of already. */
  readonly #spent = new Set<EventView>();
  readonly #offersSpent = new Set<string>();

  constructor(stage: Stage, scenario: Scenario, transcript: Transcript) {
    this.#stage = stage;
    this.#scenario = scenario;
    this.transcript = transcript;
  }

  async run(): Promise<Failure | undefined> {
    const { steps, agents } = this.#scenario;
    let at: Pick<Step, 'line' | 'text'> = { line: 1, text: 'agents' };
    try {
      for (const [name, { ready }] of Object.entries(agents)) await this.#arrives(name, ready);
      for (const [i, step] of steps.entries()) {
        at = step;
        await this.#take(step);
        if (step.word === 'agent accepts') await this.#acceptsTheNext(this.#agent(step.who ?? ''), steps[i + 1]);
        this.#nothingRefused(steps[i + 1]);
      }
      at = { line: steps.at(-1)?.line ?? 1, text: 'what holds in every scenario' };
      await alwaysHolds([...this.customers.values()], [...this.agents.values()]);
    } catch (error) {
      return failureOf(error, at);
    } finally {
      await this.#leave();
    }
    return undefined;
  }

  async #take(step: Step): Promise<void> {
    const deed = this.#deeds[step.word] as (argument: unknown, who: string) => Promise<void> | void;
    await deed(step.argument, step.who ?? 'customer');
  }

  /** An offer of two seconds may be over before a busy machine has carried her acceptance: then she takes the next one made to her. */
  async #acceptsTheNext(agent: Agent, next: Step | undefined): Promise<void> {
    for (let again = 0; again < OFFERS_MISSED && agent.wasTooSlow && !expectsRefusal(next, agent); again += 1) {
      agent.refusal = undefined;
      this.transcript.note(agent.name, `was too slow for offer ${agent.lastOffer} and waits for the next`);
      await this.#offered(agent, undefined);
      await agent.accept();
    }
  }

  /** A refusal must be spoken of by the very next step, or nobody has expected it. */
  #nothingRefused(next: Step | undefined): void {
    for (const person of [...this.customers.values(), ...this.agents.values()])
      if (person.refusal && !expectsRefusal(next, person))
        throw new Unexpected(
          'the cloud to take it',
          `refused with '${person.refusal.code}'${person.refusal.field ? `, field ${person.refusal.field}` : ''}`,
        );
  }

  // Who takes part.

  async #arrives(name: string, ready: boolean): Promise<Agent> {
    const agent = this.#agent(name);
    await agent.signIn();
    await until(this.#stage, WITHIN_MS, () => (agent.load === 0 ? true : undefined));
    if (agent.load > 0) throw new Unexpected(`${name} to begin with an empty desk`, `load ${agent.load}`);
    if (ready || agent.desk?.agent.ready) await agent.switchReady(ready);
    return agent;
  }

  #agent(name: string): Agent {
    const known = this.agents.get(name);
    if (known) return known;
    if (!this.#stage.agents.includes(name))
      throw new Unexpected(`one of the agents ${this.#stage.agents.join(', ')}`, `'${name}'`);
    const agent = new Agent(name, this.#stage, this.transcript);
    this.agents.set(name, agent);
    return agent;
  }

  #customer(name = 'customer'): Customer {
    const known = this.customers.get(name);
    if (known) return known;
    const customer = new Customer(name, this.#stage, this.transcript, this.#scenario.language);
    this.customers.set(name, customer);
    return customer;
  }

  /** A customer acts: her page is open from her first act on. */
  async #present(name: string): Promise<Customer> {
    const customer = this.#customer(name);
    if (!customer.online && !customer.token) await customer.open();
    return customer;
  }

  async #leave(): Promise<void> {
    for (const customer of this.customers.values()) await this.#quietly(() => this.#closeFor(customer));
    for (const agent of this.agents.values())
      await this.#quietly(async () => {
        if (!agent.online && agent.agentId) await agent.signIn();
        if (agent.online) await agent.switchReady(false);
      });
    for (const person of [...this.customers.values(), ...this.agents.values()]) person.hangUp();
  }

  async #closeFor(customer: Customer): Promise<void> {
    if (!customer.token) return;
    if (!customer.online && !(await customer.open())) return;
    const owner = customer.screen.states.get(customer.conversationId)?.owner.kind;
    if (owner && owner !== 'closed') await customer.press({ action: 'close' });
  }

  async #quietly(leave: () => Promise<void>): Promise<void> {
    await leave().catch((error: unknown) => this.transcript.note('afterwards', String(error)));
  }

  // Looking.

  async #seen<T>(person: Person, within: number, find: () => T | undefined): Promise<T | undefined> {
    const found = await until(this.#stage, within * OWN_LOOK, find);
    if (found !== undefined) return found;
    await person.lookAgain().catch(() => {});
    return until(this.#stage, within * (1 - OWN_LOOK), find);
  }

  /** The oldest event of a kind that no step has spoken of yet, in this person's order. */
  #unspent(
    person: Person,
    conversationId: string | undefined,
    is: (event: EventView) => boolean,
  ): EventView | undefined {
    const fits = person.screen.sightings.filter(
      (one) =>
        (!conversationId || one.conversationId === conversationId) && !this.#spent.has(one.event) && is(one.event),
    );
    return fits.sort((a, b) => a.conversationId.localeCompare(b.conversationId) || a.event.seq - b.event.seq)[0]?.event;
  }

  async #next(
    person: Person,
    within: number,
    what: string,
    is: (event: EventView) => boolean,
    of?: string,
  ): Promise<EventView> {
    const event = await this.#seen(person, within, () => this.#unspent(person, of, is));
    if (!event) throw new Unexpected(`${what} within ${within / 1000}s`, this.#lately(person));
    this.#spent.add(event);
    return event;
  }

  #lately(person: Person): string {
    const last = person.screen.sightings.at(-1);
    return last
      ? `nothing; the last thing on the screen of ${person.name} was ${shown(last.event)}`
      : `nothing on the screen of ${person.name}`;
  }

  async #sees(person: Person, sight: ArgumentOf<'customer sees'>, fallback: EventView['kind']): Promise<void> {
    const {
      from,
      event: kind,
      containing,
      within,
      'not containing': without,
      ...fields
    } = typeof sight === 'string' ? { containing: sight } : sight;
    const agent = from && from !== 'bot' && from !== 'customer' ? this.#stage.nameOf(from) : undefined;
    const wanted =
      kind ?? (from === 'bot' ? 'bot-said' : from === 'customer' ? 'customer-said' : agent ? 'agent-said' : fallback);
    const faultOf = (one: EventView) =>
      textFault(wordsOf(one), { containing, 'not containing': without }) ??
      fieldFault(one, this.#filled(fields, person));
    // An agent's screen begins with the whole conversation: she finds what is meant, where a customer sees what is next.
    const fits = (one: EventView) => one.kind === wanted && (person instanceof Customer || faultOf(one) === undefined);
    const what = `'${wanted}'${containing ? ` with '${listOf(containing).join("', '")}'` : ''} on the screen of ${person.name}`;
    const event = await this.#next(person, timeOf(within), what, fits);
    const speaker = event.by.role === 'agent' ? event.by.name : event.by.role;
    if (agent && speaker !== agent) throw new Unexpected(`words of ${agent}`, shown(event));
    const fault = faultOf(event);
    if (fault) throw new Unexpected(fault, shown(event) + (containing ? '' : ` ${JSON.stringify(event)}`));
  }

  async #answers(given: ArgumentOf<'bot answers'>): Promise<void> {
    const wanted = typeof given === 'string' || Array.isArray(given) ? { containing: given } : (given ?? {});
    const customer = this.#customer(wanted.to);
    const event = (await this.#next(
      customer,
      timeOf(wanted.within),
      'an answer of the bot',
      (one) => one.kind === 'bot-said',
    )) as unknown as EventOf<'bot-said'>;
    const sources = event.words.sources.map(({ articleId }) => articleId);
    const faults = [
      textFault(event.words.text, wanted),
      wanted.outcome && event.outcome !== wanted.outcome ? `the outcome '${wanted.outcome}'` : undefined,
      ...listOf(wanted.citing).map((id) => (sources.includes(id) ? undefined : `the source ${id}`)),
      ...listOf(wanted['not citing']).map((id) => (sources.includes(id) ? `no source ${id}` : undefined)),
      wanted['all words so far'] && event.answersUpTo < (customer.lastSaid?.seq ?? 0)
        ? `an answer up to #${customer.lastSaid?.seq}`
        : undefined,
      wanted.streamed ? streamFault(customer, event) : undefined,
    ].filter((fault) => fault !== undefined && fault !== '');
    if (faults[0])
      throw new Unexpected(
        faults.join(' and '),
        `${shown(event)}; outcome ${event.outcome}, confidence ${event.confidence}`,
      );
  }

  /**
   * No answer but those that steps have spoken of, and no part of one. What was shown before somebody took over is
   * written down by the system as `answer-cut`, which is no word of the bot's.
   */
  async #staysSilent(argument: ArgumentOf<'bot stays silent'>): Promise<void> {
    const { for: time, to } = typeof argument === 'string' ? { for: argument, to: undefined } : argument;
    const customer = this.#customer(to);
    const said = () => this.#unspent(customer, undefined, ({ kind }) => kind === 'bot-said');
    const written = () => [...customer.screen.drafts.values()].reduce((sum, { deltas }) => sum + deltas, 0);
    const before = written();
    await this.#stage.wait(millisecondsOf(time));
    const word = said();
    if (word) throw new Unexpected(`no word of the bot for ${time}`, shown(word));
    if (written() > before) throw new Unexpected(`no word of the bot for ${time}`, 'the beginning of an answer');
  }

  async #offered(agent: Agent, given: ArgumentOf<'agent is offered'>): Promise<void> {
    const { packet, within, of } = given ?? {};
    const conversationOf = () => (of ? this.#customer(of).conversationId : agent.conversationId);
    const open = () => {
      const n = agent.offerIn(conversationOf());
      return n !== undefined && !this.#offersSpent.has(`${conversationOf()} ${n}`) ? n : undefined;
    };
    const n = await this.#seen(agent, timeOf(within), open);
    if (n === undefined)
      throw new Unexpected(`an offer to ${agent.name} within ${timeOf(within) / 1000}s`, this.#lately(agent));
    this.#offersSpent.add(`${conversationOf()} ${n}`);
    agent.conversationId = conversationOf();
    agent.lastOffer = n;
    this.transcript.note(agent.name, `is offered the conversation, offer ${n}`);
    if (packet) await this.#packet(agent, packet);
  }

  async #packet(
    agent: Agent,
    wanted: NonNullable<NonNullable<ArgumentOf<'agent is offered'>>['packet']>,
  ): Promise<void> {
    const { conversationId } = agent;
    const event = await this.#seen(agent, WITHIN_MS, () =>
      agent.screen
        .eventsOf(conversationId)
        .filter(({ kind }) => kind === 'packet-prepared')
        .at(-1),
    );
    if (!event) throw new Unexpected('a packet with the offer', this.#lately(agent));
    const read = Packet.safeParse((event as unknown as EventOf<'packet-prepared'>).words.packet);
    if (!read.success) throw new Unexpected('a packet of its schema', read.error.message);
    const fault = packetFault(read.data, wanted);
    if (fault) throw new Unexpected(`a packet with ${fault}`, JSON.stringify(read.data));
  }

  #refused(person: Person, given: ArgumentOf<'customer is refused'>): void {
    const { code, field, limit } = typeof given === 'string' ? { code: given } : given;
    const { refusal } = person;
    person.refusal = undefined;
    if (!refusal) throw new Unexpected(`${person.name} to be refused with '${code}'`, 'it was taken');
    const fault = fieldFault(refusal, { code, ...(field && { field }), ...(limit && { limit }) });
    if (fault) throw new Unexpected(fault, JSON.stringify(refusal));
  }

  /** `{conversation}`, `{conversation of two}`, `{id}`, `{offer}`, `{epoch}` in a frame stand for what they are now. */
  #filled(value: unknown, person: Person): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#filled(one, person));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([field, one]) => [field, this.#filled(one, person)]));
    if (typeof value !== 'string') return value;
    const own = person instanceof Customer || person instanceof Agent ? person.conversationId : '';
    const conversationId = own || this.#customer().conversationId;
    const state = person.screen.states.get(conversationId);
    if (value === '{epoch}') return state?.epoch ?? 0;
    if (value === '{offer}') return person instanceof Agent ? person.lastOffer : (state?.offer?.n ?? 1);
    return value
      .replaceAll('{conversation}', conversationId)
      .replaceAll('{id}', () => this.#stage.newId())
      .replaceAll(/\{conversation of ([a-z]+)\}/g, (_, name: string) => this.#customer(name).conversationId)
      .replaceAll(/\{(first|second|third) conversation\}/g, (_, nth: string) =>
        numbered(this.#customer().conversationId, nth),
      );
  }

  async #sends(person: Person, text: string, what: string): Promise<void> {
    this.transcript.note(person.name, `sends ${what}`);
    const reply = await person.tell(
      text,
      ({ type }) =>
        type === 'ack' || type === 'refused' || type === 'retry-later' || type === 'desk' || type === 'events',
      what,
    );
    if (reply.type === 'refused') person.refuse(reply);
  }

  async #owner(given: ArgumentOf<'owner is'>): Promise<void> {
    const { kind, of, within } = typeof given === 'string' ? { kind: given, of: undefined, within: undefined } : given;
    const customer = this.#customer(of);
    const agent = this.agents.get(kind);
    const state = () => customer.screen.states.get(customer.conversationId);
    const is = () => {
      if (agent) return agent.holds(customer.conversationId) && state()?.owner.kind === 'agent';
      return state()?.owner.kind === kind;
    };
    const found = await this.#seen(customer, timeOf(within), () => (is() ? true : undefined));
    if (!found) throw new Unexpected(`the owner to be ${kind}`, `${state()?.owner.kind ?? 'nobody yet'}`);
    this.transcript.note('', `owner is ${kind}`);
  }

  #order(wanted: string[]): void {
    const customer = this.#customer();
    const said = customer.screen.sightings
      .filter(({ event }) => ['customer-said', 'bot-said', 'agent-said'].includes(event.kind))
      .sort(
        (a, b) =>
          a.conversationId.localeCompare(b.conversationId, 'en', { numeric: true }) || a.event.seq - b.event.seq,
      )
      .map(({ event }) => ({ speaker: this.#speaker(event), text: wordsOf(event) }));
    const fits = (one: string, i: number) => {
      const [, speaker = '', text = ''] = /^([a-z]+)(?::\s*(.*))?$/s.exec(one) ?? [];
      return said[i]?.speaker === speaker && holds(said[i].text, text);
    };
    if (said.length === wanted.length && wanted.every(fits)) return;
    throw new Unexpected(
      `the messages\n    ${wanted.join('\n    ')}`,
      `\n    ${said.map(({ speaker, text }) => `${speaker}: ${text.replace(/\s+/g, ' ').slice(0, 80)}`).join('\n    ')}`,
    );
  }

  #speaker({ by }: EventView): string {
    if (by.role !== 'agent') return by.role;
    return this.#stage.agents.find((agent) => this.#stage.nameOf(agent) === by.name) ?? by.name ?? 'agent';
  }

  #noFrameHolds(people: Iterable<Person>, planted: string[]): void {
    for (const person of people)
      for (const text of person.received)
        for (const secret of planted)
          if (text.includes(secret) || text.replace(/[\s-]/g, '').includes(secret.replace(/[\s-]/g, '')))
            throw new Unexpected(`no frame to ${person.name} with ${secret}`, text.slice(0, 600));
  }

  async #costBelow(given: ArgumentOf<'cost below'>): Promise<void> {
    const { usd, of } = typeof given === 'number' ? { usd: given, of: undefined } : given;
    const cost = await costOf(this.#stage, this.#customer(of).conversationId);
    this.transcript.note('', `costs ${cost.total} USD in ${cost.lines.length} lines`);
    const sum = cost.lines.reduce((total, line) => total.plus(line.cost), new Big(0));
    if (!sum.eq(cost.total)) throw new Unexpected(`lines that add up to ${cost.total}`, sum.toFixed());
    if (new Big(cost.total).gte(new Big(String(usd))))
      throw new Unexpected(
        `a cost below ${usd} USD`,
        `${cost.total}: ${cost.lines.map(({ meter, cost: part }) => `${meter} ${part}`).join(', ')}`,
      );
  }

  readonly #deeds: Deeds = {
    'customer opens': async (how, who) => {
      await this.#customer(who).open(how);
    },
    'customer says': async (texts, who) => {
      const customer = await this.#present(who);
      for (const text of listOf(texts)) await customer.say(text);
    },
    'customer repeats the last message': (_, who) => this.#customer(who).repeat(),
    'customer repeats the last message as': (text, who) => this.#customer(who).repeat(text),
    'customer presses': async (button, who) => (await this.#present(who)).press(this.#pressed(button)),
    'customer types': async (_, who) => {
      const customer = await this.#present(who);
      await customer.ask({ action: 'typing', conversationId: customer.conversationId });
    },
    'customer disconnects': (_, who) => {
      this.transcript.note(who, 'is offline');
      this.#customer(who).hangUp();
    },
    'customer reconnects': async (_, who) => {
      await this.#customer(who).open();
    },
    'customer reloads the page': async (_, who) => {
      const reloaded = this.#customer(who).tab(who);
      this.#customer(who).hangUp();
      this.customers.set(who, reloaded);
      await reloaded.open();
      for (const { event } of reloaded.screen.sightings) this.#spent.add(event);
    },
    'customer opens a second tab': async (name, who) => {
      const tab = (await this.#present(who)).tab(name);
      this.customers.set(name, tab);
      await tab.open();
      for (const { event } of tab.screen.sightings) this.#spent.add(event);
    },
    'customer sends frame': async (frame, who) => {
      const customer = await this.#present(who);
      const filled = this.#filled(frame, customer);
      await this.#sends(customer, JSON.stringify(filled), JSON.stringify(frame));
    },
    'customer sends raw': async (raw, who) =>
      this.#sends(await this.#present(who), rawOf(raw, this.#customer(who)), 'raw text'),
    'customer sees': (sight, who) => this.#sees(this.#customer(who), sight, 'agent-said'),
    'customer hears': async ({ place, 'wait at most': most, within }, who) => {
      const customer = this.#customer(who);
      const told = (one: EventView) =>
        one.kind === 'place-told' && (one as unknown as EventOf<'place-told'>).place === place;
      const event = (await this.#next(
        customer,
        timeOf(within),
        `to be told place ${place}`,
        told,
      )) as unknown as EventOf<'place-told'>;
      if (most && event.waitSeconds * 1000 > millisecondsOf(most))
        throw new Unexpected(`a wait of at most ${most}`, `${event.waitSeconds}s`);
    },
    'customer is refused': (code, who) => this.#refused(this.#customer(who), code),
    'customer sees no more': async (time, who) => {
      const { screen } = this.#customer(who);
      const before = screen.sightings.length;
      await this.#stage.wait(millisecondsOf(time));
      const more = screen.sightings[before];
      if (more) throw new Unexpected(`nothing more on the screen of ${who} for ${time}`, shown(more.event));
    },
    'bot answers': (wanted) => this.#answers(wanted),
    'bot does not know': (wanted) => this.#answers({ ...wanted, outcome: 'unknown' }),
    'bot stays silent': (time) => this.#staysSilent(time),
    'agent signs in': async (how, who) => {
      const agent = this.#agent(who);
      if (how?.token === undefined) await agent.signIn();
      else
        await agent.signIn(
          how.token === 'none'
            ? ''
            : how.token === 'forged'
              ? 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.'
              : ((await this.#present('customer')).token ?? ''),
        );
    },
    'agent goes ready': async (_, who) => (await this.#deskOf(who)).switchReady(true),
    'agent goes away': async (_, who) => (await this.#deskOf(who)).switchReady(false),
    'agent accepts': (_, who) => this.#agent(who).accept(),
    'agent declines': (_, who) => this.#agent(who).decline(),
    'agent stays silent': (time) => this.#stage.wait(millisecondsOf(time)),
    'agent says': async (texts, who) => {
      for (const text of listOf(texts)) await this.#agent(who).say(text);
    },
    'agent repeats the last message': (_, who) => this.#agent(who).repeat(),
    'agent sends a stale reply': (text, who) => this.#agent(who).say(text, 1),
    'agent types': async (_, who) => {
      const agent = this.#agent(who);
      await agent.ask({ action: 'typing', conversationId: agent.conversationId });
    },
    'agent closes': (how, who) => this.#agent(who).close(how?.disposition ?? 'none', how?.note),
    'agent returns to bot': (how, who) => this.#agent(who).returnToBot(how?.note),
    'agent disconnects': (_, who) => {
      this.transcript.note(who, 'closes the lid');
      this.#agent(who).hangUp();
    },
    'agent reconnects': async (_, who) => {
      await this.#agent(who).signIn();
    },
    'agent sends frame': async (frame, who) => {
      const agent = await this.#deskOf(who);
      await this.#sends(agent, JSON.stringify(this.#filled(frame, agent)), JSON.stringify(frame));
    },
    'agent sends raw': async (raw, who) =>
      this.#sends(await this.#deskOf(who), typeof raw === 'string' ? raw : 'x'.repeat(raw.bytes), 'raw text'),
    'agent is offered': (wanted, who) => this.#offered(this.#agent(who), wanted),
    'agent is not offered': async (time, who) => {
      const agent = this.#agent(who);
      const open = () => {
        const n = agent.offerIn(agent.conversationId);
        return n !== undefined && !this.#offersSpent.has(`${agent.conversationId} ${n}`) ? n : undefined;
      };
      const n = await until(this.#stage, millisecondsOf(time), open);
      if (n !== undefined) throw new Unexpected(`no offer to ${who} for ${time}`, `offer ${n}`);
    },
    'agent sees': (sight, who) => this.#sees(this.#agent(who), sight, 'customer-said'),
    'agent is refused': (code, who) => this.#refused(this.#agent(who), code),
    'agent has': async ({ ready, load, within }, who) => {
      const agent = this.#agent(who);
      const wanted = { ...(ready !== undefined && { ready }), ...(load !== undefined && { load }) };
      const fits = () => (fieldFault(agent.desk?.agent, wanted) === undefined ? true : undefined);
      if (!(await this.#seen(agent, timeOf(within), fits)))
        throw new Unexpected(`the desk of ${who} with ${JSON.stringify(wanted)}`, JSON.stringify(agent.desk?.agent));
    },
    'owner is': (kind) => this.#owner(kind),
    'conversation is': (given) => {
      const { number, of } = typeof given === 'number' ? { number: given, of: undefined } : given;
      const { conversationId, screen } = this.#customer(of);
      const seen = Number(conversationId.split('-').at(-1));
      if (seen !== number) throw new Unexpected(`conversation ${number} of the thread`, String(seen));
      const opened = screen.eventsOf(conversationId).find(({ kind }) => kind === 'conversation-opened') as
        | EventOf<'conversation-opened'>
        | undefined;
      const previous =
        number > 1 ? `${conversationId.slice(0, conversationId.lastIndexOf('-'))}-${number - 1}` : undefined;
      if (opened?.previous !== previous)
        throw new Unexpected(`a link to ${previous ?? 'no other'}`, String(opened?.previous));
    },
    'order of messages': async (wanted) => {
      await this.#customer().lookAgain();
      this.#order(wanted);
    },
    'no frame to an agent holds': (planted) => this.#noFrameHolds(this.agents.values(), listOf(planted)),
    'no frame to a customer holds': (planted) => this.#noFrameHolds(this.customers.values(), listOf(planted)),
    'cost below': (bound) => this.#costBelow(bound),
    after: (time) => this.#stage.wait(millisecondsOf(time)),
  };

  async #deskOf(name: string): Promise<Agent> {
    const agent = this.#agent(name);
    return agent.agentId ? agent : this.#arrives(name, false);
  }

  #pressed(button: ArgumentOf<'customer presses'>): { action: string; [field: string]: unknown } {
    const clientMessageId = this.#stage.newId();
    if (typeof button === 'object') {
      const { choose, ...more } = button;
      return { action: 'choose', clientMessageId, choice: choose, ...more };
    }
    if (button === 'close') return { action: 'close' };
    if (button === 'ask-person') return { action: 'ask-person', clientMessageId, language: this.#scenario.language };
    return { action: 'choose', clientMessageId, choice: button === 'keep-helping' ? 'keep-helping' : 'bot' };
  }
}

const expectsRefusal = (next: Step | undefined, { name }: Person): boolean =>
  (next?.word === 'customer is refused' || next?.word === 'agent is refused') && (next.who ?? 'customer') === name;

const timeOf = (within: string | undefined): number => (within ? millisecondsOf(within) : WITHIN_MS);

const wordsOf = (event: EventView): string => {
  const { text } = ((event as { words?: { text?: string } }).words ?? {}) as { text?: string };
  return text ?? '';
};

/** Deltas must have come before the final words, and must be what those begin with. */
const streamFault = ({ screen }: Customer, { turn, words: { text } }: EventOf<'bot-said'>): string | undefined => {
  const draft = screen.drafts.get(turn);
  if (!draft) return 'words streamed before the final message';
  return text.startsWith(draft.text) ? undefined : `a draft that the final message begins with, not '${draft.text}'`;
};

type PacketWanted = NonNullable<NonNullable<ArgumentOf<'agent is offered'>>['packet']>;

const packetFault = (packet: Packet, wanted: PacketWanted): string | undefined => {
  const cited = packet.tried.flatMap(({ sources }) => sources.map(({ articleId }) => articleId));
  const uncited = listOf(wanted['tried citing']).find((id) => !cited.includes(id));
  const slots = Object.fromEntries(packet.slots.map(({ name, value }) => [name, value]));
  if (wanted['no question'] && packet.question) return 'no open question';
  if (wanted.question) {
    const fault = textFault(packet.question?.text ?? '', { containing: wanted.question });
    if (fault) return `a question of ${fault}`;
  }
  if (wanted.summary) {
    const fault = textFault(packet.summary, { containing: wanted.summary });
    if (fault) return `a summary of ${fault}`;
  }
  if (uncited) return `an answer tried that cites ${uncited}`;
  const { reason, language, turns, emotion, intent } = wanted;
  const plain = {
    ...(reason && { reason }),
    ...(language && { language }),
    ...(turns !== undefined && { turns }),
    ...(emotion && { emotion: { now: emotion } }),
    ...(intent && { intent: { name: intent } }),
  };
  return fieldFault(packet, plain) ?? fieldFault(slots, wanted.slots ?? {}, 'slot');
};

const numbered = (conversationId: string, nth: string): string =>
  `${conversationId.slice(0, conversationId.lastIndexOf('-'))}-${['first', 'second', 'third'].indexOf(nth) + 1}`;

/** So many bytes on the wire, of a frame that would otherwise be good. */
const rawOf = (raw: ArgumentOf<'customer sends raw'>, { conversationId }: Customer): string => {
  if (typeof raw === 'string') return raw;
  const frame = (text: string) =>
    JSON.stringify({
      action: 'say',
      conversationId,
      clientMessageId: '11111111-1111-4111-8111-111111111111',
      body: { text },
    });
  return frame('x'.repeat(Math.max(0, raw.bytes - frame('').length)));
};

/** The ledger is written after the fact: it is read until it says the same twice. */
export async function costOf(stage: Stage, conversationId: string): Promise<CostAnswer> {
  const bearer = await stage.signIn(stage.finance);
  let last: CostAnswer | undefined;
  const works = (cost: CostAnswer | undefined) =>
    JSON.stringify(cost?.lines.filter(({ meter }) => !COST_OF_READING.test(meter)).map(({ quantity }) => quantity));
  for (let tries = 0; tries < 20; tries += 1) {
    const { status, body } = await stage.ask({
      method: 'GET',
      path: `/conversations/${conversationId}/cost`,
      bearer,
      origin: stage.origin,
    });
    const read = CostAnswer.safeParse(body);
    if (status === 200 && !read.success) throw new Unexpected('a cost of its schema', read.error.message);
    if (status !== 200 && status !== 404)
      throw new Unexpected('the cost of the conversation', `status ${status}: ${JSON.stringify(body)}`);
    if (read.data && read.data.lines.length > 0 && works(read.data) === works(last)) return read.data;
    last = read.data;
    await stage.wait(COST_SETTLES_MS);
  }
  throw new Unexpected(
    'a cost that comes to rest',
    last ? `${last.total} in ${last.lines.length} lines` : 'no lines at all',
  );
}

const failureOf = (error: unknown, { line, text }: Pick<Step, 'line' | 'text'>): Failure => {
  if (error instanceof Unexpected) return { line, step: text, expected: error.expected, seen: error.seen };
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return { line, step: text, expected: 'the step to run', seen: cause ? `${message} (${String(cause)})` : message };
};
