import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { DeadLetterQueue, type Letter, type LetterAsk, type LetterDeed } from '#shared/protocol/dead-letters';
import { type ClientFrame, clientFrames, type ServerFrame } from '#shared/protocol/frames';
import type { CostAnswer, PageSettings } from '#shared/protocol/session';
import { DeskCloud } from './desk-cloud.ts';
import type { OidcIssuer } from './oidc-issuer.ts';

/** Who shows a token that verifies. */
export type Asking = { subject: string; name: string; groups: string[] };
/** What is posted to one path, answered as a step of the cloud would. */
export type Posted = (body: unknown, who: Asking) => Promise<{ status: number; body: unknown }>;

type Options = { issuer: OidcIssuer; clientId: string; folder: string; agentId: string; agentName: string };

const kinds: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The console's whole surroundings in one process: its page under a strict policy, the agents' HTTP routes, the socket. */
export class DeskServer {
  readonly cloud: DeskCloud;
  /** Frames are heard and not answered, as on a dead line. */
  deaf = false;
  /** No ticket can be had, as when the service is away. */
  away = false;
  /** The page was deployed without its settings. */
  unset = false;
  cost: CostAnswer | undefined;
  costIsForbidden = false;
  /** Dead letters by queue, and what was done with them. */
  readonly letters = new Map<DeadLetterQueue, Letter[]>();
  readonly deeds: LetterDeed[] = [];
  /** Every request for dead letters ends so, instead of with an answer. */
  lettersFail: number | undefined;
  /** Letters that go back into the same queue, since their cause is not gone. */
  readonly stuck = new Set<string>();
  /** Further routes of the cloud, by their path. */
  readonly posts = new Map<string, Posted>();
  /** Every path that a wrong token was shown at. */
  readonly refusedTokens: string[] = [];
  readonly received: ClientFrame[] = [];
  url = '';
  readonly #options: Options;
  readonly #tickets = new Set<string>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  #server: Server | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.cloud = new DeskCloud(options.agentId, options.agentName, Date.now);
    this.cloud.push = (frame) => this.broadcast(frame);
  }

  async listen(): Promise<string> {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://any').searchParams.get('ticket') ?? '';
      if (!this.#tickets.delete(ticket)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#hear(opened));
    });
    await new Promise<void>((done) => this.#server?.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return `${this.url}/console/`;
  }

  async close() {
    this.cut();
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done));
  }

  /** Every socket ends without a word. */
  cut() {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  broadcast(frame: ServerFrame) {
    for (const socket of this.#sockets.clients) socket.send(JSON.stringify(frame));
  }

  #hear(socket: WebSocket) {
    socket.on('message', (text) => {
      if (this.deaf) return;
      const wire = JSON.parse(String(text)) as ClientFrame;
      const frame = clientFrames[wire.action].parse(wire) as ClientFrame;
      this.received.push(frame);
      const answer = this.cloud.answer(frame);
      if (answer) socket.send(JSON.stringify(answer));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    const { pathname } = new URL(request.url ?? '/', this.url);
    if (pathname === '/console/config.json')
      return this.unset ? json(response, 404, {}) : json(response, 200, this.#settings());
    if (pathname.startsWith('/console/'))
      return this.#file(pathname.slice('/console/'.length) || 'index.html', response);
    const who = await this.#whoAsks(request, pathname);
    if (!who) return json(response, 401, { message: 'not signed in' });
    const posted = request.method === 'POST' ? this.posts.get(pathname) : undefined;
    if (posted) {
      const { status, body } = await posted(JSON.parse(await textOf(request)), who);
      return json(response, status, body);
    }
    if (pathname === '/agent/ticket' && request.method === 'POST') return this.#ticket(who.groups, response);
    if (pathname.startsWith('/dead-letters')) return this.#deadLetters(request, pathname, who.groups, response);
    if (pathname.endsWith('/cost') && this.costIsForbidden) return json(response, 403, {});
    if (pathname.endsWith('/cost')) return this.cost ? json(response, 200, this.cost) : json(response, 404, {});
    return json(response, 404, {});
  }

  async #whoAsks(request: IncomingMessage, pathname: string): Promise<Asking | undefined> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    try {
      const claims = await this.#options.issuer.verify(token);
      return {
        subject: String(claims.sub),
        name: String(claims.name),
        groups: claims['cognito:groups'] as string[],
      };
    } catch {
      this.refusedTokens.push(pathname);
      return undefined;
    }
  }

  #ticket(groups: string[], response: ServerResponse) {
    if (this.away) return json(response, 503, {});
    if (!groups.some((group) => ['agent', 'supervisor', 'admin'].includes(group))) return json(response, 403, {});
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    const { agentId, agentName } = this.#options;
    return json(response, 200, { ticket, agentId, name: agentName, groups });
  }

  async #deadLetters(request: IncomingMessage, pathname: string, groups: string[], response: ServerResponse) {
    if (this.lettersFail) return json(response, this.lettersFail, {});
    if (!groups.includes('admin')) return json(response, 403, { code: 'not-allowed' });
    const queue = DeadLetterQueue.safeParse(pathname.split('/')[2]).data;
    if (!queue) return json(response, 200, this.#overview());
    const letters = this.letters.get(queue) ?? [];
    if (request.method === 'GET')
      return json(response, 200, { letters: letters.slice(0, 100), more: letters.length > 100 });
    const { act, letterId } = JSON.parse(await textOf(request)) as LetterAsk;
    const chosen = letters.filter((one) => !letterId || one.letterId === letterId).slice(0, letterId ? 1 : 20);
    if (letterId && chosen.length === 0) return json(response, 404, { code: 'letter-gone' });
    const failed = chosen.filter((one) => act === 'redrive' && (this.stuck.has(one.letterId) || !one.redrivable));
    const done = chosen.filter((one) => !failed.includes(one));
    this.letters.set(
      queue,
      letters.filter((one) => !done.includes(one)),
    );
    const did = act === 'redrive' ? ('redriven' as const) : ('discarded' as const);
    for (const { letterId: id, conversationIds } of done) {
      const by = { id: 'root', name: 'Root' };
      this.deeds.unshift({ did, queue, letterId: id, conversationIds, by, at: new Date().toISOString() });
    }
    return json(response, 200, {
      done: done.map((one) => one.letterId),
      failed: failed.map((one) => ({ letterId: one.letterId, why: 'the table refuses' })),
      more: !letterId && chosen.length === 20,
    });
  }

  #overview() {
    const queues = DeadLetterQueue.options.map((queue) => ({
      queue,
      waiting: this.letters.get(queue)?.length ?? 0,
      inHand: 0,
    }));
    return { queues, deeds: this.deeds };
  }

  #settings(): PageSettings {
    return {
      environment: 'test',
      httpUrl: this.url,
      socketUrl: this.url.replace('http', 'ws'),
      signIn: {
        authority: this.#options.issuer.url,
        clientId: this.#options.clientId,
        scope: 'openid email profile',
        groupClaim: 'cognito:groups',
      },
    };
  }

  async #file(path: string, response: ServerResponse) {
    const file = join(this.#options.folder, normalize(path));
    const body = file.startsWith(this.#options.folder) ? await readFile(file).catch(() => undefined) : undefined;
    if (!body) return json(response, 404, {});
    response.setHeader('content-security-policy', this.#policy());
    response.writeHead(200, { 'content-type': kinds[extname(file)] ?? 'application/octet-stream' }).end(body);
  }

  /** What the page must live with: nothing inline, no eval, no markup made of strings, two places to talk to. */
  #policy() {
    const talks = [this.url, this.url.replace('http', 'ws'), this.#options.issuer.url].join(' ');
    return [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      `connect-src 'self' ${talks}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join('; ');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
