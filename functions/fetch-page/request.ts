import { lookup } from 'node:dns/promises';
import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';

/** What a site answered, its body not read yet. */
export type Answered = {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  body: AsyncIterable<Uint8Array>;
  /** Ends the connection, whatever is left of the body. */
  end: () => void;
};

/** Asks for a page at this address and no other. Throws where nothing answers, and when `signal` says so. */
export type PageRequest = (url: URL, address: string, signal: AbortSignal) => Promise<Answered>;

/** All addresses of a name; none where it has none. */
export type Resolve = (hostname: string) => Promise<string[]>;

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

export const resolveName: Resolve = async (hostname) => {
  const name = bare(hostname);
  if (isIP(name)) return [name];
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOTFOUND', 'ENODATA', 'EAI_AGAIN'].includes(String(error.code)))
      return [];
    throw error;
  }
};

type Place = { address: string; port: number };

const answered = (message: IncomingMessage): Answered => ({
  status: message.statusCode ?? 0,
  headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
  body: message,
  end: () => message.destroy(),
});

/** The name is not looked up a second time: the connection goes to the address that was checked. `dial` is for tests. */
export const pageRequest =
  (dial: (place: Place) => Place = (place) => place): PageRequest =>
  (url, checked, signal) =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const { address, port } = dial({ address: checked, port: secure ? 443 : 80 });
      const family = isIP(address);
      const asked = (secure ? https : http)({
        host: bare(url.hostname),
        ...(secure && !isIP(bare(url.hostname)) && { servername: url.hostname }),
        port,
        path: `${url.pathname}${url.search}`,
        agent: false,
        signal,
        headers: {
          host: url.host,
          'user-agent': 'baton-import',
          accept: 'text/html, text/xml, text/plain',
          'accept-encoding': 'identity',
        },
        lookup: (_name, options, done) => {
          if (options.all) done(null, [{ address, family }]);
          else done(null, address, family);
        },
      });
      asked.once('response', (message) => resolve(answered(message)));
      asked.once('error', reject);
      asked.end();
    });
