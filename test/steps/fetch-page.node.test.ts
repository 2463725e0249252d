import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { pageRequest, resolveName } from '#functions/fetch-page/request';
import { fetchPage } from '#functions/fetch-page/step';
import { LARGEST_PAGE } from '#shared/protocol/fetch';

const PUBLIC = '93.184.216.34';
const editor = { subject: 'kim', name: 'Kim', groups: ['knowledge-editor'], origin: '', sourceIp: '' };
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A site on this machine that believes itself on the public internet: what is connected to is noted, and led here. */
async function siteOf(listener: RequestListener, deadline = () => AbortSignal.timeout(20_000)) {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dialled: string[] = [];
  const request = pageRequest((place) => {
    dialled.push(`${place.address}:${place.port}`);
    return { address: '127.0.0.1', port };
  });
  const step = fetchPage({ resolve: async () => [PUBLIC], request, deadline });
  return { dialled, get: async (url: string) => (await step({ url }, editor)).body as Record<string, unknown> };
}

test('the connection goes to the address that was checked, under the name that was asked for', async () => {
  const hosts: (string | undefined)[] = [];
  const { get, dialled } = await siteOf(({ headers, url }, response) => {
    hosts.push(headers.host);
    if (url === '/old') return response.writeHead(301, { location: '/new?x=1' }).end();
    return response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${url}</p>`);
  });

  expect(await get('http://shop.example/old')).toEqual({
    url: 'http://shop.example/new?x=1',
    contentType: 'text/html',
    text: '<p>/new?x=1</p>',
  });
  expect([hosts, dialled]).toEqual([
    ['shop.example', 'shop.example'],
    [`${PUBLIC}:80`, `${PUBLIC}:80`],
  ]);
});

test('a site that sends without end is read no further than is allowed', async () => {
  let sent = 0;
  const { get } = await siteOf((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });

  expect(await get('http://shop.example/')).toMatchObject({ refused: 'too-large' });
  expect(sent).toBeLessThan(LARGEST_PAGE * 20);
});

test.each([
  ['says nothing', () => {}],
  ['stops in the middle', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).write('<p>')],
] as [string, RequestListener][])('a site that %s is given up as too slow', async (_, listener) => {
  const { get } = await siteOf(listener, () => AbortSignal.timeout(300));

  expect(await get('http://shop.example/')).toMatchObject({ refused: 'too-slow' });
});

test('a port where nobody listens is told as not reachable', async () => {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  const step = fetchPage({
    resolve: async () => [PUBLIC],
    request: pageRequest(() => ({ address: '127.0.0.1', port })),
    deadline: () => AbortSignal.timeout(20_000),
  });

  expect((await step({ url: 'http://shop.example/' }, editor)).body).toMatchObject({ refused: 'not-reachable' });
});

test('names of this machine and addresses in themselves are looked up to be checked', async () => {
  expect(await resolveName('[::1]')).toEqual(['::1']);
  expect(await resolveName('127.0.0.1')).toEqual(['127.0.0.1']);
  expect((await resolveName('localhost')).every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
});
