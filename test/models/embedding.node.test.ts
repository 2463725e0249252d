import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { environment } from '#infra/environments';
import type { metered } from '#shared/runtime/meters';
import { hybridSearch } from '#shared/search/hybrid';
import type { Hit } from '#shared/search/knowledge-index';
import { startModelServer } from '#test/fakes/model-server/server';

const titan = { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256, queryMs: 5_000 };
/** The settings that a function of this environment gets, as far as a plain environment needs none of the templates'. */
const { priceRegion, web: _, ...dev } = environment('dev');
const SETTINGS = { ...dev, environment: 'dev', groupClaim: 'groups', priceRegion, currency: 'USD' };

/** The part that makes a function's embedding, as it wakes up with these variables, beside a scripted model. */
const woken = async (choice: object) => {
  const server = await startModelServer();
  onTestFinished(() => server.close());
  vi.resetModules();
  vi.stubEnv('SETTINGS', JSON.stringify(SETTINGS));
  vi.stubEnv('EMBEDDER', JSON.stringify(choice));
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', server.bedrock);
  for (const [name, value] of [
    ['AWS_REGION', 'us-east-1'],
    ['AWS_ACCESS_KEY_ID', 'none'],
    ['AWS_SECRET_ACCESS_KEY', 'none'],
  ] as const)
    vi.stubEnv(name, value);
  const measure = vi.fn();
  vi.doMock('#shared/runtime/metrics', () => ({ measure }));
  const { embedding } = await import('#shared/runtime/parts/embedding');
  const { metered: working } = await import('#shared/runtime/meters');
  return { server, measure, embedding, working };
};

afterEach(() => {
  vi.doUnmock('#shared/runtime/metrics');
  vi.unstubAllEnvs();
  vi.resetModules();
});

const hit = (articleId: string): Hit => ({
  articleId,
  version: 1,
  language: 'en',
  title: articleId,
  answer: articleId,
  tags: [],
  score: 1,
  matched: articleId,
  evidence: { score: 1, amount: 1, strength: 1, margin: 1, coverage: 1, likeness: 1 },
});
const options = { language: 'en', limit: 5, at: '2026-07-01' } as const;
const facts = { model: titan.model, dimensions: 256, weight: 0.5, asked: 90, right: 40, rightFused: 70 };

/** A search whose words find one article and whose meaning finds another. */
const searching = (embedding: Parameters<typeof hybridSearch>[0]['embedding']) =>
  hybridSearch({ search: async () => [hit('words')], near: async () => [hit('meaning')], facts, embedding });

test('a question is embedded by the configured model, and its tokens are told to the work it was for', async () => {
  const { server, measure, embedding, working } = await woken(titan);
  const lines: Parameters<Parameters<typeof metered>[2]>[0][] = [];

  const hits = await working(
    'c1',
    () => searching(embedding())('where is my kettle?', options),
    (line) => lines.push(line),
  );

  expect(hits.map(({ articleId }) => articleId).sort()).toEqual(['meaning', 'words']);
  expect(server.vectorsAsked).toMatchObject([{ texts: ['where is my kettle?'] }]);
  expect(lines).toMatchObject([
    { conversationId: 'c1', readings: [{ meter: 'model:amazon.titan-embed-text-v2:0:input', unit: 'Tokens' }] },
  ]);
  expect(measure).not.toHaveBeenCalled();
});

test.each(['throttled', 'hold'] as const)(
  'a question whose vector is %s is searched by words alone, and the failure is counted',
  async (fault) => {
    const { server, measure, embedding } = await woken({ ...titan, queryMs: 300 });
    server.spoil(fault);

    const hits = await searching(embedding())('where is my kettle?', options);

    expect(hits.map(({ articleId }) => articleId)).toEqual(['words']);
    expect(measure.mock.calls).toEqual([[{ EmbeddingsFailed: 1 }]]);
  },
);

test('a bundle for an embedder does not start without one', async () => {
  const { embedding } = await woken({ kind: 'none' });

  expect(embedding).toThrow('EMBEDDER names no embedder');
});
