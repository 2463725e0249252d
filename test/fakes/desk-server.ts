import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ClientFrame, clientFrames, type ServerFrame } from '#shared/protocol/frames';
import type { CostAnswer, PageSettings } from '#shared/protocol/session';
import { DeskCloud } from './desk-cloud.ts';
import type { OidcIssuer } from './oidc-issuer.ts';

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
    if (pathname === '/agent/ticket' && request.method === 'POST') return this.#ticket(who, response);
    if (pathname.endsWith('/cost') && this.costIsForbidden) return json(response, 403, {});
    if (pathname.endsWith('/cost')) return this.cost ? json(response, 200, this.cost) : json(response, 404, {});
    return json(response, 404, {});
  }

  async #whoAsks(request: IncomingMessage, pathname: string): Promise<string[] | undefined> {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    try {
      return (await this.#options.issuer.verify(token))['cognito:groups'] as string[];
    } catch {
      this.refusedTokens.push(pathname);
      return undefined;
    }
  }

  #ticket(groups: string[], response: ServerResponse) {
    if (this.away) return json(response, 503, {});
    if (!groups.includes('agent')) return json(response, 403, {});
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    const { agentId, agentName } = this.#options;
    return json(response, 200, { ticket, agentId, name: agentName, groups });
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

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
