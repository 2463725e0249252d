import { expect, test } from 'vitest';
import { robotsOf } from '#shared/knowledge/import/robots';
import { readSite, sitemapOf } from '#shared/knowledge/import/site';
import type { FetchAsk, FetchRefused } from '#shared/protocol/fetch';

const HOST = 'https://shop.example';

/** A site by path; what is not there is 404, an undefined text is a server that fails. */
const siteOf = (pages: Record<string, string | undefined>) => {
  const asked: string[] = [];
  const fetch = async ({ url, site }: FetchAsk) => {
    asked.push(url);
    const refuse = (refused: FetchRefused['refused'], more = {}) => ({ refused, url, found: '', limit: '', ...more });
    if (new URL(url).host !== new URL(site ?? url).host) return refuse('other-host');
    const path = url.slice(HOST.length);
    if (!(path in pages)) return refuse('not-answered', { status: 404 });
    const text = pages[path];
    if (text === undefined) return refuse('not-answered', { status: 503 });
    const contentType = /^<html/.test(text) ? 'text/html' : /^</.test(text) ? 'application/xml' : 'text/plain';
    return { url, contentType, text };
  };
  return { asked, fetch };
};
const map = (...paths: string[]): string =>
  `<?xml version="1.0"?><urlset xmlns="x">${paths.map((path) => `<url><loc>\n ${HOST}${path}</loc><priority>1</priority></url>`).join('')}</urlset>`;
const index = (...paths: string[]): string =>
  `<sitemapindex>${paths.map((path) => `<sitemap><loc>${HOST}${path}</loc></sitemap>`).join('')}</sitemapindex>`;

test('all pages of a sitemap are read, indexes followed, and what could not be is told for each', async () => {
  const { fetch } = siteOf({
    '/robots.txt': `Sitemap: ${HOST}/index.xml\nUser-agent: *\nDisallow: /private`,
    '/': '<html>home</html>',
    '/index.xml': index('/one.xml', '/two.xml', '/gone.xml'),
    '/one.xml': map('/a', '/b?x=1&amp;y=2', '/private/c'),
    '/two.xml': map('/a', '/d', '/plain'),
    '/a': '<html>a</html>',
    '/b?x=1&y=2': '<html>b</html>',
    '/plain': 'words',
  });
  const told: [number, number][] = [];

  const site = await readSite(HOST, { fetch, progress: (done, total) => told.push([done, total]) });

  expect(site).toEqual({
    pages: [
      { address: `${HOST}/a`, html: '<html>a</html>' },
      { address: `${HOST}/b?x=1&y=2`, html: '<html>b</html>' },
    ],
    faults: expect.arrayContaining([
      expect.objectContaining({ address: `${HOST}/gone.xml`, why: 'not-answered' }),
      expect.objectContaining({ address: `${HOST}/private/c`, why: 'robots' }),
      expect.objectContaining({ address: `${HOST}/d`, why: 'not-answered' }),
      expect.objectContaining({ address: `${HOST}/plain`, why: 'type-not-allowed' }),
    ]),
  });
  expect(told.at(-1)).toEqual([5, 5]);
});

test('an address that is itself a sitemap is read as one', async () => {
  const { fetch } = siteOf({ '/help/map.xml': map('/a'), '/a': '<html>a</html>' });

  expect(await readSite(`${HOST}/help/map.xml`, { fetch })).toMatchObject({
    pages: [{ address: `${HOST}/a` }],
    faults: [],
  });
});

test('without a sitemap the page alone is read', async () => {
  const { fetch } = siteOf({ '/help': '<html>help</html>' });

  expect(await readSite(`${HOST}/help`, { fetch })).toEqual({
    pages: [{ address: `${HOST}/help`, html: '<html>help</html>' }],
    faults: [],
  });
});

test('a page of another host in a sitemap is left out and told', async () => {
  const { fetch } = siteOf({
    '/sitemap.xml': `<urlset><url><loc>http://169.254.169.254/</loc></url></urlset>`,
    '/': '<html></html>',
  });

  expect(await readSite(HOST, { fetch })).toMatchObject({
    pages: [],
    faults: [{ address: 'http://169.254.169.254/', why: 'other-host' }],
  });
});

test('a site whose server fails at robots.txt is asked for nothing else', async () => {
  const { fetch, asked } = siteOf({ '/robots.txt': undefined, '/': '<html></html>' });

  expect(await readSite(HOST, { fetch })).toMatchObject({ refused: 'not-answered', status: 503 });
  expect(asked).toEqual([`${HOST}/robots.txt`]);
});

test('a page that robots.txt forbids is not fetched even when it was named itself', async () => {
  const { fetch, asked } = siteOf({ '/robots.txt': 'User-agent: *\nDisallow: /', '/': '<html></html>' });

  expect(await readSite(HOST, { fetch })).toMatchObject({ pages: [], faults: [{ why: 'robots' }] });
  expect(asked).not.toContain(`${HOST}/`);
});

test('reading stops when nobody wants the pages any more', async () => {
  const paths = Array.from({ length: 50 }, (_, n) => `/${n}`);
  const { fetch, asked } = siteOf({
    '/sitemap.xml': map(...paths),
    ...Object.fromEntries(paths.map((path) => [path, '<html></html>'])),
  });

  await readSite(HOST, { fetch, wanted: () => asked.length < 8 });

  expect(asked.length).toBeLessThan(15);
});

test.each([
  ['User-agent: *\nDisallow: /a', '/a/b', false],
  ['User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b', true],
  ['User-agent: *\nDisallow: /a\nAllow: /a', '/a/b', true],
  ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf', false],
  ['User-agent: *\nDisallow: /*.pdf$', '/x/y.pdf?z', true],
  ['User-agent: *\nDisallow:', '/a', true],
  ['User-agent: *\nDisallow: /\n\nUser-agent: baton-import\nDisallow: /b', '/a', true],
  ['User-agent: other\nDisallow: /', '/a', true],
  ['User-agent: other\nUser-agent: *\nDisallow: / # all of it', '/a', false],
  ['Disallow: /', '/a', true],
])('%j lets %s be fetched: %s', (text, path, is) => {
  expect(robotsOf(text).allows(path)).toBe(is);
});

test('a sitemap that tries to grow by entities is no sitemap, and neither is a page', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'abcdefghijk'[n + 1]} "${`&${'abcdefghijk'[n]};`.repeat(10)}">`).join('')}]><urlset><url><loc>&j;</loc></url></urlset>`;

  expect((sitemapOf(bomb)?.pages.join('') ?? '').length).toBeLessThan(1000);
  expect(sitemapOf('<html><body>urlset</body></html>')).toBeUndefined();
});
