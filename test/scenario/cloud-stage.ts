import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { WebSocket } from 'ws';
import * as z from 'zod';
import { environment as environmentOf } from '#infra/environments';
import { addressesOf } from '#local/addresses';
import { type Cloud, clientOf } from '#local/cloud';
import { PASSWORD, PEOPLE, type Person, seedPeople } from '#local/seed';
import { signIn, signInPlace } from '#local/sign-in';
import { customerTokens } from '#shared/identity/customer-token';
import type { Answer, Ask, Opened, Stage } from './stage.ts';

/** What a stage needs to know of a running cloud. */
export type CloudPlace = Pick<Cloud, 'environment' | 'outputs' | 'endpoint' | 'functions'>;

/** One more agent than the demo has, so that a customer can be passed on twice. */
const CAI: Person = { name: 'Cai', email: 'cai@shop.example', groups: ['agent'], does: 'agent in scenarios' };
const WITHIN_MS = 15_000;
const TOKENS_KEPT_MS = 30 * 60_000;
/** A customer's token lives for 30 days. */
const LONG_AGO_MS = 60 * 86_400_000;

const Note = z.object({
  endpoint: z.url(),
  outputs: z.record(z.string(), z.record(z.string(), z.string())),
  functions: z.array(z.tuple([z.string(), z.array(z.string())])).default([]),
});

/** The cloud that `npm start` has written down in `.local/<environment>/running.json`. Throws when the file is no such note. */
export function placeIn(file: string): CloudPlace {
  const note = Note.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  const service = Object.keys(note.data?.outputs ?? {}).find((stack) => stack.endsWith('-Service'));
  if (!note.success || !service)
    throw new Error(`${file} does not describe a running cloud; npm start writes .local/<environment>/running.json`);
  const { endpoint, outputs, functions } = note.data;
  return {
    environment: service.slice(0, -'-Service'.length),
    endpoint,
    outputs,
    functions: Object.fromEntries(functions.map(([folder, names]) => [folder, names[0] ?? ''])),
  };
}

/** Real sockets, real sign-in, real clock, on a cloud that runs. */
export async function cloudStage(cloud: CloudPlace): Promise<Stage> {
  await seedPeople(cloud, [...PEOPLE, CAI]);
  const people = new Map([...PEOPLE, CAI].map((one) => [one.name.toLowerCase(), one]));
  const agents = [...people].filter(([, { groups }]) => groups.includes('agent')).map(([name]) => name);
  const finance = [...people].find(([, { groups }]) => groups.includes('finance'))?.[0] ?? '';
  const { httpUrl, socketUrl } = addressesOf(cloud);
  const { redirectUri } = await signInPlace(cloud);
  const { timings } = environmentOf(cloud.environment);
  const tokens = new Map<string, { bearer: string; until: number }>();

  return {
    environment: cloud.environment,
    origin: new URL(redirectUri).origin,
    agents,
    finance,
    heartbeatMs: Math.min(30_000, (timings.leaseSeconds * 1000) / 3),
    now: () => performance.now(),
    wait: (milliseconds) => wait(milliseconds),
    newId: () => randomUUID(),
    ask: (ask) => request(httpUrl, ask),
    open: (ticket, origin) => open(`${socketUrl}?ticket=${ticket}`, origin),
    nameOf: (agent) => people.get(agent)?.name ?? agent,
    async signIn(who) {
      const known = tokens.get(who);
      if (known && known.until > performance.now()) return known.bearer;
      // Of the two tokens of a sign-in this one says what she is called.
      const { idToken } = await signIn(cloud, people.get(who)?.email ?? who, PASSWORD);
      tokens.set(who, { bearer: idToken, until: performance.now() + TOKENS_KEPT_MS });
      return idToken;
    },
    expiredToken: (customerId) => expiredToken(cloud, customerId),
    close: async () => {},
  };
}

async function request(httpUrl: string, { method, path, body, bearer, origin }: Ask): Promise<Answer> {
  const answer = await fetch(`${httpUrl}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(origin && { origin }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const text = await answer.text();
  return { status: answer.status, body: parsed(text) };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Resolves when it is clear what became of the attempt; rejects when nothing answers at all. */
function open(address: string, origin: string): Promise<Opened> {
  const socket = new WebSocket(address, { origin, handshakeTimeout: WITHIN_MS });
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => reject(new Error('the socket could not be opened', { cause })));
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
      socket.terminate();
      resolve({ refused: statusCode });
    });
    socket.once('open', () =>
      resolve({
        line: {
          send: (text) => socket.send(text),
          close: () => socket.close(),
          onText: (listener) => socket.on('message', (data) => listener(String(data))),
          onEnd: (listener) => socket.once('close', listener),
        },
      }),
    );
  });
}

/** Signed with the environment's own key, so that nothing but its time is wrong with it. */
async function expiredToken(cloud: CloudPlace, customerId: string): Promise<string> {
  const settings = clientOf(cloud.endpoint);
  const FunctionName = cloud.functions['open-session'];
  const { Environment } = await new LambdaClient(settings).send(new GetFunctionConfigurationCommand({ FunctionName }));
  const SecretId = Environment?.Variables?.TOKEN_SECRET;
  const { SecretString } = await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId }));
  const key = new TextEncoder().encode(SecretString);
  const tokens = customerTokens(async () => key, cloud.environment);
  return (await tokens.issue(customerId, new Date(Date.now() - LONG_AGO_MS).toISOString())).token;
}
