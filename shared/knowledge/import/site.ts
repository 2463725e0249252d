import { XMLParser } from 'fast-xml-parser';
import type { FetchAnswer, FetchAsk, FetchRefused } from '#shared/protocol/fetch';
import { type Robots, robotsOf } from './robots.ts';

/** POST /knowledge/fetch. */
export type FetchPage = (ask: FetchAsk) => Promise<FetchAnswer | FetchRefused>;
export type SitePage = { address: string; html: string };
/** A page that is left out: a code of a refused fetch, `robots`, `no-sitemap`, or `too-many` beyond what one import takes. */
export type PageFault = {
  address: string;
  why: FetchRefused['refused'] | 'robots' | 'no-sitemap' | 'too-many';
  found: string;
  limit: string;
};
export type Site = { pages: SitePage[]; faults: PageFault[] };

type Reading = {
  fetch: FetchPage;
  progress?: (done: number, total: number, faults: readonly PageFault[]) => void;
  /** Asked before each page: `false` stops, with what there is. */
  wanted?: () => boolean;
};

const MOST_PAGES = 5000;
const MOST_SITEMAPS = 100;
const AT_ONCE = 4;

const faultOf = ({ refused, url, found, limit }: FetchRefused): PageFault => ({
  address: url,
  why: refused,
  found,
  limit,
});

type Sitemap = { pages: string[]; sitemaps: string[] };

const listed = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const loc = (one as { loc?: unknown } | undefined)?.loc;
    return typeof loc === 'string' && loc.trim() ? [loc.trim()] : [];
  });

/** The addresses in a sitemap or an index of them; `undefined` where the text is neither. */
export function sitemapOf(text: string): Sitemap | undefined {
  if (!/<(?:\w+:)?(?:urlset|sitemapindex)[\s>]/.test(text.slice(0, 5000))) return undefined;
  try {
    const parser = new XMLParser({ ignoreAttributes: true, removeNSPrefix: true, parseTagValue: false });
    const { urlset, sitemapindex } = parser.parse(text) as {
      urlset?: { url?: unknown };
      sitemapindex?: { sitemap?: unknown };
    };
    return { pages: listed(urlset?.url), sitemaps: listed(sitemapindex?.sitemap) };
  } catch {
    return undefined;
  }
}

/** What may be fetched. A site without the file allows all (RFC 9309); one whose server fails allows nothing. */
async function robotsAt(site: string, fetch: FetchPage): Promise<Robots | FetchRefused> {
  const read = await fetch({ url: new URL('/robots.txt', site).href, site });
  if (!('refused' in read)) return robotsOf(read.contentType === 'text/plain' ? read.text : '');
  const isMissing = read.refused === 'not-answered' && (read.status ?? 500) < 500;
  return isMissing || read.refused === 'type-not-allowed' ? robotsOf('') : read;
}

type Listed = { pages: string[]; faults: PageFault[]; first?: FetchAnswer };

/** Every page that the sitemaps name, indexes followed; at the address itself, else where the site says, else at the usual place. */
async function listedBy(site: string, robots: Robots, fetch: FetchPage): Promise<Listed> {
  const usual = robots.sitemaps.length > 0 ? robots.sitemaps : [new URL('/sitemap.xml', site).href];
  const path = ({ pathname, search }: URL): string => pathname + search;
  const first = robots.allows(path(new URL(site))) ? await fetch({ url: site, site }) : undefined;
  const own = first && !('refused' in first) ? sitemapOf(first.text) : undefined;
  const waiting = own ? [...own.sitemaps] : [...usual];
  const found: Listed = { pages: [...(own?.pages ?? [])], faults: [] };
  if (first && !('refused' in first) && !own) found.first = first;
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined && seen.size < MOST_SITEMAPS; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const read = await fetch({ url: next, site });
    const map = 'refused' in read ? undefined : sitemapOf(read.text);
    if (map) {
      found.pages.push(...map.pages);
      waiting.push(...map.sitemaps);
    } else if ('refused' in read) found.faults.push(faultOf(read));
    else found.faults.push({ address: next, why: 'no-sitemap', found: read.contentType, limit: 'a sitemap' });
  }
  return found;
}

/**
 * The pages of a site: all that its sitemap names, or the one page alone where there is none. `address` is the site, a page of it or its
 * sitemap; only its host is asked. What its robots.txt forbids is left out and told.
 */
export async function readSite(
  address: string,
  { fetch, progress = () => {}, wanted = () => true }: Reading,
): Promise<Site | FetchRefused> {
  const site = URL.parse(address)?.href;
  if (site === undefined) return fetchedAsIs(address, fetch);
  const robots = await robotsAt(site, fetch);
  if ('refused' in robots) return robots;
  const { pages: named, faults, first } = await listedBy(site, robots, fetch);
  const pages = [...new Set(named)];
  if (pages.length === 0) return alone(site, robots, first, fetch);
  faults.push(
    ...pages.slice(MOST_PAGES).map(
      (page): PageFault => ({
        address: page,
        why: 'too-many',
        found: `${pages.length}`,
        limit: `${MOST_PAGES} pages`,
      }),
    ),
  );
  const wantedPages = pages.slice(0, MOST_PAGES);
  const found = new Map<string, string>();
  let done = 0;
  const waiting = [...wantedPages];
  const reader = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined && wanted(); page = waiting.shift()) {
      const read = await pageAt(page, site, robots, fetch);
      if ('why' in read) faults.push(read);
      else found.set(page, read.html);
      done += 1;
      progress(done, wantedPages.length, faults);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  const inOrder = wantedPages.flatMap((page) => {
    const html = found.get(page);
    return html === undefined ? [] : [{ address: page, html }];
  });
  return { pages: inOrder, faults };
}

/** The refusal says what is wrong with the address. */
async function fetchedAsIs(url: string, fetch: FetchPage): Promise<FetchRefused> {
  const read = await fetch({ url });
  if ('refused' in read) return read;
  throw new Error(`an address that cannot be read was fetched: ${url}`);
}

async function alone(
  site: string,
  robots: Robots,
  first: FetchAnswer | undefined,
  fetch: FetchPage,
): Promise<Site | FetchRefused> {
  if (first) return { pages: [{ address: first.url, html: first.text }], faults: [] };
  const { pathname, search } = new URL(site);
  if (!robots.allows(pathname + search)) return { pages: [], faults: [forbidden(site)] };
  const read = await fetch({ url: site, site });
  return 'refused' in read
    ? read
    : {
        pages: [],
        faults: [{ address: site, why: 'no-sitemap', found: 'no page', limit: 'a sitemap that names pages' }],
      };
}

const forbidden = (address: string): PageFault => ({
  address,
  why: 'robots',
  found: 'forbidden by robots.txt',
  limit: 'what the site lets be fetched',
});

async function pageAt(address: string, site: string, robots: Robots, fetch: FetchPage): Promise<SitePage | PageFault> {
  const url = URL.parse(address);
  if (url && !robots.allows(url.pathname + url.search)) return forbidden(address);
  const read = await fetch({ url: address, site });
  if ('refused' in read) return { ...faultOf(read), address };
  if (!/html/.test(read.contentType))
    return { address, why: 'type-not-allowed', found: read.contentType, limit: 'text/html' };
  return { address: read.url, html: read.text };
}
