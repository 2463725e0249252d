import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { bundleFunctions, bundlesUpToDate } from '#local/bundle';
import type { Cloud } from '#local/cloud';
import { readable } from '#local/function-logs';
import { liveBundles } from '#local/live-bundles';
import { reloadFunctions, watchFolders } from '#local/reload';
import { zipOf } from '#local/zip';
import { endpoint, lambdas, output, service, unique, until } from './fixture.ts';

type Steps = {
  /** Writes a source, relative to the folder of the steps and what they share. */
  save: (file: string, text: string) => void;
  names: Record<string, string>;
  lines: string[];
  call: (step: string) => Promise<unknown>;
  /** Until the function answers so. */
  answers: (step: string, answer: unknown) => Promise<unknown>;
  end: () => Promise<void>;
};

const asleep = 'export const handler = async () => "asleep";';
const SHARED = (word: string) => `export const word = '${word}';\n`;
const STEP = (own: string) =>
  `import { word } from '../../shared/word.ts';\nexport const handler = async () => \`${own} \${word}\`;\n`;

/** Two functions that share a source, and one that shares nothing, all reloaded from a folder of their own. */
async function reloadedSteps(): Promise<Steps> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-reload-'));
  const save = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  for (const one of ['shared', 'functions/one', 'functions/two', 'functions/alone'])
    mkdirSync(path.join(folder, one), { recursive: true });
  save('shared/word.ts', SHARED('first'));
  save('functions/one/handler.ts', STEP('one'));
  save('functions/two/handler.ts', STEP('two'));
  save('functions/alone/handler.ts', `export const handler = async () => 'alone first';\n`);
  const steps = ['one', 'two', 'alone'];
  const names = Object.fromEntries(
    await Promise.all(steps.map(async (step) => [step, await createFunction(step)] as const)),
  );
  const lines: string[] = [];
  const cloud = { endpoint, functions: names, functionsOf: (step: string) => [names[step]] } as unknown as Cloud;
  const from = path.join(folder, 'functions');
  const sources = [from, path.join(folder, 'shared')];
  const reloading = reloadFunctions(Promise.resolve(cloud), (line) => lines.push(line), { from, sources });
  const call = async (step: string) => callOf(names[step] ?? '');
  return {
    save,
    names,
    lines,
    call,
    answers: (step, answer) => until(`${step}: ${answer}`, async () => (await call(step)) === answer, 30_000),
    end: async () => {
      reloading.stop();
      for (const FunctionName of Object.values(names)) await lambdas.send(new DeleteFunctionCommand({ FunctionName }));
      rmSync(folder, { recursive: true });
    },
  };
}

async function createFunction(step: string): Promise<string> {
  const { Configuration } = await lambdas.send(new GetFunctionCommand({ FunctionName: output(service, 'EchoName') }));
  const FunctionName = unique(step);
  await lambdas.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: Configuration?.Role ?? '',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Code: { ZipFile: codeOf(asleep) },
    }),
  );
  return FunctionName;
}

const codeOf = (text: string) => zipOf(new Map([['index.mjs', Buffer.from(text)]]));

async function callOf(FunctionName: string): Promise<unknown> {
  const { Payload, FunctionError } = await lambdas.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  const said = JSON.parse(new TextDecoder().decode(Payload));
  if (FunctionError) throw new Error(JSON.stringify(said));
  return said;
}

test('a saved file is in the next calls of every function that holds it, and of no other', {
  timeout: 90_000,
}, async () => {
  const steps = await reloadedSteps();
  steps.save('shared/word.ts', SHARED('second'));

  await steps.answers('one', 'one second');
  await steps.answers('two', 'two second');
  steps.save('functions/one/handler.ts', STEP('uno'));
  await steps.answers('one', 'uno second');

  expect(await steps.call('two')).toBe('two second');
  expect(await steps.call('alone')).toBe('asleep');
  expect(steps.lines.at(-1)).toMatch(/^reloaded one in \d+ ms \(handler\.ts\)$/);
  await steps.end();
});

test('a source that does not compile is shown with its place, the old code goes on, and the next save is in all of them', {
  timeout: 90_000,
}, async () => {
  const steps = await reloadedSteps();
  steps.save('shared/word.ts', SHARED('good'));
  await steps.answers('one', 'one good');
  await steps.answers('two', 'two good');

  steps.save('shared/word.ts', 'export const word = ;\n');
  const told = await until('the error', async () => steps.lines.find((line) => line.includes('not reloaded')), 30_000);
  const meanwhile = [await steps.call('one'), await steps.call('two')];
  steps.save('functions/one/handler.ts', STEP('uno'));
  await until(
    'the error again',
    async () => steps.lines.filter((line) => line.includes('not reloaded')).length > 1,
    30_000,
  );
  steps.save('shared/word.ts', SHARED('better'));
  await steps.answers('two', 'two better');

  expect(told).toContain('the old code goes on');
  expect(told).toContain('word.ts:1:20');
  expect(meanwhile).toEqual(['one good', 'two good']);
  await steps.answers('one', 'uno better');
  await steps.end();
});

test('what is saved while the cloud still starts is reloaded when it is there', { timeout: 90_000 }, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-early-'));
  const handler = path.join(folder, 'step', 'handler.ts');
  mkdirSync(path.dirname(handler));
  writeFileSync(handler, asleep);
  const name = await createFunction('step');
  const ready = Promise.withResolvers<Cloud>();
  const reloading = reloadFunctions(ready.promise, () => {}, { from: folder, sources: [folder] });

  writeFileSync(handler, 'export const handler = async () => "early";');
  ready.resolve({ endpoint, functions: { step: name }, functionsOf: () => [name] } as unknown as Cloud);

  await until('the early save', async () => (await callOf(name)) === 'early', 30_000);
  reloading.stop();
  await lambdas.send(new DeleteFunctionCommand({ FunctionName: name }));
  rmSync(folder, { recursive: true });
});

test('a call that is running ends with the code it began with, and the next one has the new code', async () => {
  const name = await createFunction('running');
  const begun = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => begun.resolve(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const update = (text: string) =>
    lambdas.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: codeOf(text) }));
  await update(`export const handler = async () => (await fetch('${address}')).text();`);

  const running = callOf(name).catch(({ message }: Error) => message);
  const response = await begun.promise;
  await update('export const handler = async () => "new";');
  const next = await callOf(name);
  response.end('old');

  expect([next, await running]).toEqual(['new', 'old']);
  server.close();
  await lambdas.send(new DeleteFunctionCommand({ FunctionName: name }));
});

test('sources that steps share are parts of their own, in the code of exactly those steps', async () => {
  const bundles = liveBundles(['echo', 'keep', 'socket', 'wait'], 'test/local/fixture/functions');

  const made = await bundles.make();

  await bundles.stop();
  const sharing = path.resolve('test/local/fixture/kept.ts');
  expect([...made].filter(([, { sources }]) => sources.has(sharing)).map(([folder]) => folder)).toEqual([
    'keep',
    'socket',
    'wait',
  ]);
  expect([...(made.get('echo')?.sources ?? [])]).toEqual([
    path.resolve('test/local/fixture/functions/echo/handler.ts'),
  ]);
  for (const { files } of made.values()) {
    const loaded = [...files.values()].flatMap((content) => [
      ...Buffer.from(content)
        .toString()
        .matchAll(/from "\.\/(part-[^"]+)"/g),
    ]);
    expect([...files.keys()]).toEqual(expect.arrayContaining(loaded.map(([, part]) => part)));
  }
});

test('bundles that were made again by somebody else are not taken for unchanged', async () => {
  const from = mkdtempSync(path.join(os.tmpdir(), 'baton-steps-'));
  const outdir = path.join(from, 'out');
  const handler = path.join(from, 'one', 'handler.ts');
  const write = (word: string) => writeFileSync(handler, `export const handler = () => '${word}';`);
  mkdirSync(path.dirname(handler));
  const made = async () => (await bundlesUpToDate({ from, outdir })).made;
  write('first');

  expect([await made(), await made()]).toEqual([true, false]);
  write('second');
  await bundleFunctions({ from, outdir });
  write('first');
  expect(await made()).toBe(true);

  expect(readFileSync(path.join(outdir, 'one', 'index.mjs'), 'utf8')).toContain('first');
  rmSync(from, { recursive: true });
});

test('a file that an editor saves by renaming is seen each time, and so is one in a new folder', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-watch-'));
  const file = path.join(folder, 'a.ts');
  writeFileSync(file, '0');
  const seen: string[] = [];
  const watching = watchFolders([folder], (files) => seen.push(...files.map((one) => path.basename(one))));

  for (const round of ['1', '2', '3']) {
    writeFileSync(`${file}.tmp`, round);
    renameSync(`${file}.tmp`, file);
    await until(`save ${round}`, async () => seen.length === Number(round), 20_000);
  }
  mkdirSync(path.join(folder, 'inner'));
  // Nobody tells when the new folder is watched, so it is saved again until it is seen.
  for (const deadline = Date.now() + 20_000; !seen.includes('b.ts') && Date.now() < deadline; await sleep(200))
    writeFileSync(path.join(folder, 'inner', 'b.ts'), 'x');
  expect(seen).toContain('b.ts');
  watching.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  ['{"level":"WARN","service":"answer","message":"slow","ms":5}', /WARN {2}answer {7}slow ms=5$/],
  ['{"level":"INFO","service":"answer","message":"fine"}', undefined],
  ['REPORT RequestId: 1 Duration: 3 ms', undefined],
  ['Task timed out after 3.00 seconds', /ERROR Task timed out/],
])('the line %s is shown as %s', (message, shown) => {
  const line = readable({ message, timestamp: 0 }, false);

  if (shown) expect(line).toMatch(shown);
  else expect(line).toBeUndefined();
});
