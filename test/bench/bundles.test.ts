import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bundles, bundleFolders, bundleFunctions, stepFolders } from '#local/bundle';
import { loadTime } from './bundle-figures.ts';

const outdir = mkdtempSync(path.join(tmpdir(), 'baton-bundles-'));
let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions({ outdir });
}, 60_000);
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

/** The files that are in a bundle with a byte or more of their own. */
const filesIn = (bundle: string): string[] => {
  const outputs = Object.entries(bundles.metafile.outputs);
  const [, output] = outputs.find(([name]) => name.endsWith(`/${bundle}/index.mjs`)) ?? [];
  if (!output) throw new Error(`no bundle ${bundle}`);
  const files = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return files.map(([file]) => file);
};
const codeOf = (bundle: string): string => readFileSync(path.join(outdir, bundle, 'index.mjs'), 'utf8');

/** Files that no bundle may hold, each with what would bring it in. */
const LEFT_OUT: [what: string, file: RegExp][] = [
  ['the tracer, or the SDK of X-Ray, which are in maintenance mode', /@aws-lambda-powertools\/tracer|aws-xray-sdk/],
  [
    'credentials of a profile, a sign-on, a login or an assumed role',
    /credential-provider-(sso|ini|login|process|web-identity)|nested-clients|token-providers/,
  ],
  ['the metadata service of a machine, which a function has not', /credential-provider-imds/],
  ['the older SDK', /node_modules\/aws-sdk\//],
  ['tests, or the laptop', /^(test|local)\//],
  ['a native module, which would be one platform’s', /\.node$/],
];

describe.each(bundleFolders())('the bundle %s', (bundle) => {
  test.each(LEFT_OUT)('holds nothing of %s', (_, file) => {
    expect(filesIn(bundle).filter((one) => file.test(one))).toEqual([]);
  });

  test('can be loaded by itself, as its load is measured', async () => {
    expect(await loadTime(path.join(outdir, bundle, 'index.mjs'))).toBeGreaterThan(0);
  }, 60_000);

  test('holds one search engine at most, and that of its name', () => {
    const embedded = filesIn(bundle).includes('shared/search/embedded.ts');
    const cluster = filesIn(bundle).some((file) => /@opensearch-project|shared\/search\/opensearch/.test(file));

    expect(embedded && cluster).toBe(false);
    expect(cluster).toBe(bundle.endsWith('.opensearch'));
  });

  test('can ask models, and read their streams, only under a name that says so', () => {
    const asks = filesIn(bundle).some((file) => /client-bedrock|shared\/models\/ladder/.test(file));

    expect(asks).toBe(/\.(models|vectors)/.test(bundle));
    expect(/Symbol\.for\("baton\.event-streams"\)\]=/.test(codeOf(bundle))).toBe(asks);
  });

  test('can turn texts into vectors, and read files of them, only under a name that says so', () => {
    const embeds = filesIn(bundle).some((file) => /shared\/(models\/embed|search\/vector-file)/.test(file));

    expect(embeds).toBe(bundle.includes('.vectors'));
  });

  test('holds Han characters as they are, and nothing that writes JSON Schemas', () => {
    expect(codeOf(bundle)).not.toMatch(/\\u4[eE]|\\u[5-9]\w{3}/);
    expect(codeOf(bundle)).not.toContain('json-schema.org');
  });
});

test('word lists of feelings are carried by the steps that read feelings, and by no other', () => {
  const carriers = bundleFolders().filter((bundle) => filesIn(bundle).some((file) => /feelings\/words-/.test(file)));

  expect(carriers).toEqual([
    'answer',
    'answer.models',
    'answer.models.opensearch',
    'answer.opensearch',
    'answer.vectors',
    'answer.vectors.opensearch',
    'assess',
    'try',
    'try.opensearch',
    'try.vectors',
    'try.vectors.opensearch',
  ]);
});

test('a step that searches or publishes has a bundle for each engine, and one for each with an embedder if it embeds', () => {
  expect(bundleFolders().filter((name) => name.includes('.'))).toEqual([
    'answer.models',
    'answer.models.opensearch',
    'answer.opensearch',
    'answer.vectors',
    'answer.vectors.opensearch',
    'build.opensearch',
    'build.vectors',
    'build.vectors.opensearch',
    'publish.opensearch',
    'try.opensearch',
    'try.vectors',
    'try.vectors.opensearch',
  ]);
  expect(stepFolders().filter((name) => name.includes('.'))).toEqual([]);
});

test('a bundle reads a role’s keys from the environment alone, under every name that Lambda gives them', () => {
  for (const name of [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ])
    expect(codeOf('receive')).toContain(name);
});

test('the rules for what is left out still find their files', () => {
  const code = codeOf('answer.models.opensearch');

  for (const what of [
    'Bearer tokens',
    'JSON Schema',
    'Event streams',
    "Requests of 'ml'",
    'Long numerals',
    'Endpoint discovery',
  ])
    expect(code).toContain(`${what}: left out of bundles`);
  expect(code).toContain('TransactionCanceledException');
  expect(code).not.toMatch(/DependencyTimeoutException|ProvisionedThroughputExceededException.{0,40}registerError/);
});
