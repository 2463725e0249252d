import type * as z from 'zod';
import type { DeskTools } from './use-desk.tsx';

/** What a request brought, or why it brought nothing. A refusal's body is what the cloud said about it. */
export type Missed = { kind: 'failed' } | { kind: 'not-allowed' } | { kind: 'refused'; status: number; body: unknown };
export type Brought<T> = Missed | { kind: 'read'; value: T };
/** The same while it is on its way. */
export type Reading<T> = { kind: 'reading' } | Brought<T>;

/** A function behind HTTP has thirty seconds; what it did in them is worth waiting for. */
export const LONG_MS = 35_000;

/** One request as who is signed in; with a body it is a POST. Never rejects; `withinMs` where ten seconds are too few. */
export async function askCloud<T>(
  { bearer, httpUrl }: Pick<DeskTools, 'bearer' | 'httpUrl'>,
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
  withinMs?: number,
): Promise<Brought<T>> {
  const posted = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const init = { ...(body !== undefined && posted), ...(withinMs && { signal: AbortSignal.timeout(withinMs) }) };
  const answer = await bearer(`${httpUrl}${path}`, init).catch(() => undefined);
  if (!answer || answer === 'signed-out' || answer.status >= 500) return { kind: 'failed' };
  if (answer.status === 403) return { kind: 'not-allowed' };
  const said: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) return { kind: 'refused', status: answer.status, body: said };
  const read = schema.safeParse(said);
  return read.success ? { kind: 'read', value: read.data } : { kind: 'failed' };
}
