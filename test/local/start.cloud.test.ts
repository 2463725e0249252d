import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answers } from '#local/engine';
import { until } from './fixture.ts';

const READY_MS = 180_000;

let taken: Server;
let start: ChildProcess;
let said = '';

const portOf = (server: Server) => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};
const after = (word: string) => new RegExp(`${word}\\s+(http\\S+)`).exec(said)?.[1] ?? '';
const ended = () => new Promise<number | null>((resolve) => start.once('exit', (code) => resolve(code)));

beforeAll(async () => {
  taken = createServer().listen(0, '127.0.0.1');
  await until('a taken port', async () => portOf(taken) > 0);
  const words = ['local/bootstrap.mjs', 'start', '--no-open', '--port', String(portOf(taken)), '--pages-port', '0'];
  start = spawn('node', words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [start.stdout, start.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  await until('npm start', async () => said.includes('Ctrl-C ends everything') || start.exitCode !== null, READY_MS);
}, READY_MS + 10_000);

afterAll(() => {
  taken.close();
  start.kill('SIGTERM');
});

test('a taken port is named, and another one is used', () => {
  const port = portOf(taken);

  expect(said).toMatch(new RegExp(`Port ${port} is taken, so \\d+ is used for the AWS endpoint`));
  expect(after('AWS endpoint')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(after('AWS endpoint')).not.toContain(`:${port}`);
});

test('addresses and sign-ins are printed, and each stage with its seconds', () => {
  expect(said).toMatch(/deployed +\d+\.\d s/);
  expect(said).toMatch(/knowledge published +\d+\.\d s/);
  expect(said).toContain('ana@shop.example');
  expect(said).toMatch(/Ready in \d+\.\d s/);
});

test('both pages are served, each with what it has to know of the cloud beside it', async () => {
  const shop = await fetch(after('demo shop'));
  const settings = await (await fetch(new URL('config.json', after('console')))).json();

  expect([shop.status, (await fetch(after('console'))).status]).toEqual([200, 200]);
  expect(settings).toMatchObject({ environment: 'local', signIn: { groupClaim: 'cognito:groups' } });
  expect(await (await fetch(new URL('config.json', after('demo shop')))).json()).toEqual(settings);
  expect((await fetch(`${settings.signIn.authority}/.well-known/openid-configuration`)).status).toBe(200);
});

test('a path out of the pages is not served', async () => {
  const page = after('console');

  expect((await fetch(`${page}..%2f..%2fpackage.json`)).status).toBe(404);
});

test('Ctrl-C ends everything', async () => {
  const [endpoint, page, ending] = [after('AWS endpoint'), after('console'), ended()];
  expect(await answers(endpoint)).toBe(true);

  start.kill('SIGINT');

  expect(await ending).toBe(0);
  expect(await answers(endpoint)).toBe(false);
  await expect(fetch(page)).rejects.toThrow();
  await until('the end of each process', async () => (await commandsOfGroup(start.pid ?? 0)).length === 0, 30_000);
});

async function commandsOfGroup(wanted: number): Promise<string[]> {
  const list = spawn('ps', ['-eo', 'pgid=,stat=,args=']);
  let text = '';
  for await (const chunk of list.stdout) text += chunk;
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return lines
    .filter(([group, state]) => Number(group) === wanted && !state?.startsWith('Z'))
    .map((line) => line.join(' '));
}
