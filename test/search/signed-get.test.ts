import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { objectAddress, signedGet } from '#shared/search/signed-get';

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

test('the example of a signed GET in the manual of Amazon S3 has the signature that the manual says', () => {
  const { authorization } = signedGet({
    url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
    region: 'us-east-1',
    credentials,
    headers: { range: 'bytes=0-9' },
    at: new Date('2013-05-24T00:00:00Z'),
  });

  expect(authorization).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

type Sent = { protocol: string; hostname: string; path: string; headers: Record<string, string> };

/** What the SDK's own client sends for the same object. */
const sentBySdk = async (region: string, Key: string, sessionToken: string): Promise<Sent> => {
  let sent: Sent | undefined;
  const requestHandler = {
    handle: async (request: Sent) => {
      sent = request;
      throw new Error('not sent');
    },
  };
  const client = new S3Client({
    region,
    credentials: { ...credentials, sessionToken },
    requestHandler: requestHandler as never,
    maxAttempts: 1,
  });
  // What the client adds for its own logs is no part of the address.
  client.middlewareStack.add(
    (next) => (args) => next({ ...args, request: Object.assign(args.request as object, { query: {} }) }),
    { step: 'build' },
  );
  await client.send(new GetObjectCommand({ Bucket: 'baton-knowledge', Key })).catch(() => undefined);
  if (!sent) throw new Error('The client has sent nothing.');
  return sent;
};

/** A moment as a signature tells it. */
const moment = (stamp = ''): Date =>
  new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

test.each([
  ['eu-west-1', 'knowledge/7-0b0e6f7a.sqlite'],
  ['cn-north-1', 'knowledge/2026.11-a.sqlite'],
  ['us-east-1', "knowledge/a b+c(d)!'*~é.sqlite"],
])('in %s, %s is asked for at the address and with the signature of the SDK’s own client', async (region, key) => {
  const sdk = await sentBySdk(region, key, 'a session token');
  const named = /SignedHeaders=([^,]+)/.exec(sdk.headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const own = ['host', 'x-amz-date', 'x-amz-security-token'];
  const others = named.filter((name) => !own.includes(name)).map((name) => [name, sdk.headers[name] ?? '']);

  const url = objectAddress({ bucket: 'baton-knowledge', region }, key);
  const headers = signedGet({
    url,
    region,
    credentials: { ...credentials, sessionToken: 'a session token' },
    headers: Object.fromEntries(others),
    at: moment(sdk.headers['x-amz-date']),
  });

  expect(url.href).toBe(`${sdk.protocol}//${sdk.hostname}${sdk.path}`);
  expect(headers.authorization).toBe(sdk.headers.authorization);
});

test('a stand-in for the service is told the bucket in its path', () => {
  const at = objectAddress(
    { bucket: 'b', region: 'eu-west-1', endpoint: 'http://127.0.0.1:4566/' },
    'knowledge/1.sqlite',
  );

  expect(at.href).toBe('http://127.0.0.1:4566/b/knowledge/1.sqlite');
});
