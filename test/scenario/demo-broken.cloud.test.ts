import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const demo = (...words: string[]) =>
  spawnSync(process.execPath, ['local/demo.ts', ...words], { encoding: 'utf8', timeout: 150_000 });

test('the demo runs as scripted, and tells what was said, how long it took and what it cost', () => {
  const { status, stdout, stderr } = demo();

  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/bot-said by bot: .*签收后7天内/);
  expect(stdout).toMatch(/\d+ {2}asked for a person → offered to ana/);
  expect(stdout).toMatch(/0\.\d+ {2}total/);
}, 160_000);

test('the demo notices a step that throws, and says at which line', () => {
  const { status, stdout, stderr } = demo('--break', 'answer');

  expect(status, stdout + stderr).toBe(1);
  expect(stdout).toMatch(/Not as scripted, test\/scenarios\/demo\.yaml:\d+: .*bot answers/);
}, 160_000);
