import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { facts } from '#events/conversation';
import { ArticlesAsk } from '#shared/protocol/articles';
import {
  BuildAnswer,
  BuildRefused,
  BuildsAnswer,
  ConflictsAnswer,
  PublishAsk,
  QuestionsAnswer,
} from '#shared/protocol/builds';
import { DeadLettersAnswer, LetterAsk, LetterOutcome, LettersAnswer } from '#shared/protocol/dead-letters';
import { FetchAnswer, FetchAsk, FetchRefused } from '#shared/protocol/fetch';
import {
  type Action,
  clientFrames,
  MAX_FRAME_BYTES,
  type ServerFrameType,
  serverFrames,
} from '#shared/protocol/frames';
import { ImportAsk } from '#shared/protocol/import';
import { IntentsAsk, IntentsList, IntentsPublished } from '#shared/protocol/intents';
import { refusals } from '#shared/protocol/refusals';
import { AgentTicketAnswer, CostAnswer, SessionAnswer, SessionAsk } from '#shared/protocol/session';
import { TryAnswer, TryAsk } from '#shared/protocol/try';

/** Documents for machines, from the schemas that read the wire: docs/protocol/asyncapi.json and openapi.json. */
type Role = 'customer' | 'agent';
type Answers = readonly ServerFrameType[];
const appended: Answers = ['ack', 'refused', 'retry-later'];

/** Who may send a frame, what it is for, and what the route answers to it. */
export const actions: Record<Action, { roles: readonly Role[]; summary: string; answers: Answers }> = {
  say: { roles: ['customer'], summary: 'A customer’s words. The ack comes after they are stored.', answers: appended },
  sync: {
    roles: ['customer', 'agent'],
    summary: 'Everything after a seq; the first one registers the socket for pushes.',
    answers: ['events', 'refused'],
  },
  'ask-person': { roles: ['customer'], summary: 'The 转人工 button.', answers: appended },
  choose: { roles: ['customer'], summary: 'What shall happen instead of waiting for a person.', answers: appended },
  typing: {
    roles: ['customer', 'agent'],
    summary: 'Somebody is writing; kept nowhere.',
    answers: ['ack', 'refused'],
  },
  presence: {
    roles: ['agent'],
    summary: 'An agent’s ready switch and heartbeat; the first one registers the socket for pushes.',
    answers: ['desk', 'refused'],
  },
  notices: {
    roles: ['agent'],
    summary:
      'For supervisors and admins: what supervisors were told, and what was seen. Registers the socket for `noticed`.',
    answers: ['notices', 'refused'],
  },
  accept: { roles: ['agent'], summary: 'An agent takes the offer of this number.', answers: appended },
  decline: { roles: ['agent'], summary: 'An agent passes; the customer keeps her place.', answers: appended },
  reply: { roles: ['agent'], summary: 'An agent’s words, with the epoch she has seen.', answers: appended },
  close: { roles: ['customer', 'agent'], summary: 'By who holds it, or by its customer.', answers: appended },
  'return-to-bot': { roles: ['agent'], summary: 'An agent gives the conversation back.', answers: appended },
};

const pushes: Partial<Record<ServerFrameType, string>> = {
  events: 'New events of a conversation. A hint: the log is the truth, `sync` asks it.',
  delta: 'Part of an answer being written; the `bot-said` of its turn replaces it.',
  typing: 'The other side is writing.',
  noticed: 'The list of `notices` has changed: ask again. To the screens of supervisors that have asked.',
};

type Json = Record<string, unknown>;
type Schema = z.core.JSONSchema.BaseSchema;

/** What zod adds for its own reading and a reader of the document does not need. */
const plainly = ({ jsonSchema, path }: { jsonSchema: Schema; path: (string | number)[] }): void => {
  if (jsonSchema.format === 'date-time' || jsonSchema.format === 'uuid') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // Both sides pass over fields they do not know, so that either may be newer than the other.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (path.join('.') === 'properties.code') jsonSchema.enum = Object.keys(refusals);
};
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io, override: plainly as never });
  return body as Json;
};
const schemasOf = (all: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Json> =>
  Object.fromEntries(Object.entries(all).map(([name, schema]) => [name, schemaOf(schema, io)]));

const at = (...parts: string[]): Json => ({ $ref: `#/${parts.join('/')}` });
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const info = (title: string, description: string): Json => ({
  title,
  version,
  description,
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
});

const messages = (): Json => ({
  ...Object.fromEntries(
    Object.entries(actions).map(([action, { summary, roles }]) => [
      action,
      {
        name: action,
        summary: `${summary} From: ${roles.join(' or ')}.`,
        payload: at('components', 'schemas', action),
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(serverFrames).map((type) => [
      `server-${type}`,
      { name: type, payload: at('components', 'schemas', `server-${type}`) },
    ]),
  ),
});

const socketMessage = (name: string): Json => at('channels', 'socket', 'messages', name);

const operations = (): Json => ({
  ...Object.fromEntries(
    Object.entries(actions).map(([action, { summary, answers }]) => [
      action,
      {
        action: 'receive',
        summary,
        channel: at('channels', 'socket'),
        messages: [socketMessage(action)],
        reply: {
          channel: at('channels', 'socket'),
          messages: answers.map((type) => socketMessage(`server-${type}`)),
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(pushes).map(([type, summary]) => [
      `push-${type}`,
      { action: 'send', summary, channel: at('channels', 'socket'), messages: [socketMessage(`server-${type}`)] },
    ]),
  ),
});

/** AsyncAPI 3: the frames of the socket in both directions, and the facts that `events` carries. */
export const asyncApi = (): Json => ({
  asyncapi: '3.0.0',
  info: info(
    'Baton: the socket',
    `Frames are JSON texts of at most ${MAX_FRAME_BYTES} bytes; \`action\` names what a client wants, \`type\` what the cloud says. Rules and limits: docs/protocol.md.`,
  ),
  defaultContentType: 'application/json',
  servers: {
    live: {
      host: '{host}',
      pathname: '/live',
      protocol: 'wss',
      description: 'The address is `socketUrl` in the config.json beside each page.',
      variables: { host: { description: 'The WebSocket API of the environment.' } },
    },
  },
  channels: {
    socket: {
      address: '/',
      title: 'One customer’s tab, or one agent’s console',
      bindings: {
        ws: {
          query: {
            type: 'object',
            properties: { ticket: { type: 'string', description: 'One use, 30 seconds, of the page’s own origin.' } },
            required: ['ticket'],
          },
        },
      },
      messages: Object.fromEntries(Object.keys(messages()).map((name) => [name, at('components', 'messages', name)])),
    },
  },
  operations: operations(),
  components: {
    messages: messages(),
    schemas: {
      ...schemasOf(clientFrames, 'input'),
      ...prefixed('server', schemasOf(serverFrames, 'output')),
      ...prefixed('fact', schemasOf(facts, 'output')),
    },
  },
});

const prefixed = (prefix: string, all: Record<string, Json>): Json =>
  Object.fromEntries(Object.entries(all).map(([name, schema]) => [`${prefix}-${name}`, schema]));

const json = (schema: Json): Json => ({ 'application/json': { schema } });
const says = (description: string, schema: string): Json => ({
  description,
  content: json(at('components', 'schemas', schema)),
});
const refusedWith = (...given: [status: number, ...codes: (keyof typeof refusals)[]][]): Json =>
  Object.fromEntries(
    given.map(([status, ...codes]) => [status, says(codes.map((code) => `\`${code}\``).join(', '), 'Refused')]),
  );
const asks = (schema: string): Json => ({ required: true, content: json(at('components', 'schemas', schema)) });
const signedIn = { security: [{ signIn: [] }] };
const inQueue = [{ name: 'queue', in: 'path', required: true, schema: { type: 'string' } }];
const count = z.int().nonnegative();
const Imported = z.object({
  version: z.string(),
  articles: count,
  importId: z.string(),
  written: count,
  unchanged: count,
  retired: count,
});
/** What editors are refused: a stable code, and what goes with it (`field`, `limit`, `found`, `newest`, …). */
const KnowledgeRefused = z.looseObject({ refused: z.string() });

/** OpenAPI 3.1: the requests beside the socket. */
export const openApi = (): Json => ({
  openapi: '3.1.0',
  info: info('Baton: requests', 'Sessions, tickets, costs and knowledge. Rules and limits: docs/protocol.md.'),
  servers: [
    {
      url: '{httpUrl}',
      variables: {
        httpUrl: { default: 'https://api.example', description: '`httpUrl` in the config.json beside each page.' },
      },
    },
  ],
  paths: {
    '/session': {
      post: {
        operationId: 'openSession',
        summary: 'Who is this customer, where does her thread stand, and a ticket for a socket.',
        requestBody: asks('SessionAsk'),
        responses: {
          200: says('The session.', 'SessionAnswer'),
          ...refusedWith(
            [400, 'frame-not-understood'],
            [401, 'token-expired', 'token-forged'],
            [403, 'origin-not-allowed'],
            [429, 'too-many'],
          ),
        },
      },
    },
    '/agent/ticket': {
      post: {
        operationId: 'agentTicket',
        summary: 'A ticket for an agent’s socket.',
        ...signedIn,
        responses: {
          200: says('The ticket.', 'AgentTicketAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed']),
        },
      },
    },
    '/conversations/{id}/cost': {
      get: {
        operationId: 'conversationCost',
        summary: 'What a conversation has cost so far, line by line.',
        ...signedIn,
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: says('The bill.', 'CostAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-yours'], [404, 'unknown-conversation']),
        },
      },
    },
    '/dead-letters': {
      get: {
        operationId: 'deadLetters',
        summary: 'What lies in the dead-letter queues, and what was done lately. For the group admin.',
        ...signedIn,
        responses: {
          200: says('The queues.', 'DeadLettersAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed']),
        },
      },
    },
    '/dead-letters/{queue}': {
      get: {
        operationId: 'lettersOf',
        summary: 'Letters of one queue, each with why it lies there. Looking changes nothing.',
        ...signedIn,
        parameters: inQueue,
        responses: {
          200: says('The letters.', 'LettersAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed'], [404, 'letter-gone']),
        },
      },
      post: {
        operationId: 'redrive',
        summary: 'Sends one letter, or as many as one call can, back to where they came from; or throws one away.',
        ...signedIn,
        parameters: inQueue,
        requestBody: asks('LetterAsk'),
        responses: {
          200: says('What became of each.', 'LetterOutcome'),
          401: { description: 'Not signed in.' },
          ...refusedWith([400, 'frame-not-understood'], [403, 'not-allowed'], [404, 'letter-gone']),
        },
      },
    },
    '/knowledge/articles': {
      post: {
        operationId: 'articles',
        summary: 'Lists and reads articles with their versions; editors change them, one version an act.',
        ...signedIn,
        requestBody: asks('ArticlesAsk'),
        responses: {
          200: {
            description: 'What was asked for, or the article as it stands now.',
            content: json({ type: 'object' }),
          },
          400: says('`content-refused`, `note-needed`, with field and limit; or not understood.', 'KnowledgeRefused'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed']),
          404: says('`unknown-article`, `unknown-version`', 'KnowledgeRefused'),
          409: says('`stale-version`, `wrong-state`, `not-served`, `nothing-changed`', 'KnowledgeRefused'),
        },
      },
    },
    '/knowledge/import': {
      post: {
        operationId: 'importKnowledge',
        summary: 'The whole knowledge base as it shall be from now on.',
        ...signedIn,
        requestBody: asks('ImportAsk'),
        responses: {
          200: says('The version that is live now, and what the import changed.', 'Imported'),
          400: says('`articles-refused`, `article-twice`, or not understood. Nothing was written.', 'KnowledgeRefused'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed']),
        },
      },
    },
    '/knowledge/publish': {
      post: {
        operationId: 'publishKnowledge',
        summary:
          'Builds a version from what is served, shows builds, goes back to an older one, shows imports, takes one back.',
        ...signedIn,
        requestBody: asks('PublishAsk'),
        responses: {
          200: {
            description: 'What was done, or asked for.',
            content: json({
              anyOf: [
                at('components', 'schemas', 'BuildAnswer'),
                at('components', 'schemas', 'BuildsAnswer'),
                { type: 'object' },
              ],
            }),
          },
          202: says('Still being built; `builds` shows how it ends.', 'BuildAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([400, 'frame-not-understood'], [403, 'not-allowed']),
          404: says('`unknown-version`, `unknown-import`', 'KnowledgeRefused'),
          409: says(
            '`build-stopped` with its report, `too-many-entries`, `build-failed`; `wrong-state`: the import still runs, or was taken back before.',
            'BuildRefused',
          ),
        },
      },
    },
    '/knowledge/fetch': {
      post: {
        operationId: 'fetchPage',
        summary:
          'One page of a site, for the import: public addresses of the host that the editor named, and nothing else.',
        ...signedIn,
        requestBody: asks('FetchAsk'),
        responses: {
          200: says('The page as text, and where its redirects led.', 'FetchAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([400, 'frame-not-understood'], [403, 'not-allowed']),
          422: says('Why the page is not given: a rule, or the site itself.', 'FetchRefused'),
        },
      },
    },
    '/knowledge/try': {
      post: {
        operationId: 'tryKnowledge',
        summary: 'What the bot would say to a question, and why: nothing is written, nobody is told.',
        ...signedIn,
        requestBody: asks('TryAsk'),
        responses: {
          200: says('What was found, what may be told of it, and the words.', 'TryAnswer'),
          401: { description: 'Not signed in.' },
          ...refusedWith([400, 'frame-not-understood'], [403, 'not-allowed']),
          404: says('`unknown-version`', 'KnowledgeRefused'),
        },
      },
    },
    '/knowledge/intents': {
      post: {
        operationId: 'intents',
        summary: 'Lists the intents with their versions; editors change, import and publish them.',
        ...signedIn,
        requestBody: asks('IntentsAsk'),
        responses: {
          200: says(
            'The list (`IntentsList`), the versions, the intent as it stands, or what was published.',
            'IntentsList',
          ),
          400: says('`unknown-skill`, `intents-refused` with line and why; or not understood.', 'KnowledgeRefused'),
          401: { description: 'Not signed in.' },
          ...refusedWith([403, 'not-allowed']),
          404: says('`unknown-intent`', 'KnowledgeRefused'),
          409: says('`stale-version`, `nothing-changed`, `too-many`, with the limit', 'KnowledgeRefused'),
        },
      },
    },
  },
  components: {
    securitySchemes: {
      signIn: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An access token of the environment’s sign-in (OIDC, code with PKCE).',
      },
    },
    schemas: {
      ...schemasOf(
        { SessionAsk, ArticlesAsk, ImportAsk, PublishAsk, FetchAsk, TryAsk, IntentsAsk, LetterAsk },
        'input',
      ),
      ...schemasOf(
        {
          SessionAnswer,
          AgentTicketAnswer,
          CostAnswer,
          DeadLettersAnswer,
          LettersAnswer,
          LetterOutcome,
          Imported,
          FetchAnswer,
          FetchRefused,
          TryAnswer,
          IntentsList,
          IntentsPublished,
          BuildAnswer,
          BuildsAnswer,
          BuildRefused,
          QuestionsAnswer,
          ConflictsAnswer,
          KnowledgeRefused,
          Refused: serverFrames.refused,
        },
        'output',
      ),
    },
  },
});

export const documents = { 'docs/protocol/asyncapi.json': asyncApi, 'docs/protocol/openapi.json': openApi };

if (import.meta.main) {
  mkdirSync('docs/protocol', { recursive: true });
  for (const [file, make] of Object.entries(documents)) writeFileSync(file, `${JSON.stringify(make(), null, 2)}\n`);
}
