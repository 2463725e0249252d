import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { addressesOf } from '#local/addresses';
import type { Cloud } from '#local/cloud';
import { PASSWORD } from '#local/seed';
import { signIn } from '#local/sign-in';
import type { Seat } from '#shared/protocol/frames';
import type { Chance } from './chance.ts';
import type { Log } from './invariants.ts';
import { SteadyClient } from './steady-client.ts';
import type { Addresses, WidgetBrowser } from './widget-browser.ts';

type Place = Pick<Cloud, 'environment' | 'outputs' | 'endpoint'>;
/** The origin that every local environment allows: its console's. */
const ORIGIN = 'http://localhost:8600';

export const directly = (cloud: Place): Addresses => ({ ...addressesOf(cloud), origin: ORIGIN });

const ticketOf = async ({ httpUrl, origin }: Addresses, path: string, more: { bearer?: string; body?: object }) => {
  const answer = await fetch(`${httpUrl}${path}`, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/json',
      ...(more.bearer && { authorization: `Bearer ${more.bearer}` }),
    },
    body: JSON.stringify(more.body ?? {}),
  });
  return ((await answer.json()) as { ticket: string }).ticket;
};

/** Somebody of the firm, by her name in the demo shop. */
export const colleague = async (cloud: Place, name: string, addresses = directly(cloud)): Promise<SteadyClient> => {
  const { idToken } = await signIn(cloud, `${name.toLowerCase()}@shop.example`, PASSWORD);
  const open = async () =>
    `${addresses.socketUrl}?ticket=${await ticketOf(addresses, '/agent/ticket', { bearer: idToken })}`;
  return new SteadyClient(name, open, addresses.origin);
};

/** Another tab of the same customer. */
export const secondTab = ({
  name,
  addresses,
  token,
}: Pick<WidgetBrowser, 'name' | 'addresses' | 'token'>): SteadyClient => {
  const open = async () =>
    `${addresses.socketUrl}?ticket=${await ticketOf(addresses, '/session', { body: { token } })}`;
  return new SteadyClient(`${name}, second tab`, open, addresses.origin);
};

/** What a supervisor reads of a conversation; nothing when it does not exist. */
export const logOf = async (supervisor: SteadyClient, conversationId: string): Promise<Log | undefined> => {
  for (let since = 0; ; ) {
    const page = await supervisor.ask({ action: 'sync', conversationId, since });
    if (page.type !== 'events' || !page.state) return undefined;
    if (!page.more) return { conversationId, events: supervisor.eventsOf(conversationId), state: page.state };
    since = page.upTo;
  }
};

/** All conversations of a thread, from the one that was first to the newest. */
export const threadOf = async (supervisor: SteadyClient, customerId: string): Promise<Log[]> => {
  const logs: Log[] = [];
  for (let n = 1; ; n += 1) {
    const log = await logOf(supervisor, `${customerId}-${n}`);
    if (!log) return logs;
    logs.push(log);
  }
};

/**
 * An agent at work: keeps her lease, takes what she is offered, answers, then closes or gives it back, as the dice say.
 * Each act is repeated until the cloud has answered it.
 */
export class AgentAtWork {
  readonly client: SteadyClient;
  readonly #chance: Chance;
  readonly #replies = new Map<string, number>();
  #going = true;
  #working: Promise<void>;

  constructor(client: SteadyClient, chance: Chance) {
    this.client = client;
    this.#chance = chance;
    this.#working = this.#work();
  }

  /** Resolves when she has gone home. What she still holds goes to others when her lease ends. */
  async stop(): Promise<void> {
    this.#going = false;
    await this.#working;
    await this.client.ask({ action: 'presence', ready: false });
    this.client.close();
  }

  async #work(): Promise<void> {
    while (this.#going) {
      const desk = await this.client.ask({ action: 'presence', ready: true });
      for (const seat of desk.type === 'desk' ? desk.seats : []) await this.#serve(seat);
      await pause(200);
    }
  }

  async #serve({ conversationId, kind, n, epoch }: z.infer<typeof Seat>): Promise<void> {
    if (kind === 'offered') {
      const action = this.#chance.next() < 0.1 ? 'decline' : 'accept';
      await this.client.ask({ action, conversationId, n });
      return;
    }
    const replies = this.#replies.get(conversationId) ?? 0;
    if (replies < 2) {
      const body = { text: `A person is here, words ${replies}.` };
      const said = await this.client.ask({
        action: 'reply',
        conversationId,
        clientMessageId: randomUUID(),
        epoch,
        body,
      });
      if (said.type === 'ack') this.#replies.set(conversationId, replies + 1);
      return;
    }
    this.#replies.delete(conversationId);
    const ending =
      this.#chance.next() < 0.3 ? { action: 'return-to-bot' } : { action: 'close', disposition: 'resolved' };
    await this.client.ask({ ...ending, conversationId, epoch });
  }
}
