import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { type Answer, bucketReader } from '#shared/search/bucket-reader';

const answer = (status: number, ...parts: (string | Error)[]): Answer => ({
  status,
  body: Readable.from(
    (function* () {
      for (const part of parts) {
        if (part instanceof Error) throw part;
        yield Buffer.from(part);
      }
    })(),
  ),
});
const refused = (status: number, code: string) =>
  answer(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);

/** A reader whose service gives these answers, one after the other, and a record of what it did. */
function reading(...answers: (Answer | Error)[]) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const pauses: number[] = [];
  let counted = 0;
  let keys = 0;
  const read = bucketReader({
    bucket: 'knowledge',
    region: 'eu-west-1',
    credentials: async () => {
      keys += 1;
      return { accessKeyId: `key${keys}`, secretAccessKey: 'secret' };
    },
    now: () => '2026-07-01T00:00:00.000Z',
    sleep: async (milliseconds) => pauses.push(milliseconds),
    count: () => {
      counted += 1;
    },
    folder,
    get: async (url, headers) => {
      asked.push({ url: url.href, headers });
      const next = answers.shift();
      if (!next) throw new Error('asked too often');
      if (next instanceof Error) throw next;
      return next;
    },
  });
  return { read, asked, pauses, folder, counted: () => counted };
}

test('an object is read whole into a file of its own, by one signed and counted request', async () => {
  const { read, asked, counted } = reading(answer(200, 'the ', 'index'), answer(200, 'changed'));

  const [one, two] = [await read('knowledge/7.sqlite'), await read('knowledge/7.sqlite')];

  expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['the index', 'changed']);
  expect(asked.map(({ url }) => url)).toEqual(
    Array(2).fill('https://knowledge.s3.eu-west-1.amazonaws.com/knowledge/7.sqlite'),
  );
  expect(asked.map(({ headers }) => headers.authorization?.slice(0, 33))).toEqual([
    'AWS4-HMAC-SHA256 Credential=key1/',
    'AWS4-HMAC-SHA256 Credential=key2/',
  ]);
  expect(counted()).toBe(2);
});

test('what may pass is tried again, after a longer pause each time, and leaves no file behind', async () => {
  const cut = answer(200, 'the in', new Error('aborted'));
  const { read, pauses, folder, counted } = reading(refused(503, 'SlowDown'), cut, answer(200, 'the index'));

  const file = await read('knowledge/7.sqlite');

  expect(readFileSync(file, 'utf8')).toBe('the index');
  expect(pauses).toEqual([100, 200]);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(counted()).toBe(3);
});

test('after three failures it gives up, says of which object, and keeps the last cause', async () => {
  const { read, folder } = reading(new Error('ECONNRESET'), refused(500, 'InternalError'), refused(429, 'TooMany'));

  const fault = await read('knowledge/7.sqlite').catch((error: Error) => error);

  expect(fault).toMatchObject({
    message: 's3://knowledge/knowledge/7.sqlite could not be read.',
    cause: { message: 's3://knowledge/knowledge/7.sqlite: 429 TooMany' },
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [403, 'AccessDenied'],
  [403, 'SignatureDoesNotMatch'],
  [404, 'NoSuchKey'],
  [301, 'PermanentRedirect'],
])('a refusal (%i %s) is not tried again', async (status, code) => {
  const { read, asked } = reading(refused(status, code), answer(200, 'never asked for'));

  await expect(read('knowledge/7.sqlite')).rejects.toThrow(`${status} ${code}`);
  expect(asked).toHaveLength(1);
});

test('a refusal without a word of the service is told by its status', async () => {
  const { read } = reading(answer(400));

  await expect(read('knowledge/7.sqlite')).rejects.toThrow('400 no code');
});
