import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { addressesOf } from '#local/addresses';
import { PASSWORD, seedKnowledge, seedPeople } from '#local/seed';
import { signIn } from '#local/sign-in';
import type { EventView } from '#shared/protocol/views';
import { SteadyClient } from './steady-client.ts';

const cloud = inject('cloud');
const { httpUrl, socketUrl } = addressesOf(cloud);
const ORIGIN = 'http://localhost:8600';

/** Workers of these functions are killed; each is in the way of a message or of a handoff. */
const VICTIMS = [
  'receive',
  'answer',
  'relay',
  'deliver',
  'ask-person',
  'match',
  'wait',
  'accept',
  'reply',
  'close',
  'assess',
  'wrap-up',
];

const workersOf = (names: string[]): number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return names.some((name) => command.includes(name));
      } catch {
        return false;
      }
    })
    .map(Number);

/** Kills one random worker now and then, until it is told to stop. */
const killing = (everyMs: number) => {
  const names = VICTIMS.map((folder) => cloud.functions[folder]).filter((name) => name !== undefined);
  let going = true;
  let killed = 0;
  const done = (async () => {
    while (going) {
      const workers = workersOf(names);
      const victim = workers[randomInt(Math.max(1, workers.length))];
      if (victim) {
        try {
          process.kill(victim, 'SIGKILL');
          killed += 1;
        } catch {
          // It ended by itself in between.
        }
      }
      await pause(everyMs);
    }
  })();
  return async () => {
    going = false;
    await done;
    return killed;
  };
};

const post = async (path: string, headers: Record<string, string> = {}, body: unknown = {}) =>
  (
    await fetch(`${httpUrl}${path}`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  ).json();

const customer = async (name: string) => {
  let token: string | undefined;
  let conversationId = '';
  const open = async () => {
    const session = (await post('/session', {}, token ? { token } : {})) as {
      token: string;
      ticket: string;
      conversationId: string;
    };
    token = session.token;
    conversationId ||= session.conversationId;
    return `${socketUrl}?ticket=${session.ticket}`;
  };
  const client = new SteadyClient(name, open, ORIGIN);
  const first = await open();
  return { client, conversationId, first };
};

const agent = async (name: string) => {
  const { idToken } = await signIn(cloud, `${name}@shop.example`, PASSWORD);
  return new SteadyClient(
    name,
    async () =>
      `${socketUrl}?ticket=${((await post('/agent/ticket', { authorization: `Bearer ${idToken}` })) as { ticket: string }).ticket}`,
    ORIGIN,
  );
};

/** Syncs until the condition holds: a push may have died with its worker, the log has not. */
const until = async (
  client: SteadyClient,
  conversationId: string,
  holds: (events: EventView[]) => boolean,
  withinMs = 60_000,
) => {
  for (const end = Date.now() + withinMs; Date.now() < end; await pause(300)) {
    await client.ask({ action: 'sync', conversationId, since: 0 });
    if (holds(client.eventsOf(conversationId))) return client.eventsOf(conversationId);
  }
  throw new Error(
    `${client.name} waited in vain; it saw ${client
      .eventsOf(conversationId)
      .map(({ kind }) => kind)
      .join(', ')}`,
  );
};
const kinds = (events: EventView[]) => events.map(({ kind }) => kind);

/** The agent of this run: keeps her lease, takes what she is offered, answers once, closes. Each act is repeated until it is told. */
const serve = async (ana: SteadyClient, going: () => boolean) => {
  const answered = new Set<string>();
  while (going()) {
    const desk = await ana.ask({ action: 'presence', ready: true });
    for (const seat of desk.type === 'desk' ? desk.seats : []) {
      const { conversationId, kind, n } = seat;
      if (kind === 'offered') await ana.ask({ action: 'accept', conversationId, n });
      else if (!answered.has(conversationId)) {
        const clientMessageId = crypto.randomUUID();
        const reply = await ana.ask({
          action: 'reply',
          conversationId,
          clientMessageId,
          epoch: seat.epoch,
          body: { text: 'A person is here.' },
        });
        if (reply.type === 'ack') answered.add(conversationId);
      } else await ana.ask({ action: 'close', conversationId, epoch: seat.epoch, disposition: 'resolved' });
    }
    await pause(200);
  }
  await ana.ask({ action: 'presence', ready: false });
  ana.close();
};

test('conversations whose function hosts are killed end as they should, with every word once and in order', {
  timeout: 240_000,
}, async () => {
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  const ana = await agent('ana');
  let going = true;
  const serving = serve(ana, () => going);
  const stopKilling = killing(1000);

  const journeys = Array.from({ length: 4 }, async (_, i) => {
    const { client, conversationId } = await customer(`customer ${i}`);
    const words = [`奶粉退不了？ ${i}`, `How long does delivery take? ${i}`, `in words of my own ${i}`];
    for (const text of words) await client.say(conversationId, text);
    await client.ask({ action: 'ask-person', conversationId, clientMessageId: crypto.randomUUID() });
    return { client, conversationId, words };
  });
  const customers = await Promise.all(journeys);
  await pause(8000);
  const killed = await stopKilling();
  const histories = await Promise.all(
    customers.map(({ client, conversationId }) =>
      until(client, conversationId, (events) => kinds(events).includes('closed')),
    ),
  );
  // The hosts live again: whoever asks now meets the agent.
  const after = await customer('customer after the kills');
  await after.client.ask({
    action: 'ask-person',
    conversationId: after.conversationId,
    clientMessageId: crypto.randomUUID(),
  });
  await until(after.client, after.conversationId, (events) => kinds(events).includes('agent-said'));
  after.client.close();
  going = false;
  await serving;

  expect(killed).toBeGreaterThan(5);
  for (const [i, events] of histories.entries()) {
    const said = events.flatMap((event) => (event.kind === 'customer-said' ? [event.words.text] : []));
    expect(said).toEqual(customers[i]?.words);
    expect(kinds(events).filter((kind) => kind === 'handed-off')).toHaveLength(1);
    const taken = events.findIndex(({ kind }) => kind === 'accepted');
    if (taken >= 0) expect(kinds(events.slice(taken))).not.toContain('bot-said');
    if (taken >= 0) expect(kinds(events)).toContain('agent-said');
    expect(kinds(events).filter((kind) => kind === 'closed')).toHaveLength(1);
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
  }
  for (const { client } of customers) client.close();
});
