import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { pathToFileURL } from 'node:url';

/**
 * A process that runs real bundles against a cloud, one call at a time, and tells each call they make with its start and
 * its end. It gets `{ bundle, event }` and tells `{ result, calls }`; the addresses are in its environment.
 */
export type HostAsk = { bundle: string; event: unknown };
export type HostCall = { what: string; began: number; ended: number };
export type HostTold = { result?: unknown; calls: HostCall[]; failed?: string };

const calls: HostCall[] = [];
const open = new Map<ClientRequest, number>();

subscribe('http.client.request.start', (message) => {
  open.set((message as { request: ClientRequest }).request, performance.now());
});
subscribe('http.client.response.finish', (message) => {
  const { request } = message as { request: ClientRequest };
  const began = open.get(request);
  if (began === undefined) return;
  open.delete(request);
  const target = String(request.getHeader('x-amz-target') ?? `${request.method} ${request.path}`);
  calls.push({ what: target.split('.').at(-1) ?? target, began, ended: performance.now() });
});

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
const context = {
  awsRequestId: 'bench',
  functionName: 'bench',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 20_000,
};

process.on('message', async ({ bundle, event }: HostAsk) => {
  calls.length = 0;
  try {
    const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
    const result = await handler(event, context);
    process.send?.({ result, calls } satisfies HostTold);
  } catch (error) {
    process.send?.({
      calls,
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies HostTold);
  }
});
