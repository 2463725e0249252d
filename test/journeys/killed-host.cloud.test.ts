import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addressesOf } from '#local/addresses';
import { type Cloud, startCloud } from '#local/cloud';
import { PASSWORD, PEOPLE, seedKnowledge, seedPeople } from '#local/seed';
import { signIn } from '#local/sign-in';
import type { CostAnswer } from '#shared/protocol/session';
import { Chance, seedOfRun } from './chance.ts';
import { FaultyProxy } from './faulty-proxy.ts';
import { makingFaults } from './hosts.ts';
import { brokenIn, isAtRest, type Log, lostAcks, toldOf, wrongOn } from './invariants.ts';
import { AgentAtWork, colleague, directly, secondTab, threadOf } from './people.ts';
import { sweepNow } from './relay-switch.ts';
import type { SteadyClient } from './steady-client.ts';
import { type Addresses, WidgetBrowser } from './widget-browser.ts';

const CONVERSATIONS = 20;
const FAULTS_MS = 30_000;
const SWEEP_EACH_MS = 5_000;
const AWAY_MS = 120_000;
const seed = seedOfRun();

/**
 * Quick enough for a test, slow enough that a person can take a conversation on a machine where every second process is
 * starting anew. Real are processes, sockets, requests, queues, streams and the workflow; shortened are these waits and the
 * minute between two sweeps.
 */
const timings = {
  settleMs: 200,
  offerSeconds: 8,
  queueWaitSeconds: 40,
  choiceSeconds: 10,
  leaseSeconds: 12,
  leaseGraceSeconds: 4,
  declinePauseSeconds: 3,
  silenceWarnSeconds: 8,
  silenceCloseSeconds: 4,
  agentReminderSeconds: 6,
  abandonSeconds: 6,
  turnGraceSeconds: 5,
};

const words = {
  zh: ['奶粉能退吗？', '运费多少钱？', '未付款的订单保留多久？', '买东西能得多少积分？'],
  en: [
    'Is milk powder returnable?',
    'What does delivery cost in mainland China?',
    'How long is an unpaid order kept?',
    'How many points does a purchase give?',
  ],
};

type Customer = { browser: WidgetBrowser; chance: Chance; otherTabs: SteadyClient[]; language: 'zh' | 'en' };

const speaks = async ({ browser, chance, language }: Customer, times: number) => {
  for (let n = 0; n < times; n += 1) {
    browser.say(chance.pick(words[language]) ?? '');
    await pause(chance.between(100, 1500));
  }
  await browser.until('her words to be stored', () => browser.client.view.unsent.length === 0);
};
/** A person has come and gone, or nobody came and she was told so; or it went back to the bot. */
const endsOfHandoff = ['closed', 'returned-to-bot', 'promised', 'went-on-with-bot'] as const;
const asksForPerson = async ({ browser }: Customer) => {
  browser.client.wish({ action: 'ask-person' });
  await browser.until('the wish to be stored', () => browser.client.view.unsent.length === 0);
};
const isAnswered = async ({ browser }: Customer) =>
  browser.until('an end of the handoff', () => endsOfHandoff.some((kind) => browser.shows(kind)));
const closesInOtherTab = async (customer: Customer) => {
  const tab = secondTab(customer.browser);
  customer.otherTabs.push(tab);
  await tab.ask({ action: 'close', conversationId: customer.browser.conversationId });
  tab.close();
};

/** What customers do; each is done by four of them, in both languages. */
const stories: ((customer: Customer) => Promise<void>)[] = [
  // The bot alone.
  (customer) => speaks(customer, 4),
  // A person.
  async (customer) => {
    await speaks(customer, 1);
    await asksForPerson(customer);
    await speaks(customer, 1);
    await isAnswered(customer);
  },
  // Closed by herself, from wherever it stands.
  async (customer) => {
    await speaks(customer, 2);
    if (customer.chance.next() < 0.5) await asksForPerson(customer);
    await pause(customer.chance.between(0, 2000));
    await closesInOtherTab(customer);
  },
  // A person, and the next conversation after her.
  async (customer) => {
    await asksForPerson(customer);
    await speaks(customer, 1);
    await isAnswered(customer);
    await speaks(customer, 2);
  },
  // The bot helps while she waits.
  async (customer) => {
    await asksForPerson(customer);
    customer.browser.client.wish({ action: 'choose', choice: 'keep-helping' });
    await speaks(customer, 2);
    await isAnswered(customer);
  },
];

const playing = async (customer: Customer, n: number) => {
  await pause(customer.chance.between(0, FAULTS_MS));
  await customer.browser.until('its first page', () => customer.browser.client.view.ready);
  await stories[n % stories.length]?.(customer);
};

let cloud: Cloud;
let wire: FaultyProxy;
let wired: Addresses;
let supervisor: SteadyClient;

beforeAll(async () => {
  const overrides = { timings, skills: [{ name: 'general' }], capacity: 6 };
  cloud = await startCloud({ environment: 'local-fast', overrides });
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  wire = await FaultyProxy.before(cloud.endpoint);
  wired = { ...directly(cloud), socketUrl: wire.through(addressesOf(cloud).socketUrl) };
  supervisor = await colleague(cloud, 'Sue');
  leaver = await leaves();
}, 120_000);
afterAll(async () => {
  supervisor?.close();
  leaver?.browser.client.stop();
  await leaver?.wire.stop();
  await wire?.stop();
  await cloud?.stop();
});

/** Sweeps until it is told to stop. A sweep may be killed like everything else: then the next one finds the same. */
const sweeping = () => {
  let going = true;
  const done = (async () => {
    while (going) {
      await sweepNow(cloud).catch(() => {});
      await pause(SWEEP_EACH_MS);
    }
  })();
  return async () => {
    going = false;
    await done;
  };
};

const atRest = async (customers: WidgetBrowser[], withinMs = 240_000): Promise<Log[][]> => {
  for (const end = Date.now() + withinMs; ; await pause(1000)) {
    const threads: Log[][] = [];
    for (const { customerId } of customers) threads.push(await threadOf(supervisor, customerId));
    const restless = threads.flat().filter((log) => !isAtRest(log));
    if (restless.length === 0) return threads;
    if (Date.now() > end) throw new Error(`seed ${seed}: ${restless.map(toldOf).join('\n')}`);
  }
};

/** A page that is looked at again shows everything that is in the log, and no more. */
const showsAll = async (browser: WidgetBrowser, thread: Log[]) => {
  browser.client.nudge();
  const wrong = () => wrongOn(browser.client.view.thread.parts, thread);
  await browser.until('everything to be on the screen', () => browser.isComplete && wrong().length === 0);
  expect(browser.faults).toEqual([]);
};

const costOf = async (bearer: string, conversationId: string): Promise<CostAnswer> => {
  const headers = { authorization: `Bearer ${bearer}` };
  const path = `${addressesOf(cloud).httpUrl}/conversations/${conversationId}/cost`;
  return (await (await fetch(path, { headers })).json()) as CostAnswer;
};

/** What the conversations were made of. */
const KINDS = [
  'customer-said',
  'bot-said',
  'handed-off',
  'offered',
  'accepted',
  'agent-lost',
  'returned-to-bot',
  'bot-failed',
  'handoff-resumed',
  'closed',
] as const;
const countsIn = (logs: Log[]): string => {
  const events = logs.flatMap((log) => log.events);
  return KINDS.map((kind) => `${events.filter((event) => event.kind === kind).length} ${kind}`).join(', ');
};

const saidIn = (thread: Log[]): string[] =>
  thread.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'customer-said' ? [event.clientMessageId] : [])),
  );

test('I1 I2 I4 I5 I6 I7 I9 I11 I14: twenty conversations whose hosts are killed and whose sockets are cut end as they should', {
  timeout: 900_000,
}, async () => {
  console.info(`  killed hosts: BATON_SEED=${seed}`);
  const chance = new Chance(seed);
  const working = async (name: string) => new AgentAtWork(await colleague(cloud, name, wired), chance.branch(name));
  const agents = await Promise.all(['Ana', 'Bo'].map(working));
  const customers = Array.from({ length: CONVERSATIONS }, (_, n): Customer => {
    const language = n % 2 === 0 ? 'zh' : 'en';
    const name = `customer ${n}`;
    const browser = new WidgetBrowser({ name, addresses: wired, language });
    return { browser, chance: chance.branch(name), otherTabs: [], language };
  });
  const browsers = customers.map(({ browser }) => browser);

  const began = Date.now();
  const stopSweeping = sweeping();
  const stopFaults = makingFaults({ cloud, wire, chance: chance.branch('faults'), everyMs: [150, 800] });
  const playings = customers.map(playing);
  await Promise.race([pause(FAULTS_MS), Promise.all(playings)]);
  const { kills, cuts } = await stopFaults();
  for (const { client } of browsers) client.nudge();
  await Promise.all(playings);
  const threads = await atRest(browsers);
  const seconds = (Date.now() - began) / 1000;
  await stopSweeping();
  await Promise.all(agents.map((agent) => agent.stop()));
  const logs = threads.flat();
  console.info(`  ${kills} hosts killed, ${cuts} sockets cut, at rest after ${seconds} s: ${countsIn(logs)}`);

  expect(kills).toBeGreaterThan(5);
  expect(logs.flatMap(brokenIn)).toEqual([]);
  const tabs = customers.flatMap(({ otherTabs }) => otherTabs);
  const acks = [...browsers, ...tabs, ...agents.map(({ client }) => client)].flatMap((one) => one.acks);
  expect(lostAcks(acks, logs)).toEqual([]);
  expect(threads.map(saidIn)).toEqual(browsers.map(({ said }) => said));
  await Promise.all(browsers.map((browser, n) => showsAll(browser, threads[n] ?? [])));
  for (const { client } of browsers) client.stop();
  const { idToken } = await signIn(cloud, PEOPLE.find(({ name }) => name === 'Fin')?.email ?? '', PASSWORD);
  const isOnLedger = async ({ conversationId }: Log) =>
    expect
      .poll(async () => (await costOf(idToken, conversationId)).lines?.length, { timeout: 60_000 })
      .toBeGreaterThan(0);
  await Promise.all(logs.map(isOnLedger));
});

type Leaver = { browser: WidgetBrowser; wire: FaultyProxy; leftAt: number };
let leaver: Leaver;

/** She has an answer, and her network goes: no request and no socket of hers gets through. */
const leaves = async (): Promise<Leaver> => {
  const own = await FaultyProxy.before(cloud.endpoint);
  const { httpUrl, socketUrl } = addressesOf(cloud);
  const addresses = { ...directly(cloud), httpUrl: own.through(httpUrl), socketUrl: own.through(socketUrl) };
  const browser = new WidgetBrowser({ name: 'who leaves', addresses });
  browser.say(words.en[0] ?? '');
  await browser.until('the first answer', () => browser.shows('bot-said'));
  own.cut();
  return { browser, wire: own, leftAt: Date.now() };
};

test('I2 I14: a customer whose network was gone for two minutes sees each message once and in order, and hers arrive', {
  timeout: 900_000,
}, async () => {
  const { browser, wire: own, leftAt } = leaver;
  const shown = browser.events.length;
  // On her phone she goes on, to an end and into the next conversation.
  const phone = secondTab({ name: 'her phone', token: browser.token, addresses: directly(cloud) });
  const conversationId = browser.conversationId;
  const said: string[] = [...browser.said];
  const sayOnPhone = async (text: string) => {
    const id = randomUUID();
    said.push(id);
    await phone.say(conversationId, text, id);
  };
  for (const text of words.zh) await sayOnPhone(text);
  await phone.ask({ action: 'close', conversationId });
  for (const text of words.en) await sayOnPhone(text);
  said.push(browser.say('Written while there was no network.'));
  await pause(Math.max(0, leftAt + AWAY_MS - Date.now()));
  expect(browser.events).toHaveLength(shown);

  own.mend();
  const stopSweeping = sweeping();
  await browser.until('her words to be stored', () => browser.client.view.unsent.length === 0);
  const [thread = []] = await atRest([browser]);
  await stopSweeping();
  await showsAll(browser, thread);

  expect(thread).toHaveLength(2);
  expect(thread.flatMap(brokenIn)).toEqual([]);
  expect(saidIn(thread)).toEqual(said);
  phone.close();
});
