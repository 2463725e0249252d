import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { seedKnowledge, seedPeople } from '#local/seed';
import { handOffFacts } from '#shared/conversation/bot';
import { openedBy } from '#shared/conversation/customer';
import { type Decided, system } from '#shared/conversation/decision';
import { dueAt, owed } from '#shared/conversation/owed';
import { later } from '#shared/conversation/timings';
import { Chance, seedOfRun } from './chance.ts';
import { insideOf } from './inside.ts';
import { brokenIn, isAtRest, type Log, toldOf, wrongOn } from './invariants.ts';
import { AgentAtWork, colleague, directly, threadOf } from './people.ts';
import { relaySwitched, sweepNow } from './relay-switch.ts';
import type { SteadyClient } from './steady-client.ts';
import { WidgetBrowser } from './widget-browser.ts';

const cloud = inject('cloud');
const { store, timings } = insideOf(cloud);
/** For how long the relay's stream mapping is disabled: BATON_RELAY_OFF_SECONDS=180 for three minutes. */
const OFF_SECONDS = Number(process.env.BATON_RELAY_OFF_SECONDS ?? 20);
/** The schedule sweeps each minute; in a shorter run the test sweeps besides, as often in proportion. */
const SWEEP_SECONDS = Math.min(60, OFF_SECONDS / 4);
const CONVERSATIONS = 12;

let supervisor: SteadyClient;
let ana: AgentAtWork;
const browsers: WidgetBrowser[] = [];
/** Of conversations that no browser looks at. */
const silent: string[] = [];

beforeAll(async () => {
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  supervisor = await colleague(cloud, 'Sue');
  ana = new AgentAtWork(await colleague(cloud, 'Ana'), new Chance(seedOfRun()));
}, 60_000);
afterAll(async () => {
  await relaySwitched(cloud, true);
  await ana?.stop();
  supervisor?.close();
  for (const { client } of browsers) client.stop();
}, 60_000);

/** Facts of a step that died before it could ring anybody: only the stream knows of them, and it is off. */
const unheard = async (fact: (customerId: string) => Decided) => {
  const customerId = randomUUID().replaceAll('-', '');
  const conversationId = `${customerId}-1`;
  const opened = openedBy(customerId, 'en', { conversationId, channel: 'web' });
  const at = new Date().toISOString();
  const thread = { customerId, language: 'en' } as const;
  await store.append({ conversationId, at, thread, decide: () => ({ facts: [opened, fact(customerId)] }) });
  silent.push(customerId);
};
const said = (customerId: string): Decided => ({
  kind: 'customer-said',
  clientMessageId: randomUUID(),
  language: 'en',
  settled: true,
  words: { text: 'Is milk powder returnable?' },
  by: { role: 'customer', customerId },
});
const asked = (): Decided => {
  const now = new Date().toISOString();
  const queueUntil = later(now, timings.queueWaitSeconds);
  const how = {
    reason: 'customer-asked',
    skill: 'general',
    priority: 0,
    open: true,
    queueUntil,
    choiceUntil: now,
  } as const;
  return handOffFacts(0, how, system)[0] as Decided;
};
const browser = async () => {
  const one = new WidgetBrowser({ name: `customer ${browsers.length}`, addresses: directly(cloud) });
  browsers.push(one);
  await one.until('its first page', () => one.client.view.ready);
  return one;
};
/** What happens while the relay is off; three of each. */
const stories: (() => Promise<void>)[] = [
  async () => void (await browser()).say('How long is an unpaid order kept?'),
  async () => void (await browser()).client.wish({ action: 'ask-person' }),
  () => unheard(said),
  () => unheard(asked),
];

/** Debts as they are seen from second to second: when each was due, and when it was first seen paid. */
class Debts {
  readonly #due = new Map<string, number>();
  readonly paid: { owes: string; lateSeconds: number }[] = [];

  async look(conversationIds: string[]): Promise<void> {
    const now = new Date().toISOString();
    const open = new Set<string>();
    for (const conversationId of conversationIds) {
      const head = await store.head(conversationId);
      for (const { owes } of head ? owed(head, now, timings) : []) {
        const key = `${conversationId} ${owes}`;
        open.add(key);
        if (!this.#due.has(key)) this.#due.set(key, Date.parse((head && dueAt(head, timings)) ?? now));
      }
    }
    for (const [key, due] of [...this.#due].filter(([one]) => !open.has(one))) {
      this.#due.delete(key);
      this.paid.push({ owes: key.split(' ')[1] ?? '', lateSeconds: (Date.now() - due) / 1000 });
    }
  }

  told(): string {
    const kinds = [...new Set(this.paid.map(({ owes }) => owes))];
    const late = (kind: string) => this.paid.filter(({ owes }) => owes === kind).map(({ lateSeconds }) => lateSeconds);
    return kinds
      .map((kind) => `${late(kind).length} ${kind} (at most ${Math.max(...late(kind)).toFixed(0)} s late)`)
      .join(', ');
  }
}

/** Still open now, and due before this moment (milliseconds since 1970). */
const owedSince = async (conversationIds: string[], moment: number): Promise<string[]> => {
  const heads = await Promise.all(conversationIds.map((id) => store.head(id)));
  return heads.flatMap((head) =>
    head ? owed(head, new Date(moment).toISOString(), timings).map(({ owes }) => `${head.conversationId} ${owes}`) : [],
  );
};

const customers = () => [...browsers.flatMap((one) => (one.token ? [one.customerId] : [])), ...silent];

const restOf = async (): Promise<Log[]> => {
  for (const end = Date.now() + 240_000; ; await pause(1000)) {
    const logs: Log[] = [];
    for (const customerId of customers()) logs.push(...(await threadOf(supervisor, customerId)));
    const restless = logs.filter((log) => !isAtRest(log));
    if (restless.length === 0) return logs;
    if (Date.now() > end) expect.fail(restless.map(toldOf).join('\n'));
  }
};

test('I5 I6: with the relay’s stream mapping disabled, what is owed arrives by the sweep; switched on again, nothing happens twice', {
  timeout: OFF_SECONDS * 1000 + 700_000,
}, async () => {
  await relaySwitched(cloud, false);
  const began = Date.now();
  const end = began + OFF_SECONDS * 1000;
  const debts = new Debts();
  const ids = () => customers().map((customerId) => `${customerId}-1`);
  let swept = began;
  let sweeps = 0;
  let begun = 0;
  // It stays off until nothing is owed that was due a sweep before the end, however slow the machine.
  const unpaid = () => owedSince(ids(), end - SWEEP_SECONDS * 1000);
  while (Date.now() < end || (await unpaid()).length > 0) {
    if (Date.now() > end + 240_000) expect.fail(`not paid: ${(await unpaid()).join(', ')}`);
    if (begun < CONVERSATIONS && Date.now() >= began + (begun * OFF_SECONDS * 500) / CONVERSATIONS) {
      await stories[begun % stories.length]?.();
      begun += 1;
    }
    if (Date.now() - swept >= SWEEP_SECONDS * 1000) {
      await sweepNow(cloud);
      [swept, sweeps] = [Date.now(), sweeps + 1];
    }
    await debts.look(ids());
    await pause(250);
  }
  const offSeconds = (Date.now() - began) / 1000;
  const answered = (await Promise.all(ids().map((id) => store.tail(id, 0)))).flatMap(({ events }) => events);
  const count = (kind: string) => answered.filter((event) => event.kind === kind).length;
  console.info(
    `  relay off for ${offSeconds.toFixed(0)} s, ${sweeps} sweeps besides the schedule's: ${begun} conversations, paid by the sweep: ${debts.told()}; in the logs by then: ${count('bot-said')} answers, ${count('accepted')} acceptances, ${count('wrapped-up')} of ${count('handed-off')} wrap-ups`,
  );
  // The first whose step died before it could ring: nobody but the sweep can have started its turn.
  const rescued = (await store.tail(`${silent[0]}-1`, 0)).events.map(({ kind }) => kind);
  expect(rescued).toContain('bot-said');

  await relaySwitched(cloud, true);
  const logs = await restOf();

  expect(logs.flatMap(brokenIn)).toEqual([]);
  for (const one of browsers) {
    const own = logs.filter(({ conversationId }) => conversationId.startsWith(one.customerId));
    one.client.nudge();
    await one.until('everything to be on the screen', () => wrongOn(one.client.view.thread.parts, own).length === 0);
    expect(one.faults).toEqual([]);
  }
});
