import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { OnLoadResult, Plugin, PluginBuild } from 'esbuild';

/**
 * What a function never uses, left out of its bundle. Sources of packages are changed as each rule says, in the bundle
 * only; test/bench/bundles.test.ts sees when an update of a package makes a rule miss its file.
 */
export const slimBundles: Plugin = {
  name: 'slim-bundles',
  setup(build) {
    dropsWhatIsNotUsed(build);
    for (const { file, becomes } of rules)
      build.onLoad({ filter: file }, async ({ path: place }): Promise<OnLoadResult> => {
        const source = await readFile(place, 'utf8');
        return { contents: becomes(source), loader: 'js', resolveDir: path.dirname(place) };
      });
  },
};

/** Marks the question that the rule below asks of esbuild itself, so that it is not asked of the rule again. */
const ASKED = 'slim-bundles';

/**
 * No module of ours does anything by being loaded, so one that nothing is used of goes, tables and patterns with it. esbuild
 * cannot see that by itself: what a call has made at a module's top (`once(…)`, `new RegExp(…)`) might have had an effect.
 */
const dropsWhatIsNotUsed = (build: PluginBuild) =>
  build.onResolve({ filter: /^[#.]/ }, async ({ path: name, pluginData, ...from }) => {
    const ours = from.importer !== '' && !/[\\/]node_modules[\\/]/.test(from.importer);
    if (!ours || pluginData === ASKED) return undefined;
    const { importer, resolveDir, kind } = from;
    const found = await build.resolve(name, { importer, resolveDir, kind, pluginData: ASKED });
    return { ...found, pluginData: undefined, sideEffects: false };
  });

type Rule = { file: RegExp; becomes: (source: string) => string };

/**
 * The SDK looks for credentials in profiles, single sign-on, a login, a token file and the instance's metadata. Lambda
 * gives a function its role's keys as environment variables, and under SnapStart at an address named by one: these two
 * stay. Anything else would be somebody else's credentials. The second is asked for late: it throws where its address is
 * not named, which is everywhere but under SnapStart.
 */
const CREDENTIALS = `
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { fromHttp } from '@aws-sdk/credential-provider-http';
import { memoizeChain } from './runtime/memoize-chain';
export const credentialsWillNeedRefresh = (credentials) => credentials?.expiration !== undefined;
export const credentialsTreatedAsExpired = (credentials) =>
  credentials?.expiration !== undefined && credentials.expiration.getTime() - Date.now() < 300000;
export const defaultProvider = (init = {}) =>
  memoizeChain([fromEnv(init), () => fromHttp(init)()], credentialsTreatedAsExpired);
`;

/** `{ [_hH]: _e }` with `const _hH = "httpHeader"` is `{ "httpHeader": _e }`: a computed key keeps every schema from being shaken off. */
const plainKeys = (source: string): string => {
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\](?=:)/g, (whole, name: string) => names.get(name) ?? whole);
};

/** What our code asks for by its class, or reads more of than name and message. `instanceof` of another is never true in a bundle. */
const EXCEPTIONS = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'ExecutionAlreadyExists',
  'GoneException',
  'InvalidToken',
  'TaskDoesNotExist',
  'TaskTimedOut',
]);

/**
 * An exception that is not registered comes as the client's own base class, with the service's name for it, its message, status and
 * fault: all that retries and we look at. Registered, each brings its class, its schema and its fields into every bundle.
 */
const fewExceptions = (source: string): string =>
  source.replace(/^n\d_registry\.registerError\(\w+\$, (\w+)\);$/gm, (whole, name: string) =>
    EXCEPTIONS.has(name) ? whole : '',
  );

const refusalOf = (what: string): string =>
  `() => { throw new Error(${JSON.stringify(`${what}: left out of bundles by local/slim-bundles.ts`)}); }`;

/** Every exported function of a module as one that says why it is not there. */
const leftOut =
  (what: string) =>
  (source: string): string => {
    const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
    return `const gone = ${refusalOf(what)}; export { ${names.map((name) => `gone as ${name}`).join(', ')} };`;
  };

/** One process is one bundle, so what its one streaming client brings can stand where the protocol finds it. */
const EVENT_STREAMS = "globalThis[Symbol.for('baton.event-streams')]";

const rules: Rule[] = [
  { file: /@aws-sdk[\\/]credential-provider-node[\\/]dist-es[\\/]defaultProvider\.js$/, becomes: () => CREDENTIALS },
  // Models' exceptions come in the midst of a stream too, where their schemas are looked for.
  { file: /@aws-sdk[\\/]client-bedrock-runtime[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/, becomes: plainKeys },
  {
    file: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/,
    becomes: (source) => fewExceptions(plainKeys(source)),
  },
  // Every schema of zod can write itself as a JSON Schema; only the tools that write documents ask for it.
  { file: /zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/, becomes: leftOut('JSON Schema') },
  // Loaded for every protocol, used by streaming operations alone: a bundle has them where it has a client that brings them.
  {
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]protocols[\\/]HttpProtocol\.js$/,
    becomes: (source) =>
      source.replace(
        'await import("@smithy/core/event-streams")',
        `(${EVENT_STREAMS} ?? (${refusalOf('Event streams')})())`,
      ),
  },
  {
    file: /@aws-sdk[\\/]client-bedrock-runtime[\\/]dist-es[\\/]BedrockRuntimeClient\.js$/,
    becomes: (source) => `import { EventStreamSerde, eventStreamSerdeProvider } from '@smithy/core/event-streams';
${source}
${EVENT_STREAMS} = { EventStreamSerde, eventStreamSerdeProvider };
`,
  },
  // The same for Bedrock's bearer tokens: a step signs with its role.
  {
    file: /@aws-sdk[\\/]client-bedrock-runtime[\\/]dist-es[\\/]runtimeConfig\.js$/,
    becomes: (source) =>
      source.replace(
        'import { fromEnvSigningName, nodeProvider } from "@aws-sdk/token-providers";',
        `const fromEnvSigningName = ${refusalOf('Bearer tokens')}, nodeProvider = fromEnvSigningName;`,
      ),
  },
  // The cluster's client knows forty families of requests; ours are `indices` and those of no family. They are made when first used.
  {
    file: /@opensearch-project[\\/]opensearch[\\/]api[\\/]OpenSearchApi\.js$/,
    becomes: (source) =>
      source.replace(/require\('\.\/(\w+)\/_api'\)/g, (whole, family: string) =>
        family === 'indices' ? whole : `class { constructor() { (${refusalOf(`Requests of '${family}'`)})(); } }`,
      ),
  },
  // Numbers of more than 53 bits, which that client reads only when told to.
  {
    file: /json11[\\/]dist[\\/]cjs[\\/]index\.cjs$/,
    becomes: () => `exports.parse = exports.stringify = ${refusalOf('Long numerals')};`,
  },
  // DynamoDB's client makes a cache of discovered endpoints, and asks it where discovery is on: nowhere of ours.
  {
    file: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]EndpointCache\.js$/,
    becomes: () => `const get = ${refusalOf('Endpoint discovery')};
export class EndpointCache { getEndpoint = get; get = get; set = get; delete = get; has = get; clear = get; }`,
  },
  // A client tells its version in the user agent, and reads nothing else of its package.json.
  {
    file: /@aws-sdk[\\/][^\\/]+[\\/]package\.json$/,
    becomes: (source) => `export default { version: ${JSON.stringify(JSON.parse(source).version)} };`,
  },
];
