import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, expect, inject, test } from 'vitest';
import { invokeStep, sampleNamed } from '#local/invoke';

const cloud = inject('cloud');
const NOTE = `.local/${cloud.environment}/running.json`;
/** It would put a knowledge of one article live under everybody else's tests. */
const NOT_HERE = ['publish'];
const samples = readdirSync('events/samples/steps')
  .map((name) => name.replace(/\.json$/, ''))
  .filter((name) => !NOT_HERE.includes(name));
const stepOf = (sample: string) => sample.split('.')[0] ?? '';
const invoked = (sample: string) => invokeStep(cloud, stepOf(sample), sampleNamed(stepOf(sample), sample));
const frameIn = (response: unknown) => JSON.parse((response as { body: string }).body);

/** The agent of the samples is nobody’s colleague: customers of other tests must not be offered to her. */
afterAll(async () => {
  const asleep = sampleNamed('presence') as { body: string };
  const body = JSON.stringify({ ...JSON.parse(asleep.body), ready: false });
  await invokeStep(cloud, 'presence', { ...asleep, body });
});

/** The command as somebody types it; its output and its exit code. */
const command = async (...words: string[]): Promise<{ code: number; output: string }> => {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['local/invoke.ts', ...words]);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
};

test.each(samples)('the function is at home with its sample %s: no fault', async (sample) => {
  const { fault, response } = await invoked(sample);

  expect(fault, JSON.stringify(response)).toBeUndefined();
});

test('a customer’s words sent as a sample are stored, and once more are the same words', async () => {
  const [first, again] = [await invoked('receive'), await invoked('receive')];

  expect(frameIn(first.response)).toMatchObject({ type: 'ack', action: 'say', seq: expect.any(Number) });
  expect(frameIn(again.response)).toEqual(frameIn(first.response));
});

test('a frame of an unknown kind is told so', async () => {
  expect(frameIn((await invoked('unknown-frame')).response)).toMatchObject({ code: 'unknown-action', action: 'dance' });
});

test('a ticket nobody issued opens no socket', async () => {
  expect((await invoked('authorize')).response).toMatchObject({
    policyDocument: { Statement: [{ Effect: 'Deny' }] },
  });
});

test('no queue gets a message of a sample back', async () => {
  for (const sample of ['answer', 'bury', 'lapse', 'lapse.gone', 'match', 'project', 'relay', 'deliver'])
    expect([sample, (await invoked(sample)).response]).toEqual([sample, { batchItemFailures: [] }]);
});

test('the command shows the answer, the function’s own lines and how long it took', async () => {
  const { code, output } = await command('receive', '--against', NOTE, '--verbose');

  expect(output).toContain('"type": "ack"');
  expect(output).toMatch(/receive\s+meters/);
  expect(output).toMatch(/: answered in \d+ ms/);
  expect(code).toBe(0);
});

test('a function that fails makes the command fail, and its fault is shown', async () => {
  const { code, output } = await command('settle', 'connect', '--against', NOTE);

  expect(output).toContain('FAILED');
  expect(code).toBe(1);
});

test.each([
  ['an unknown step', ['dance'], /There is no functions\/dance.*\n.*accept/],
  ['an unknown sample', ['receive', 'dance'], /There is no sample dance.*receive/],
  ['a note of no cloud', ['receive', '--against', 'package.json'], /tells of no running cloud/],
  ['an unknown option', ['receive', '--dance'], /--dance/],
])('%s is told with what there is instead', async (_, words, told) => {
  const { code, output } = await command(...words);

  expect(output).toMatch(told);
  expect(output).not.toContain('    at ');
  expect(code).toBe(1);
});

test('the list names every step with its samples', async () => {
  const { code, output } = await command('--list');

  expect(output).toMatch(/^ {2}lapse +lapse {2}lapse\.gone$/m);
  expect(code).toBe(0);
});
