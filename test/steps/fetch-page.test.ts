import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isPublic } from '#functions/fetch-page/guard';
import type { Answered, PageRequest } from '#functions/fetch-page/request';
import { fetchPage } from '#functions/fetch-page/step';
import { FETCH_REFUSALS, type FetchRefused, LARGEST_PAGE } from '#shared/protocol/fetch';
import type { Caller } from '#shared/runtime/http-answer';

const caller = (...groups: string[]): Caller => ({ subject: 'kim', name: 'Kim', groups, origin: '', sourceIp: '' });
const PUBLIC = '93.184.216.34';

async function* pieces(body: string | Uint8Array) {
  yield typeof body === 'string' ? Buffer.from(body) : body;
}
const page = (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): Answered => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: pieces(body),
  end: () => {},
});
const redirect = (location: string) => page('', { location }, 302);

/** A site in memory: its pages by address, its name by name. `asked` is what was connected to. */
const site = (pages: Record<string, () => Answered>, names: Record<string, string[]> = {}) => {
  const asked: string[] = [];
  const request: PageRequest = async (url, address) => {
    asked.push(`${address} ${url.href}`);
    return pages[url.href]?.() ?? page('', {}, 404);
  };
  const resolve = async (name: string) => names[name] ?? [PUBLIC];
  const step = fetchPage({ resolve, request, deadline: () => new AbortController().signal });
  const get = async (url: string, named?: string, who = caller('knowledge-editor')) =>
    step({ url, ...(named !== undefined && { site: named }) }, who);
  return { asked, get };
};

test.each([
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['198.18.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  [PUBLIC, true],
  ['::', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:93.184.216.34', false],
  ['64:ff9b::a00:1', false],
  ['fc00::1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['2606:4700::1111', true],
  ['no address', false],
])('%s is public: %s', (address, is) => {
  expect(isPublic(address)).toBe(is);
});

test.each(['knowledge-editor', 'admin'])('%s gets a page as text, in the letters that the page says', async (group) => {
  const gbk = Buffer.concat([Buffer.from('<meta charset="gbk"><p>'), Buffer.from([0xcd, 0xcb, 0xbb, 0xf5])]);
  const { get } = site({ 'https://shop.example/help': () => page(gbk, { 'content-type': 'text/html' }) });

  expect(await get('https://shop.example/help#top', undefined, caller(group))).toEqual({
    status: 200,
    body: { url: 'https://shop.example/help', contentType: 'text/html', text: '<meta charset="gbk"><p>退货' },
  });
});

test('nobody else gets any page', async () => {
  const { get, asked } = site({});

  expect(await get('https://shop.example/', undefined, caller('agent', 'supervisor'))).toMatchObject({ status: 403 });
  expect(asked).toEqual([]);
});

const large = 'x'.repeat(LARGEST_PAGE + 1);
const gz = { 'content-type': 'application/gzip' };

/** Every refusal, by an address that meets it; `connects` is how often something was connected to. */
const REFUSED: [FetchRefused['refused'], string, Record<string, () => Answered>, number][] = [
  ['not-an-address', 'shop', {}, 0],
  ['scheme-not-allowed', 'file:///etc/passwd', {}, 0],
  ['scheme-not-allowed', 'gopher://shop.example/', {}, 0],
  ['login-in-address', 'https://kim:secret@shop.example/', {}, 0],
  ['port-not-allowed', 'http://shop.example:6379/', {}, 0],
  ['host-not-found', 'https://nowhere.example/', {}, 0],
  ['address-not-allowed', 'http://169.254.169.254/latest/meta-data', {}, 0],
  ['address-not-allowed', 'http://0x7f.1/', {}, 0],
  ['address-not-allowed', 'http://[::ffff:127.0.0.1]/', {}, 0],
  ['address-not-allowed', 'https://inside.example/', {}, 0],
  ['address-not-allowed', 'https://both.example/', {}, 0],
  ['other-host', 'https://shop.example/', { 'https://shop.example/': () => redirect('https://evil.example/') }, 1],
  ['scheme-not-allowed', 'https://shop.example/', { 'https://shop.example/': () => redirect('file:///etc/passwd') }, 1],
  ['port-not-allowed', 'https://shop.example/', { 'https://shop.example/': () => redirect('//shop.example:8443/') }, 1],
  ['too-many-redirects', 'https://shop.example/', { 'https://shop.example/': () => redirect('/') }, 6],
  [
    'type-not-allowed',
    'https://shop.example/',
    { 'https://shop.example/': () => page('', { 'content-type': 'image/png' }) },
    1,
  ],
  ['type-not-allowed', 'https://shop.example/a.zip', { 'https://shop.example/a.zip': () => page('', gz) }, 1],
  ['too-large', 'https://shop.example/', { 'https://shop.example/': () => page(large) }, 1],
  [
    'too-large',
    'https://shop.example/a.xml.gz',
    { 'https://shop.example/a.xml.gz': () => page(gzipSync(large), gz) },
    1,
  ],
  ['not-answered', 'https://shop.example/gone', {}, 1],
];

test.each(REFUSED)('%s: %s', async (refused, url, pages, connects) => {
  const names: Record<string, string[]> = {
    'nowhere.example': [],
    'inside.example': ['10.0.0.7'],
    'both.example': [PUBLIC, '192.168.0.1'],
    '169.254.169.254': ['169.254.169.254'],
    '127.0.0.1': ['127.0.0.1'],
    '[::ffff:7f00:1]': ['::ffff:7f00:1'],
  };
  const { get, asked } = site(pages, names);

  const { status, body } = await get(url);

  expect([status, body]).toMatchObject([422, { refused, found: expect.any(String), limit: expect.any(String) }]);
  expect(asked).toHaveLength(connects);
});

describe('the host that the editor named', () => {
  const pages = { 'https://shop.example/a': () => page('a'), 'https://help.shop.example/a': () => page('b') };

  test('is the only one, its subdomains included', async () => {
    const { get, asked } = site(pages);

    expect(await get('https://shop.example/a', 'https://shop.example/sitemap.xml')).toMatchObject({ status: 200 });
    expect(await get('https://help.shop.example/a', 'https://shop.example/')).toMatchObject({
      body: { refused: 'other-host', found: 'help.shop.example', limit: 'shop.example' },
    });
    expect(asked).toEqual([`${PUBLIC} https://shop.example/a`]);
  });

  test('is looked up anew at each redirect, so that it cannot move inside', async () => {
    const answers = [[PUBLIC], ['127.0.0.1']];
    const asked: string[] = [];
    const step = fetchPage({
      resolve: async () => answers.shift() ?? [],
      request: async (url, address) => {
        asked.push(address);
        return url.pathname === '/a' ? redirect('/b') : page('secret');
      },
      deadline: () => new AbortController().signal,
    });

    const { body } = await step({ url: 'http://shop.example/a' }, caller('admin'));

    expect(body).toMatchObject({ refused: 'address-not-allowed', found: '127.0.0.1' });
    expect(asked).toEqual([PUBLIC]);
  });
});

test('a packed sitemap comes unpacked', async () => {
  const { get } = site({ 'https://shop.example/a.xml.gz': () => page(gzipSync('<urlset/>'), gz) });

  expect((await get('https://shop.example/a.xml.gz')).body).toMatchObject({
    contentType: 'application/xml',
    text: '<urlset/>',
  });
});

test.each([
  ['before it was asked', 0],
  ['while it was asked', 1],
])('a name server that never answers is given up as too slow, %s', async (_, asked) => {
  const ending = new AbortController();
  if (asked === 0) ending.abort();
  const step = fetchPage({
    resolve: () => {
      ending.abort();
      return new Promise(() => {});
    },
    request: async () => page(''),
    deadline: () => ending.signal,
  });

  expect((await step({ url: 'https://shop.example/' }, caller('admin'))).body).toMatchObject({ refused: 'too-slow' });
});

test('every refusal of a page is met by a test here or on a real connection', () => {
  const onConnection = ['not-reachable', 'too-slow'];
  expect(new Set([...REFUSED.map(([code]) => code), ...onConnection])).toEqual(new Set(FETCH_REFUSALS));
});
