import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { endpoint, output, service } from './fixture.ts';

const http = `${endpoint}/_aws/execute-api/${output(service, 'HttpApiId')}/$default`;

test('a request reaches its function in payload version 2', async () => {
  const response = await fetch(`${http}/echo/7?a=1&b=x%20y`, { method: 'POST', body: '{"word":"中"}' });

  expect(await response.json()).toMatchObject({
    version: '2.0',
    rawPath: '/echo/7',
    pathParameters: { id: '7' },
    queryStringParameters: { a: '1', b: 'x y' },
    body: '{"word":"中"}',
    isBase64Encoded: false,
  });
});

test('a route that is not there is 404', async () => {
  expect((await fetch(`${http}/nothing`)).status).toBe(404);
});

test("a preflight of the template's origin is let in, another is not", async () => {
  const preflight = (origin: string) =>
    fetch(`${http}/echo/7`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  const own = await preflight('http://localhost:5173');
  const foreign = await preflight('http://evil.example');

  expect(own.status).toBe(204);
  expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  expect(own.headers.get('access-control-allow-headers')).toContain('authorization');
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
});

test('bytes that are no text reach the function in base64 and are the same', async () => {
  const bytes = Buffer.from([0, 255, 1, 128, 10]);

  const response = await fetch(`${http}/echo/7`, {
    method: 'POST',
    body: bytes,
    headers: { 'content-type': 'image/png' },
  });

  const { body, isBase64Encoded } = (await response.json()) as { body: string; isBase64Encoded: boolean };
  expect([isBase64Encoded, Buffer.from(body, 'base64')]).toEqual([true, bytes]);
});

test('a body of four megabytes reaches its function whole', async () => {
  const size = 4 * 1024 * 1024;

  const response = await fetch(`${http}/echo/7`, {
    method: 'POST',
    body: 'x'.repeat(size),
    headers: { 'content-type': 'text/plain' },
  });

  expect(((await response.json()) as { body: string }).body).toHaveLength(size);
});

test('an API is also found by its host name', async () => {
  const { port } = new URL(endpoint);
  const request = get({
    host: '127.0.0.1',
    port,
    path: '/echo/9',
    headers: { host: `${output(service, 'HttpApiId')}.execute-api.localhost:${port}` },
  });

  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { pathParameters } = JSON.parse(await text(response));

  expect([response.statusCode, pathParameters]).toEqual([200, { id: '9' }]);
});

test('known difference: a body over ten megabytes is taken, where AWS answers 413', async () => {
  const body = 'x'.repeat(11 * 1024 * 1024);

  const response = await fetch(`${http}/echo/7`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
  await response.arrayBuffer();

  expect(response.status).not.toBe(413);
});

test('known difference: the event has no list of cookies, where AWS takes them out of the headers', async () => {
  const response = await fetch(`${http}/echo/7`, { headers: { cookie: 'c=1; d=2' } });

  const event = (await response.json()) as { cookies?: string[]; headers: Record<string, string> };
  expect([event.cookies, event.headers.cookie]).toEqual([undefined, 'c=1; d=2']);
});
