import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bucketReader } from '#shared/search/bucket-reader';
import { putFile } from '#shared/search/snapshot-source';

const { endpoint, region, environmentVariables } = inject('cloud');
const administrator = {
  accessKeyId: environmentVariables.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: environmentVariables.AWS_SECRET_ACCESS_KEY ?? '',
};
const bucket = `read-${randomUUID()}`;
const s3 = new S3Client({ endpoint, region, credentials: administrator, forcePathStyle: true });
const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));

const iam = async (fields: Record<string, string>): Promise<string> => {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Version: '2010-05-08', ...fields }).toString(),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${fields.Action}: ${answer.status} ${text}`);
  return text;
};
const within = (text: string, tag: string): string => new RegExp(`<${tag}>([^<]+)<`).exec(text)?.[1] ?? '';

/** Keys of somebody who may read one folder of the bucket; the engine checks signatures of keys like these. */
const readersKeys = async () => {
  const UserName = `reader-${randomUUID()}`;
  const Resource = `arn:aws:s3:::${bucket}/knowledge/*`;
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }],
  });
  await iam({ Action: 'CreateUser', UserName });
  await iam({ Action: 'PutUserPolicy', UserName, PolicyName: 'reads', PolicyDocument });
  const made = await iam({ Action: 'CreateAccessKey', UserName });
  return { accessKeyId: within(made, 'AccessKeyId'), secretAccessKey: within(made, 'SecretAccessKey') };
};

let keys: Awaited<ReturnType<typeof readersKeys>>;
const put = (key: string, content: string) => {
  const file = join(folder, randomUUID());
  writeFileSync(file, content);
  return putFile({ s3, bucket })(key, file);
};
const reader = (credentials = keys, more = {}) =>
  bucketReader({
    bucket,
    region,
    endpoint,
    credentials: async () => credentials,
    now: () => new Date().toISOString(),
    sleep: async () => undefined,
    folder,
    ...more,
  });

beforeAll(async () => {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  keys = await readersKeys();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an object is read with its own bytes by who may read it, and anew when it has changed', async () => {
  const large = 'index '.repeat(500_000);
  await put("knowledge/7-a b+(c)!'*é.sqlite", large);
  const read = reader();

  expect(readFileSync(await read("knowledge/7-a b+(c)!'*é.sqlite"), 'utf8') === large).toBe(true);

  await put("knowledge/7-a b+(c)!'*é.sqlite", 'changed');
  expect(readFileSync(await read("knowledge/7-a b+(c)!'*é.sqlite"), 'utf8')).toBe('changed');
});

test('another’s secret is refused by the signature it makes', async () => {
  await put('knowledge/8.sqlite', 'index');

  await expect(reader({ ...keys, secretAccessKey: 'x'.repeat(40) })('knowledge/8.sqlite')).rejects.toThrow(
    '403 SignatureDoesNotMatch',
  );
});

test('keys that nobody was given are refused, and so is an object outside the reader’s folder', async () => {
  await put('elsewhere/8.sqlite', 'index');

  await expect(
    reader({ accessKeyId: 'AKIA0000000000000000', secretAccessKey: 'x' })('knowledge/8.sqlite'),
  ).rejects.toThrow('403 InvalidAccessKeyId');
  await expect(reader()('elsewhere/8.sqlite')).rejects.toThrow('403 AccessDenied');
});

test('an object that is not there is told as such to an administrator, and as not allowed to who may not list', async () => {
  await put('knowledge/9.sqlite', 'index');
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'knowledge/9.sqlite' }));

  await expect(reader(administrator)('knowledge/9.sqlite')).rejects.toThrow('404 NoSuchKey');
  await expect(reader()('knowledge/9.sqlite')).rejects.toThrow(/40[34] (AccessDenied|NoSuchKey)/);
});

test('a signature of an hour ago is refused', async () => {
  const now = () => new Date(Date.now() - 3_600_000).toISOString();

  await expect(reader(keys, { now })('knowledge/8.sqlite')).rejects.toThrow('403 RequestTimeTooSkewed');
});
