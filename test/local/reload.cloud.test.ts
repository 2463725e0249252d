import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GetFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { bundleFunctions, bundlesUpToDate, foldersUsing, rebundler } from '#local/bundle';
import { readable } from '#local/function-logs';
import { watchFolders, zipOf } from '#local/reload';
import { invoke, lambdas, output, service, until } from './fixture.ts';

test('a function answers with its new code within a second of the update', async () => {
  const FunctionName = output(service, 'EchoName');
  const { Code } = await lambdas.send(new GetFunctionCommand({ FunctionName }));
  const former = await (await fetch(Code?.Location ?? '')).bytes();
  await invoke('EchoName', {});
  const code = Buffer.from('export const handler = async () => "new";');

  const started = performance.now();
  await lambdas.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf('index.mjs', code) }));
  const answer = await invoke('EchoName', {});
  const milliseconds = performance.now() - started;

  await lambdas.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: former }));
  expect(answer).toBe('new');
  expect(milliseconds).toBeLessThan(1000);
  expect(await invoke('EchoName', {})).toMatchObject({ node: process.version });
});

test('only the folders whose bundle holds a saved file are affected', async () => {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'baton-dist-'));
  const { metafile, folders } = await bundleFunctions({ from: 'test/local/fixture/functions', outdir });
  rmSync(outdir, { recursive: true });

  expect(foldersUsing(metafile, ['test/local/fixture/functions/echo/handler.ts'])).toEqual(['echo']);
  expect(foldersUsing(metafile, ['test/local/fixture/kept.ts']).sort()).toEqual(['keep', 'socket', 'trespass', 'wait']);
  expect(foldersUsing(metafile, ['README.md'])).toEqual([]);
  expect(folders).toContain('seal');
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

test('a step is bundled again within 300 ms of its first time', async () => {
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'baton-dist-'));
  const bundler = rebundler({ from: 'test/local/fixture/functions', outdir });
  await bundler.bundle(['socket']);

  const { milliseconds, metafile } = await bundler.bundle(['socket']);

  await bundler.stop();
  rmSync(outdir, { recursive: true });
  expect(Object.keys(metafile.inputs)).toContain('test/local/fixture/kept.ts');
  expect(milliseconds).toBeLessThan(300);
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
    await until(`save ${round}`, async () => seen.length === Number(round), 3000);
  }
  mkdirSync(path.join(folder, 'inner'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  writeFileSync(path.join(folder, 'inner', 'b.ts'), 'x');
  await until('the new folder', async () => seen.includes('b.ts'), 3000);

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
