import { globSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { type FactKind, facts } from '#events/conversation';
import { actions, documents } from '#local/generate-protocol';
import { clientFrames, serverFrames } from '#shared/protocol/frames';
import { refusals } from '#shared/protocol/refusals';
import { factSample } from '#test/events/fact-samples';

type Json = { [name: string]: Json } & { $ref?: string };
const document = (name: string): Json => JSON.parse(readFileSync(`docs/protocol/${name}.json`, 'utf8'));
const asyncApi = document('asyncapi');
const openApi = document('openapi');

const everyRef = (value: unknown): string[] =>
  value && typeof value === 'object'
    ? Object.entries(value).flatMap(([name, inner]) => (name === '$ref' ? [inner as string] : everyRef(inner)))
    : [];
const found = (whole: Json, ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((inner, part) => inner?.[part.replaceAll('~1', '/')], whole);

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const fits = (whole: Json, schema: string, value: unknown): true | string => {
  const check = ajv.compile({ ...whole.components?.schemas?.[schema] });
  return check(value) || ajv.errorsText(check.errors);
};

test.each(Object.entries(documents))(
  '%s is what the schemas say now (else: npx node local/generate-protocol.ts)',
  (file, make) => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(make())));
  },
);

test.each([
  ['asyncapi', asyncApi],
  ['openapi', openApi],
])('every reference in %s leads somewhere', (_, whole) => {
  const refs = everyRef(whole);

  expect(refs.length).toBeGreaterThan(10);
  expect(refs.filter((ref) => found(whole, ref) === undefined)).toEqual([]);
});

test('every frame of the protocol is in the document, with its direction and its answers', () => {
  const operations = asyncApi.operations ?? {};

  for (const action of Object.keys(clientFrames))
    expect(operations[action]).toMatchObject({ action: 'receive', reply: { messages: expect.any(Array) } });
  for (const type of Object.keys(serverFrames)) expect(asyncApi.components?.messages).toHaveProperty(`server-${type}`);
  for (const kind of Object.keys(facts)) expect(asyncApi.components?.schemas).toHaveProperty(`fact-${kind}`);
});

test('who may send a frame is what its function is wired for', () => {
  const wired = globSync('functions/*/handler.ts').flatMap((file) => {
    const [, dotted, quoted, roles] =
      /socketStep\(\s*clientFrames(?:\.([a-z]+)|\['([a-z-]+)'\]),\s*\[([^\]]*)\]/.exec(readFileSync(file, 'utf8')) ??
      [];
    const action = dotted ?? quoted;
    return action ? [[action, roles?.match(/[a-z]+/g)]] : [];
  });

  expect(Object.fromEntries(wired)).toEqual(
    Object.fromEntries(Object.entries(actions).map(([action, { roles }]) => [action, roles])),
  );
});

test.each(Object.keys(facts) as FactKind[])('the golden sample of %s fits its published schema', (kind) => {
  expect(fits(asyncApi, `fact-${kind}`, factSample(kind))).toBe(true);
});

const asked: Record<string, string> = {
  'POST /session': 'SessionAsk',
  'POST /knowledge/articles': 'ArticlesAsk',
  'POST /knowledge/import': 'ImportAsk',
  'POST /knowledge/publish': 'PublishAsk',
  'POST /knowledge/try': 'TryAsk',
  'POST /knowledge/intents': 'IntentsAsk',
};
const bodies = globSync('events/samples/steps/*.json').flatMap((file) => {
  const { requestContext, body } = JSON.parse(readFileSync(file, 'utf8'));
  const route = requestContext?.routeKey as string;
  const [whole, schema] = route in clientFrames ? [asyncApi, route] : [openApi, asked[route]];
  return schema ? [{ file, whole, schema, body }] : [];
});

test('there are samples of every frame, and of requests', () => {
  expect(bodies.length).toBeGreaterThan(Object.keys(clientFrames).length);
});

test.each(bodies)('the frame or request in $file fits its published schema', ({ whole, schema, body }) => {
  expect(fits(whole, schema, JSON.parse(body))).toBe(true);
});

test('a published schema refuses what the cloud refuses', () => {
  expect(fits(asyncApi, 'say', { action: 'say', conversationId: 'x' })).not.toBe(true);
  expect(fits(openApi, 'SessionAsk', { language: 'fr' })).not.toBe(true);
});

test('every refusal’s code is named in both documents, and told with its meaning in docs/protocol.md', () => {
  const codes = Object.keys(refusals);
  const page = readFileSync('docs/protocol.md', 'utf8');

  expect(asyncApi.components?.schemas?.['server-refused']?.properties?.code?.enum).toEqual(codes);
  expect(openApi.components?.schemas?.Refused?.properties?.code?.enum).toEqual(codes);
  expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
});

test('every route of the HTTP API is in the document', () => {
  const service = readFileSync('infra/stacks/service.ts', 'utf8');
  const routes = [...service.matchAll(/this\.http\.\w+\((\w+), '([^']+)'/g)].map(
    ([, method, path]) => `${method} ${path}`,
  );
  const told = Object.entries(openApi.paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

  expect(told.toSorted()).toEqual(routes.toSorted());
});

/** Lines such as: - `test/steps/receive.test.ts`: “a sentence”, “another one” */
const shownBy = (page: string): { file: string; name: string }[] =>
  [...readFileSync(page, 'utf8').matchAll(/^- `(test\/[\w./-]+)`: (.+)$/gm)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name })),
  );

test.each([
  ['docs/protocol.md', 40],
  ['docs/delivery.md', 25],
])('what %s says is shown by tests that exist under these names', (page, least) => {
  const shown = shownBy(page);
  const missing = shown.filter(({ file, name }) => !readFileSync(file, 'utf8').includes(name));

  expect(shown.length).toBeGreaterThan(least);
  expect(missing).toEqual([]);
});
