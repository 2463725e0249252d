import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Welcome } from '#shared/protocol/session';
import { CloudInMemory } from '../widget/cloud-in-memory.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** As strict as the distribution that serves the demo shop, so that a rule the widget would break is broken here. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' ws:; base-uri 'none'; form-action 'none'; object-src 'none'";

/**
 * The customer's protocol over real HTTP and a real socket, spoken by the cloud in memory: sessions, tickets, frames.
 * Serves the given folders too, so that a browser gets page and cloud from one address of its own.
 */
export class ConversationServer {
  readonly cloud = new CloudInMemory(() => Date.now());
  /** Frames are read and nothing is answered, as when every step behind the gateway hangs. */
  mute = false;
  /** Milliseconds before a session is granted. */
  sessionDelay = 0;
  /** Who greets, as a deployment writes it beside the addresses. */
  welcome: Welcome | undefined;
  #http: Server;
  #sockets = new WebSocketServer({ noServer: true });
  #folders: Readonly<Record<string, string>>;

  /** @param folders from a path's beginning to the folder behind it, the longest first. */
  constructor(folders: Readonly<Record<string, string>>) {
    this.#folders = folders;
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://x').searchParams.get('ticket') ?? '';
      this.#sockets.handleUpgrade(request, socket, head, (open) => this.#attach(open, ticket));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Every open socket ends, as when the gateway restarts. */
  cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }

  #attach(socket: WebSocket, ticket: string): void {
    const id = this.cloud.attach(ticket, (frame) => socket.send(JSON.stringify(frame)));
    if (id) this.#serve(socket, id);
    else socket.close(4401);
  }

  #serve(socket: WebSocket, id: string): void {
    socket.on('close', () => this.cloud.detach(id));
    socket.on('message', (data) => {
      const answer = this.mute ? undefined : this.cloud.receive(id, String(data));
      if (answer) socket.send(JSON.stringify(answer));
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    if (path === '/api/session') await this.#session(request, response);
    else if (path === '/config.json') {
      const { url, welcome } = this;
      const addresses = { environment: 'test', httpUrl: `${url}/api`, socketUrl: url.replace('http', 'ws'), welcome };
      response.writeHead(200, { 'content-type': types['.json'] }).end(JSON.stringify(addresses));
    } else {
      await this.#file(path.endsWith('/') ? `${path}index.html` : path, response);
    }
  }

  async #session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    await new Promise((done) => setTimeout(done, this.sessionDelay));
    const outcome = this.cloud.startSession(JSON.parse(body));
    const status = !('refused' in outcome) ? 200 : outcome.refused === 'origin-not-allowed' ? 403 : 401;
    const answer = 'refused' in outcome ? { type: 'refused', code: outcome.refused, message: '' } : outcome;
    response.writeHead(status, { 'content-type': types['.json'] }).end(JSON.stringify(answer));
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const [start, folder] = Object.entries(this.#folders).find(([prefix]) => path.startsWith(prefix)) ?? [];
    const file = join(folder ?? '', normalize(path.slice(start?.length)));
    const content = folder && file.startsWith(folder) ? await readFile(file).catch(() => undefined) : undefined;
    const headers = { 'content-type': types[extname(path)] ?? 'text/plain', 'content-security-policy': policy };
    if (content) response.writeHead(200, headers).end(content);
    else response.writeHead(404).end();
  }
}
