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
