import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as bedrock from './bedrock-wire.ts';
import { type AskedVectors, askedVectors, type VectorFault, vectorsAnswer } from './embedding-wire.ts';
import * as openAi from './openai-wire.ts';
import type { Asked, Fault, Script, Scripted, Step } from './script.ts';
import { type ScriptName, scripts } from './scripts.ts';

export type ModelServer = {
  /** Address for the SDK's Bedrock client: HTTP/2 without TLS. */
  bedrock: string;
  /** Base address for an OpenAI-compatible client. */
  openAi: string;
  asked: Asked[];
  /** Calls for vectors, in the order they came. */
  vectorsAsked: AskedVectors[];
  /** What the next calls for vectors suffer, call by call; `undefined`: this one is answered. */
  spoil(...next: (VectorFault | undefined)[]): void;
  /** How many calls were closed by the caller before their script had ended. */
  abandoned: () => number;
  /** What a model answers, call by call; the last script stays. Otherwise `scripted.<name>` plays that script, any other model `normal`. */
  play(model: string, ...next: Scripted[]): void;
  /** Every connection breaks, in the middle of whatever it is doing. */
  breakConnections(): void;
  close(): Promise<void>;
};

export type ModelServerOptions = { bedrockPort?: number; openAiPort?: number; tell?: (asked: Asked) => void };

/** Where a script's bytes go. */
type Sink = { write(bytes: Buffer): void; end(): void; reset(): void; gone: Promise<unknown>; open: () => boolean };

/** A scripted model behind both wires, on this machine only. */
export const startModelServer = async (options: ModelServerOptions = {}): Promise<ModelServer> => {
  const { bedrockPort = 0, openAiPort = 0, tell = () => undefined } = options;
  const asked: Asked[] = [];
  const vectorsAsked: AskedVectors[] = [];
  const spoilt: (VectorFault | undefined)[] = [];
  const queues = new Map<string, Scripted[]>();
  const sockets = new Set<Socket>();
  let abandoned = 0;

  const next = (model: string): Scripted => {
    const queue = queues.get(model);
    if (queue) return (queue.length > 1 ? queue.shift() : queue[0]) as Scripted;
    const name = model.replace(/^scripted\./, '');
    return Object.hasOwn(scripts, name) ? scripts[name as ScriptName] : scripts.normal;
  };
  const scriptFor = (one: Asked): Script => {
    asked.push(one);
    tell(one);
    const scripted = next(one.model);
    return typeof scripted === 'function' ? scripted(one) : scripted;
  };
  const perform = async (script: Script, parts: { step: Step; bytes: Buffer | undefined }[], sink: Sink) => {
    for (const { step, bytes } of parts) {
      if (!sink.open()) break;
      if ('hold' in step) await sink.gone;
      if ('pauseMs' in step) await Promise.race([sleep(step.pauseMs), sink.gone]);
      if ('cut' in step) return step.cut === 'reset' ? sink.reset() : sink.end();
      if (bytes) for (const piece of cutInto(bytes, script.bytes)) sink.write(piece);
    }
    if (sink.open()) sink.end();
    else abandoned += 1;
  };

  const faultFor = (one: AskedVectors): VectorFault | undefined => {
    vectorsAsked.push(one);
    return spoilt.shift();
  };
  const isRefusal = (fault: VectorFault | undefined): fault is Fault =>
    fault !== undefined && Object.hasOwn(bedrock.refusals, fault);

  const onBedrock = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> => {
    stream.on('error', () => undefined);
    const path = String(headers[':path']);
    const body = JSON.parse(await textOf(stream));
    const vectors = askedVectors('bedrock', path, body, flat(headers));
    if (vectors) {
      const fault = faultFor(vectors);
      if (isRefusal(fault)) return bedrock.refuse(stream, fault);
      if (fault === 'hold') return;
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      return void stream.end(vectorsAnswer(vectors, fault));
    }
    const one = bedrock.askedOf(path, body, flat(headers));
    const script = scriptFor(one);
    if (script.refuse) return bedrock.refuse(stream, script.refuse.fault);
    if (!one.streaming) {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      return void stream.end(bedrock.wholeOf(script));
    }
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    await perform(script, bedrock.frames(script), {
      write: (bytes) => stream.write(bytes),
      end: () => stream.end(),
      reset: () => stream.session?.destroy(),
      gone: once(stream, 'close'),
      open: () => !stream.destroyed && !stream.closed,
    });
  };

  const onOpenAi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    if (method !== 'POST' || !/\/(?:chat\/completions|embeddings)$/.test(url)) {
      response.writeHead(404).end();
      return;
    }
    const body = JSON.parse(await textOf(request));
    const vectors = askedVectors('openai', url, body, flat(request.headers));
    if (vectors) {
      const fault = faultFor(vectors);
      if (isRefusal(fault)) return openAi.refuse(response, fault);
      if (fault === 'hold') return;
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(vectorsAnswer(vectors, fault));
    }
    const one = openAi.askedOf(body, flat(request.headers));
    const script = scriptFor(one);
    if (script.refuse) return openAi.refuse(response, script.refuse.fault, script.refuse.retryAfterSeconds);
    if (!one.streaming) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(openAi.wholeOf(script));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    response.flushHeaders();
    await perform(script, openAi.frames(script), {
      write: (bytes) => response.write(bytes),
      end: () => response.end(),
      reset: () => response.destroy(),
      gone: once(response, 'close'),
      open: () => !response.destroyed && !response.closed,
    });
  };

  const http2 = createHttp2Server();
  http2.on('stream', (stream, headers) => void onBedrock(stream, headers).catch(() => stream.destroy()));
  const http1 = createServer((request, response) => void onOpenAi(request, response).catch(() => response.destroy()));
  for (const server of [http2, http1] as Server[])
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  await Promise.all([listening(http2, bedrockPort), listening(http1, openAiPort)]);

  const breakConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    bedrock: `http://127.0.0.1:${portOf(http2)}`,
    openAi: `http://127.0.0.1:${portOf(http1)}/v1`,
    asked,
    vectorsAsked,
    spoil: (...next) => void spoilt.push(...next),
    abandoned: () => abandoned,
    play: (model, ...next) => void queues.set(model, [...next]),
    breakConnections,
    async close() {
      breakConnections();
      await Promise.all([http2, http1].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

const textOf = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const cutInto = (bytes: Buffer, size = bytes.byteLength): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.byteLength / Math.max(1, size)) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
