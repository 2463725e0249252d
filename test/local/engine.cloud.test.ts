import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { clientOf, startCloud } from '#local/cloud';
import { answers, freePort, startEngine } from '#local/engine';
import { until } from './fixture.ts';

type Process = { pid: number; group: number; command: string };

/** Every process of this machine but those that have ended and wait for their parent to notice. */
async function processes(): Promise<Process[]> {
  const list = spawn('ps', ['-eo', 'pid=,pgid=,stat=,args=']);
  let text = '';
  for await (const chunk of list.stdout) text += chunk;
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const alive = lines.filter(([, , state = 'Z']) => !state.startsWith('Z'));
  return alive.map(([pid, group, , ...words]) => ({
    pid: Number(pid),
    group: Number(group),
    command: words.join(' '),
  }));
}

const membersOf = async (wanted: number) => (await processes()).filter(({ group }) => group === wanted);

/** The engine among this test's own children. */
async function engineOf(parent: number): Promise<Process | undefined> {
  const list = spawn('ps', ['-o', 'pid=', '--ppid', String(parent)]);
  let text = '';
  for await (const chunk of list.stdout) text += chunk;
  const children = new Set(text.split('\n').map(Number));
  return (await processes()).find(({ pid, command }) => children.has(pid) && command.includes('launcher.py'));
}

test('a stopped cloud leaves no process behind, the workers of its functions included', async () => {
  const cloud = await startCloud({
    environment: 'stopped',
    app: 'test/local/fixture/app.ts',
    functionsFrom: 'test/local/fixture/functions',
  });
  const client = new LambdaClient(clientOf(cloud.endpoint));
  const FunctionName = cloud.functions.echo ?? '';
  await Promise.all([1, 2, 3].map(() => client.send(new InvokeCommand({ FunctionName, Payload: '{}' }))));
  const group = (await engineOf(process.pid))?.group ?? 0;
  expect((await membersOf(group)).length).toBeGreaterThan(1);

  await cloud.stop();

  expect(await membersOf(group)).toEqual([]);
  expect(await answers(cloud.endpoint)).toBe(false);
  expect(await cloud.ended).toMatchObject({ expected: true });
});

test('an engine whose parent is killed ends by itself', async () => {
  const holder = spawn(process.execPath, ['test/local/holder.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await new Promise<string[]>((resolve) =>
    holder.stdout.once('data', (chunk) => resolve(String(chunk).split('\n'))),
  );
  const { pid, endpoint } = JSON.parse(line ?? '{}');
  expect(await answers(endpoint)).toBe(true);

  holder.kill('SIGKILL');

  await until('the end of its group', async () => (await membersOf(pid)).length === 0);
  expect(await answers(endpoint)).toBe(false);
});

test('a taken port is not taken again, and another one is found', async () => {
  const server = createServer();
  const taken = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

  const found = await freePort(taken);

  expect(found).not.toBe(taken);
  expect(await freePort(found)).toBe(found);
  server.close();
});

test('an engine that dies says so to those who wait for it', async () => {
  const engine = await startEngine();

  process.kill(engine.pid, 'SIGKILL');

  expect(await engine.ended).toMatchObject({ expected: false, reason: expect.stringContaining('SIGKILL') });
});

test('an unknown correction to leave out is refused with the names that there are', async () => {
  await expect(startEngine({ without: ['nothing'] })).rejects.toThrow(/nothing.*there are:.*stream-mappings/s);
});

test('the engine listens on the loopback address alone', async () => {
  const engine = await startEngine();
  const listening = spawn('ss', ['-ltnpH']);
  let text = '';
  for await (const chunk of listening.stdout) text += chunk;
  await engine.stop();

  const own = text.split('\n').filter((line) => line.includes(`pid=${engine.pid},`));
  expect(own.length).toBeGreaterThan(0);
  for (const line of own) expect(line.split(/\s+/)[3]).toMatch(/^127\.0\.0\.1:/);
});
