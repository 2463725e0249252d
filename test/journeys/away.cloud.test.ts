import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { addressesOf } from '#local/addresses';
import { seedKnowledge, seedPeople } from '#local/seed';
import { openedBy } from '#shared/conversation/customer';
import { bot, type Decided } from '#shared/conversation/decision';
import { conversationOf } from '#shared/conversation/thread';
import { memoryStorage } from '#test/widget/virtual-world';
import { FaultyProxy } from './faulty-proxy.ts';
import { insideOf } from './inside.ts';
import { brokenIn, isAtRest, type Log, wrongOn } from './invariants.ts';
import { colleague, directly, secondTab, threadOf } from './people.ts';
import type { SteadyClient } from './steady-client.ts';
import { WidgetBrowser } from './widget-browser.ts';

/*
 * Real in all of these: the widget's client, its sockets and requests, every step, queue and stream, the cut wire, the push
 * to a socket that is gone. A second is really waited for (two minutes are, in killed-host.cloud.test.ts). Hours and days
 * are shifted: what was said meanwhile is written into the log with the times at which it would have been said, her clock
 * was behind while she was still there, her token is signed for then, and the row of her former socket is from then too.
 */
const cloud = inject('cloud');
const { store, desk, tokenOf } = insideOf(cloud);
const HOUR = 3600;
const DAY = 24 * HOUR;

let supervisor: SteadyClient;
let wire: FaultyProxy;
const browsers: WidgetBrowser[] = [];

beforeAll(async () => {
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  supervisor = await colleague(cloud, 'Sue');
  return () => supervisor.close();
}, 60_000);
afterEach(async () => {
  for (const { client } of browsers.splice(0)) client.stop();
  await wire?.stop();
});

const wired = async () => {
  wire = await FaultyProxy.before(cloud.endpoint);
  const { httpUrl, socketUrl } = addressesOf(cloud);
  return { ...directly(cloud), httpUrl: wire.through(httpUrl), socketUrl: wire.through(socketUrl) };
};
const browser = (options: ConstructorParameters<typeof WidgetBrowser>[0]): WidgetBrowser => {
  const one = new WidgetBrowser(options);
  browsers.push(one);
  return one;
};
const phoneOf = (token: string) => secondTab({ name: 'her phone', token, addresses: directly(cloud) });
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** Her words and the bot's, as they were stored so long ago. */
const saidLongAgo = (customerId: string, text: string, seq: number, ids: string[]): Decided[] => {
  const clientMessageId = randomUUID();
  ids.push(clientMessageId);
  const words = { kind: 'customer-said', clientMessageId, language: 'en', settled: true, words: { text } } as const;
  const answer = {
    kind: 'bot-said',
    turn: clientMessageId,
    answersUpTo: seq,
    outcome: 'answered',
    confidence: 0.9,
  } as const;
  return [
    { ...words, by: { role: 'customer', customerId } },
    { ...answer, words: { text: `An answer to: ${text}`, sources: [] }, by: bot },
  ];
};
const closed = (customerId: string): Decided => ({
  kind: 'closed',
  reason: 'by-customer',
  disposition: 'none',
  words: {},
  by: { role: 'customer', customerId },
});
const write = async (conversationId: string, at: string, facts: Decided[], customerId: string) => {
  const thread = { customerId, language: 'en' } as const;
  const { outcome } = await store.append({ conversationId, at, thread, decide: () => ({ facts }) });
  expect(outcome).toBe('written');
};

const restOf = async (customerId: string): Promise<Log[]> => {
  for (const end = Date.now() + 120_000; ; await pause(500)) {
    const thread = await threadOf(supervisor, customerId);
    if (thread.every(isAtRest)) return thread;
    if (Date.now() > end) expect.fail('the bot did not answer');
  }
};
const saidIn = (thread: Log[]): string[] =>
  thread.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'customer-said' ? [event.clientMessageId] : [])),
  );

/** What a customer does who scrolls back to the beginning. */
const readsBack = async (one: WidgetBrowser) => {
  await one.until('the whole thread', () => {
    one.client.loadEarlier();
    return one.isComplete && one.client.view.earlier === undefined;
  });
};
const expectAll = async (one: WidgetBrowser, said: string[]) => {
  const thread = await restOf(one.customerId);
  await readsBack(one);
  one.client.nudge();
  const wrong = () => wrongOn(one.client.view.thread.parts, thread);
  await one.until('everything to be on the screen', () => one.isComplete && wrong().length === 0);
  expect(saidIn(thread)).toEqual(said);
  expect(one.faults).toEqual([]);
  expect(thread.flatMap(brokenIn)).toEqual([]);
  return thread;
};

test('I2 I14: away for a second, each message is on the screen once and in order, and hers arrive', {
  timeout: 300_000,
}, async () => {
  const one = browser({ name: 'away for a second', addresses: await wired() });
  one.say('Is milk powder returnable?');
  await one.until('the first answer', () => one.shows('bot-said'));
  const phone = phoneOf(one.token);
  const said = [...one.said];

  wire.cut();
  for (const text of ['How long is an unpaid order kept?', 'How many points does a purchase give?']) {
    const id = randomUUID();
    await phone.say(one.conversationId, text, id);
    said.push(id);
  }
  said.push(one.say('Written while there was no network.'));
  await pause(1000);
  wire.mend();

  await one.until('her words to be stored', () => one.client.view.unsent.length === 0);
  await expectAll(one, said);
  phone.close();
});

test.each([
  { away: 'two hours', seconds: 2 * HOUR, pageIsClosed: false, times: 4 },
  // More than two pages of the log.
  { away: 'seven days', seconds: 7 * DAY, pageIsClosed: true, times: 60 },
])(
  'I2 I14: away for $away by the clock, each message is on the screen once and in order, and hers arrive',
  {
    timeout: 400_000,
  },
  async ({ away, seconds, pageIsClosed, times }) => {
    const customerId = randomUUID().replaceAll('-', '');
    const [first, second] = [conversationOf(customerId, 1), conversationOf(customerId, 2)];
    const said: string[] = [];
    const opened = openedBy(customerId, 'en', { conversationId: first, channel: 'web' });
    const begin = [opened, ...saidLongAgo(customerId, 'Is milk powder returnable?', 2, said)];
    await write(first, ago(seconds + 60), begin, customerId);

    // She is there, and sees it; then her line goes while she writes.
    const oldToken = await tokenOf(customerId, ago(seconds));
    const storage = memoryStorage(new Map([['token', oldToken]]));
    const addresses = await wired();
    const before = browser({ name: `away for ${away}`, addresses, storage });
    before.clockAhead = -seconds * 1000;
    await before.until('the first answer', () => before.shows('bot-said'));
    const customer = { role: 'customer', id: customerId } as const;
    const [connection = ''] = await desk.socketsOf(customer);
    expect(connection).not.toBe('');
    wire.cut();
    const unsent = before.say('Written while there was no network.');
    storage.set('token', oldToken);
    if (pageIsClosed) before.client.stop();
    // The gateway did not tell of her end: the row of her socket is still there.
    await expect.poll(() => desk.socketsOf(customer), { timeout: 60_000 }).toEqual([]);
    await desk.putSocket(customer, connection, ago(seconds));

    // Meanwhile: more of this conversation, its end, another one, and today a third by her phone.
    for (let n = 0; n < times; n += 1) {
      const at = ago(seconds * (0.9 - (0.4 * n) / times));
      await write(first, at, saidLongAgo(customerId, `Question ${n}`, 4 + 2 * n, said), customerId);
    }
    await write(first, ago(seconds * 0.5), [closed(customerId)], customerId);
    const next = openedBy(customerId, 'en', { conversationId: second, channel: 'web', previous: first });
    const more = [next, ...saidLongAgo(customerId, 'And the next one', 2, said), closed(customerId)];
    await write(second, ago(seconds * 0.3), more, customerId);
    const phone = phoneOf(await tokenOf(customerId, ago(60)));
    const today = randomUUID();
    await phone.say(second, 'How long is an unpaid order kept?', today);
    await expect.poll(() => desk.socketsOf(customer), { timeout: 60_000 }).not.toContain(connection);

    wire.mend();
    before.clockAhead = 0;
    const after = pageIsClosed ? browser({ name: `back after ${away}`, addresses, storage }) : before;
    after.client.nudge();
    await after.until('her words to be stored', () => after.client.view.unsent.length === 0);
    const thread = await expectAll(after, [...said, today, unsent]);

    expect(thread).toHaveLength(3);
    expect(expiryOf(after.token)).toBeGreaterThan(expiryOf(oldToken));
    phone.close();
  },
);

const expiryOf = (token: string): number =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).exp;

test('I14: away for longer than her token lives, she begins anew and what she had not sent goes with her', {
  timeout: 300_000,
}, async () => {
  const customerId = randomUUID().replaceAll('-', '');
  const id = randomUUID();
  const entry = {
    id,
    at: Date.now() - 31 * DAY * 1000,
    action: 'say',
    text: 'Is milk powder returnable?',
    language: 'en',
  };
  const stale = { ...entry, conversationId: conversationOf(customerId, 1) };
  const storage = memoryStorage(
    new Map([
      ['token', await tokenOf(customerId, ago(31 * DAY))],
      [`out:${id}`, JSON.stringify(stale)],
    ]),
  );

  const one = browser({ name: 'back after a month', addresses: await wired(), storage });
  await one.until('her words to be stored', () => one.client.view.ready && one.client.view.unsent.length === 0);

  expect(one.customerId).not.toBe(customerId);
  await expectAll(one, [id]);
});
