import { gunzipSync } from 'node:zlib';
import {
  type FetchAnswer,
  type FetchAsk,
  type FetchRefused,
  LARGEST_PAGE,
  MOST_REDIRECTS,
  PAGE_TYPES,
  SLOWEST_PAGE_MS,
} from '#shared/protocol/fetch';
import { answer, type Caller, type HttpAnswer, refuse as refuseCaller } from '#shared/runtime/http-answer';
import { allowedUrl, chosenAddress, refuse } from './guard.ts';
import type { Answered, PageRequest, Resolve } from './request.ts';

type Needs = {
  resolve: Resolve;
  request: PageRequest;
  /** Aborts after so many milliseconds. */
  deadline: (milliseconds: number) => AbortSignal;
};

const EDITORS = ['knowledge-editor', 'admin'];

/** One page of a site for an editor's import. What she may ask for is public and on the host she named; nothing else is connected to. */
export const fetchPage =
  (needs: Needs) =>
  async ({ url, site }: FetchAsk, { groups }: Caller): Promise<HttpAnswer> => {
    if (!groups.some((group) => EDITORS.includes(group))) return refuseCaller(403, 'not-allowed');
    const named = allowedUrl(site ?? url, undefined);
    if ('refused' in named) return answer(422, named);
    const page = await fetched(needs, url, named.host);
    return 'refused' in page ? answer(422, page) : answer(200, page);
  };

async function fetched(needs: Needs, asked: string, host: string): Promise<FetchAnswer | FetchRefused> {
  const signal = needs.deadline(SLOWEST_PAGE_MS);
  try {
    return await followed(needs, asked, host, signal);
  } catch (error) {
    if (signal.aborted) return refuse('too-slow', asked, 'no whole answer', `${SLOWEST_PAGE_MS / 1000} seconds`);
    const { code, message } = error as Error & { code?: string };
    if (code === undefined) throw error;
    return refuse('not-reachable', asked, `${code}: ${message}`, 'a site that answers');
  }
}

/** Each redirect is held to the same as the first address, its name looked up and checked anew. */
async function followed(
  needs: Needs,
  asked: string,
  host: string,
  signal: AbortSignal,
): Promise<FetchAnswer | FetchRefused> {
  let next = asked;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const url = allowedUrl(next, host);
    if ('refused' in url) return url;
    const address = chosenAddress(url, await inTime(needs.resolve(url.hostname), signal));
    if (typeof address !== 'string') return address;
    const answered = await needs.request(url, address, signal);
    try {
      const to = redirectOf(answered, url);
      if (to === undefined) return await pageOf(answered, url);
      next = to;
    } finally {
      answered.end();
    }
  }
  return refuse('too-many-redirects', asked, next, `${MOST_REDIRECTS} redirects`);
}

/** A name server that never answers must not hold the function longer than a site may. */
const inTime = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted();
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
  return Promise.race([work, late]);
};

function redirectOf({ status, headers }: Answered, url: URL): string | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(status);
  if (!isRedirect || !headers.location) return undefined;
  return URL.parse(headers.location, url)?.href ?? headers.location;
}

const PACKED = ['application/gzip', 'application/x-gzip', 'application/octet-stream'];

async function pageOf(answered: Answered, url: URL): Promise<FetchAnswer | FetchRefused> {
  const { status, headers } = answered;
  if (status !== 200) return { ...refuse('not-answered', url.href, `status ${status}`, 'status 200'), status };
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const isPacked = PACKED.includes(type) && /\.gz$/i.test(url.pathname);
  if (!isPacked && !PAGE_TYPES.some((one) => one === type))
    return refuse('type-not-allowed', url.href, type || 'none', PAGE_TYPES.join(', '));
  const bytes = await bytesOf(answered);
  const plain = bytes && (isPacked || headers['content-encoding'] === 'gzip') ? unpacked(bytes) : bytes;
  if (plain === undefined)
    return refuse('too-large', url.href, `more than ${LARGEST_PAGE} bytes`, `${LARGEST_PAGE} bytes`);
  const text = textOf(plain, parameters.find((one) => one.startsWith('charset='))?.slice(8));
  return { url: url.href, contentType: isPacked ? 'application/xml' : type, text };
}

/** Not read further than is allowed, whatever the site said that it would send. */
async function bytesOf({ body }: Answered): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_PAGE) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unpacked(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_PAGE });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** By what the site says, else by what the page says of itself, else UTF-8. */
function textOf(bytes: Buffer, said: string | undefined): string {
  const inside = /<meta[^>]+charset=["']?([\w-]+)|<\?xml[^>]+encoding=["']([\w-]+)/i.exec(
    bytes.toString('latin1', 0, 2000),
  );
  const name = said?.replace(/"/g, '') ?? inside?.[1] ?? inside?.[2] ?? 'utf-8';
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
