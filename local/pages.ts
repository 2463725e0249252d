import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { PageSettings } from '#shared/protocol/session';
import { hashOf } from './deploy.ts';

export type Page = 'console' | 'widget';

export type Pages = {
  /** Where the console and the demo shop with the widget are. */
  addresses: Record<Page, string>;
  stop: () => Promise<void>;
};

/** The console is at the root, since its sign-in comes back there; the shop lies beside it, on the same origin. */
const MOUNTS: [string, Page][] = [
  ['/shop/', 'widget'],
  ['/', 'console'],
];
const builtFolder = (page: Page) => path.join('dist-web', page);

const SHARED_WITH_PAGES = ['shared/protocol', 'shared/handoff', 'events', 'package-lock.json'];
/** Folders whose change makes a page another. */
export const PAGE_INPUTS: Record<Page, string[]> = {
  console: ['console', ...SHARED_WITH_PAGES],
  widget: ['widget', ...SHARED_WITH_PAGES],
};

/**
 * Builds a page as a deployment does, unless nothing of it has changed. Returns whether it had to; throws with the
 * bundler's words when it cannot be built.
 */
export async function buildPage(page: Page): Promise<boolean> {
  const stamp = path.join('.local', `${page}.sha256`);
  const hash = hashOf(PAGE_INPUTS[page], page);
  const unchanged = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (unchanged && existsSync(path.join(builtFolder(page), 'index.html'))) return false;
  rmSync(stamp, { force: true });
  await run(page);
  mkdirSync('.local', { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** In a process of its own: a bundler's memory and threads are not kept beside the running cloud. */
function run(page: Page): Promise<void> {
  const script = path.join(page, 'build.ts');
  if (!existsSync(script)) throw new Error(`There is no ${script} to build the ${page} with.`);
  const builder: ChildProcess = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  builder.stdout?.on('data', (chunk) => said.push(chunk));
  builder.stderr?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve, reject) => {
    builder.once('error', reject);
    builder.once('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`The ${page} could not be built:\n${Buffer.concat(said).toString().trim()}`));
    });
  });
}

/** Serves both built pages on one port of this machine, each with its `config.json`. */
export async function servePages(port: number, settings: () => PageSettings): Promise<Pages> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    answer(decodeURIComponent(pathname), response, settings);
  });
  await listen(server, port);
  const origin = `http://localhost:${port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { addresses: { console: `${origin}/`, widget: `${origin}/shop/` }, stop };
}

/** `localhost` is two addresses on most machines, and a browser may take either: 127.0.0.1 alone is asked for here. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function answer(pathname: string, response: ServerResponse, settings: () => PageSettings) {
  if (pathname === '/shop') return redirect(response, '/shop/');
  const [mount, page] = MOUNTS.find(([start]) => pathname.startsWith(start)) ?? ['/', 'console'];
  const name = pathname.slice(mount.length) || 'index.html';
  if (name === 'config.json') return send(response, 200, '.json', JSON.stringify(settings()));
  const file = path.resolve(builtFolder(page), name);
  const inside = file.startsWith(path.resolve(builtFolder(page)) + path.sep);
  if (!inside || !existsSync(file) || !statSync(file).isFile())
    return send(response, 404, '.txt', `No ${pathname} here.`);
  send(response, 200, path.extname(file), readFileSync(file));
}

function redirect(response: ServerResponse, location: string) {
  response.writeHead(302, { location }).end();
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

function send(response: ServerResponse, status: number, extension: string, body: string | Buffer) {
  const type = TYPES[extension] ?? 'application/octet-stream';
  response.writeHead(status, {
    'content-type': type,
    // A page that was just rebuilt is the one to be seen.
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
