import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import { objects, refusal, unique } from './fixture.ts';

const Bucket = unique('bucket').toLowerCase();
const put = (Key: string, Body: string, condition: Partial<PutObjectCommandInput> = {}) =>
  objects.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
const read = async (Key: string) =>
  (await objects.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

beforeAll(async () => {
  await objects.send(new CreateBucketCommand({ Bucket }));
});

test('an object is written once if it may only be written where there is none', async () => {
  await put('manifests/once.json', 'first', { IfNoneMatch: '*' });

  const error = await refusal(put('manifests/once.json', 'second', { IfNoneMatch: '*' }));

  expect(error.name).toBe('PreconditionFailed');
  expect(await read('manifests/once.json')).toBe('first');
});

test('of ten writers that all want to be the first, one is', async () => {
  const writers = Array.from({ length: 10 }, (_, index) => put('raced', `${index}`, { IfNoneMatch: '*' }));

  const outcomes = await Promise.allSettled(writers);

  const won = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [`${index}`] : []));
  expect(won).toEqual([await read('raced')]);
});

test('an object is replaced by who has seen its last version, and by nobody else', async () => {
  const { ETag: seen } = await put('current', 'one');
  const { ETag: last } = await put('current', 'two', { IfMatch: seen });

  const error = await refusal(put('current', 'three', { IfMatch: seen }));

  expect(error.name).toBe('PreconditionFailed');
  expect(await read('current')).toBe('two');
  expect(last).not.toBe(seen);
});

test('an object that is not there is replaced by nobody', async () => {
  const { ETag } = await put('gone', 'one');
  await objects.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));

  expect((await refusal(put('gone', 'two', { IfMatch: ETag }))).name).toMatch(/NoSuchKey|NotFound/);
});

test('a reader that has the last version gets none, and one that wants another is refused', async () => {
  const { ETag } = await put('read', 'one');

  const same = await refusal<Error & { $metadata: { httpStatusCode: number } }>(
    objects.send(new GetObjectCommand({ Bucket, Key: 'read', IfNoneMatch: ETag })),
  );
  const other = await refusal(objects.send(new GetObjectCommand({ Bucket, Key: 'read', IfMatch: '"other"' })));

  expect(same.$metadata.httpStatusCode).toBe(304);
  expect(other.name).toBe('PreconditionFailed');
});
