import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Credentials, objectAddress, signedGet } from './signed-get.ts';

export type Answer = { status: number; body: Readable };
/** One request; rejects where there was no answer. A body that ends before its length is a fault of the stream. */
export type HttpGet = (url: URL, headers: Record<string, string>, signal: AbortSignal) => Promise<Answer>;

export const httpGet: HttpGet = (url, headers, signal) =>
  new Promise((resolve, reject) => {
    const get = url.protocol === 'http:' ? getPlain : getSecure;
    get(url, { headers, signal }, (body) => resolve({ status: body.statusCode ?? 0, body })).once('error', reject);
  });

type Needs = {
  bucket: string;
  region: string;
  /** A stand-in for the service, such as the local cloud. */
  endpoint?: string | undefined;
  /** Asked for each request: a role's keys change while a function is warm. */
  credentials: () => Promise<Credentials>;
  now: () => string;
  sleep: (milliseconds: number) => Promise<unknown>;
  /** Called for each request that is sent: it has its price whatever comes of it. */
  count?: () => void;
  get?: HttpGet;
  folder?: string;
};

const ATTEMPTS = 3;
/** One attempt, body and all: 13 MB take less than a second within a region. */
const WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 100;

/** The service has refused, and would again. */
class Refused extends Error {}

/**
 * Reads files of a bucket: gives the path of a fresh local copy, which belongs to the caller. Throws where the object is not there
 * or may not be read, with the status and the code of the service; what may pass (5xx, 429, a broken line) is tried three times.
 *
 * One signed request of ours instead of the SDK's client, which is a fifth of the bundle of the step that answers.
 */
export const bucketReader = (needs: Needs): ((key: string) => Promise<string>) => {
  const { bucket, sleep, folder = tmpdir() } = needs;
  return async (key) => {
    for (let attempt = 1; ; attempt += 1) {
      const file = join(folder, `baton-knowledge-${randomUUID()}.sqlite`);
      try {
        await copied(needs, key, file);
        return file;
      } catch (cause) {
        await rm(file, { force: true }).catch(() => undefined);
        if (cause instanceof Refused) throw cause;
        if (attempt === ATTEMPTS) throw new Error(`s3://${bucket}/${key} could not be read.`, { cause });
        await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  };
};

const copied = async (needs: Needs, key: string, file: string): Promise<void> => {
  const { bucket, region, now, count, get = httpGet } = needs;
  const url = objectAddress(needs, key);
  const headers = signedGet({ url, region, credentials: await needs.credentials(), at: new Date(now()) });
  count?.();
  const { status, body } = await get(url, headers, AbortSignal.timeout(WITHIN_MS));
  if (status === 200) return pipeline(body, createWriteStream(file));
  const code = /<Code>([^<]*)<\/Code>/.exec(await text(body))?.[1] ?? 'no code';
  const Fault = status >= 500 || status === 429 ? Error : Refused;
  throw new Fault(`s3://${bucket}/${key}: ${status} ${code}`);
};
