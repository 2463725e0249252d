import * as z from 'zod';

/** POST /knowledge/fetch: one page of a site for the import. `site` is the address that the editor named; without it the page itself. */
export const FetchAsk = z.strictObject({
  url: z.string().min(1).max(2000),
  site: z.string().min(1).max(2000).optional(),
});
export type FetchAsk = z.infer<typeof FetchAsk>;

/** `url` is where the last redirect led. `text` is decoded, and unpacked where it came packed. */
export const FetchAnswer = z.object({ url: z.string(), contentType: z.string(), text: z.string() });
export type FetchAnswer = z.infer<typeof FetchAnswer>;

export const FETCH_REFUSALS = [
  'not-an-address',
  'scheme-not-allowed',
  'login-in-address',
  'port-not-allowed',
  'other-host',
  'host-not-found',
  'address-not-allowed',
  'too-many-redirects',
  'too-large',
  'too-slow',
  'type-not-allowed',
  'not-reachable',
  'not-answered',
] as const;
/** Why a page is not given, what was found, and what is allowed. `not-answered`: the site said so, with `status`. */
export const FetchRefused = z.object({
  refused: z.enum(FETCH_REFUSALS),
  url: z.string(),
  found: z.string(),
  limit: z.string(),
  status: z.int().optional(),
});
export type FetchRefused = z.infer<typeof FetchRefused>;

export const LARGEST_PAGE = 2 * 1024 * 1024;
export const SLOWEST_PAGE_MS = 10_000;
export const MOST_REDIRECTS = 5;
export const PAGE_TYPES = ['text/html', 'application/xhtml+xml', 'text/xml', 'application/xml', 'text/plain'] as const;
