import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { addressesOf } from '#local/addresses';
import { type Cloud, startCloud } from '#local/cloud';
import { seedKnowledge, seedPeople } from '#local/seed';
import { FaultyProxy } from '#test/journeys/faulty-proxy';
import { killAll } from '#test/journeys/hosts';
import { colleague, directly, logOf } from '#test/journeys/people';
import { UNHURRIED } from '#test/journeys/unhurried';
import { WidgetBrowser } from '#test/journeys/widget-browser';
import type { Pair, Peer } from './gap.ts';

const BEAT_MS = 15_000;

/** Baton on the local cloud: the widget's client, an agent, the log. */
export async function batonPeer(progress: (line: string) => void): Promise<Peer> {
  const overrides = { timings: UNHURRIED, skills: [{ name: 'general' }], capacity: 20 };
  const cloud = await startCloud({ environment: 'local-fast', overrides, log: progress });
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  return {
    name: 'Baton',
    settings: 'the widget’s client as it is; waits of people as a shop has them (test/journeys/unhurried.ts)',
    pair: (label) => pairOf(cloud, label),
    stop: cloud.stop,
  };
}

async function pairOf(cloud: Cloud, label: string): Promise<Pair> {
  const wire = await FaultyProxy.before(cloud.endpoint);
  const { httpUrl, socketUrl } = addressesOf(cloud);
  const wired = { ...directly(cloud), httpUrl: wire.through(httpUrl), socketUrl: wire.through(socketUrl) };
  const browser = new WidgetBrowser({ name: label, addresses: wired });
  await browser.until('its first page', () => browser.client.view.ready);
  const supervisor = await colleague(cloud, 'Sue');
  const agent = await withAgent(cloud, browser);
  const wires = [wire];
  return {
    wire,
    isConnected: () => browser.client.view.ready,
    sayUp: (text) => void browser.say(text),
    sayDown: agent.say,
    heardByClient: () =>
      browser.sightings.flatMap(({ event }) => (event.kind === 'agent-said' ? [event.words.text] : [])),
    heardByServer: async () =>
      ((await logOf(supervisor, browser.conversationId))?.events ?? []).flatMap((event) =>
        event.kind === 'customer-said' ? [event.words.text] : [],
      ),
    restart: async () => void killAll(cloud),
    // A function has no node to be left: the client comes back by another way in, and no process is there that was.
    moveToOtherNode: async () => {
      const other = await FaultyProxy.before(cloud.endpoint);
      wires.push(other);
      wire.lead(other.through(cloud.endpoint));
      killAll(cloud);
    },
    stop: async () => {
      browser.client.stop();
      supervisor.close();
      await agent.stop();
      await Promise.all(wires.map((one) => one.stop()));
    },
  };
}

/** An agent who holds the conversation. Her client has a line of its own, so that only the customer is away. */
async function withAgent(cloud: Cloud, browser: WidgetBrowser) {
  const client = await colleague(cloud, 'Ana');
  const desk = async () => {
    const told = await client.ask({ action: 'presence', ready: true });
    return told.type === 'desk' ? told.seats : [];
  };
  browser.client.wish({ action: 'ask-person' });
  const seat = async () => (await desk()).find(({ conversationId }) => conversationId === browser.conversationId);
  for (let mine = await seat(); mine?.kind !== 'held'; mine = await seat()) {
    if (mine) await client.ask({ action: 'accept', conversationId: mine.conversationId, n: mine.n });
    else await pause(100);
  }
  const epoch = (await seat())?.epoch;
  // One frame at a time: her words and her heartbeats go the same way.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act);
    last = next.catch(() => {});
    return next;
  };
  const beat = setInterval(() => void inTurn(desk), BEAT_MS);
  return {
    say: (text: string) =>
      inTurn(async () => {
        const { conversationId } = browser;
        const frame = { action: 'reply', conversationId, clientMessageId: randomUUID(), epoch, body: { text } };
        const answer = await client.ask(frame);
        if (answer.type !== 'ack') throw new Error(`the agent's words were not taken: ${JSON.stringify(answer)}`);
      }),
    stop: async () => {
      clearInterval(beat);
      await last;
      client.close();
    },
  };
}
