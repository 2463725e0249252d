import { Client, type ClientOptions, errors } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import * as z from 'zod';
import { type Article, LANGUAGES, Language } from '#shared/knowledge/article';
import { entriesOf, questionsOf } from '#shared/knowledge/entries';
import { type Query, respelled, sought, spellingsOf, unknownWords } from '#shared/knowledge/query';
import { type Collection, distinctTokens, type Entry, type Ranked, rank, survey } from '#shared/knowledge/ranking';
import { ideasIn, isIdea } from '#shared/knowledge/synonyms';
import { tokens } from '#shared/knowledge/tokens';
import {
  type Embedding,
  hybridSearch,
  meant,
  measuredWorth,
  NEAREST,
  type Near,
  NO_EVIDENCE,
  VectorFacts,
  vectorsFor,
} from './hybrid.ts';
import {
  askedWithout,
  checkDay,
  checkVersion,
  type Hit,
  type KnowledgeIndex,
  type KnowledgePublisher,
  type KnowledgeSource,
  noKnowledge,
  type SearchOptions,
  shortened,
} from './knowledge-index.ts';
import { readingLetters } from './letters.ts';

/** As in the embedded engine: more candidates did not change a result. */
const CANDIDATES = 50;
const BULK = 500;
const TERMS = 50_000;
/** A search waits this long for the cluster; building a version may take longer. Milliseconds. */
const SEARCH_WITHIN = 3_000;
const BUILD_WITHIN = 60_000;
const PATIENCE = { requestTimeout: BUILD_WITHIN };
/** A query may hold 1,024 clauses: a Han character costs five, a word three (it may be one letter long), an idea one. UTF-16 units. */
const LONGEST_HAN_QUERY = 180;
const LONGEST_QUERY = 560;
const MOST_IDEAS = 64;

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
type Connection = { address: string; region: string; credentials: () => Promise<Credentials> };

/**
 * The official client for an address with its scheme: `https:` requests are signed for Amazon OpenSearch Service (SigV4, `es`) with
 * the credentials given, for instance `new S3Client({}).config.credentials`; `http:` ones, of a node on this machine, are not.
 */
export function openSearchClient({ address, region, credentials }: Connection): Client {
  const common: ClientOptions = { node: address, requestTimeout: SEARCH_WITHIN, maxRetries: 1 };
  const { protocol } = new URL(address);
  if (protocol === 'http:') return new Client(common);
  if (protocol !== 'https:') throw new RangeError(`${address}: an address of OpenSearch begins with https: or http:.`);
  return new Client({ ...common, ...AwsSigv4Signer({ region, service: 'es', getCredentials: credentials }) });
}

const searched = { type: 'text', analyzer: 'han', fields: { english: { type: 'text', analyzer: 'english' } } };

const SETTINGS = {
  index: { number_of_shards: 1, auto_expand_replicas: '0-1' },
  analysis: {
    filter: { han_pairs: { type: 'cjk_bigram', output_unigrams: true } },
    analyzer: { han: { type: 'custom', tokenizer: 'standard', filter: ['cjk_width', 'lowercase', 'han_pairs'] } },
  },
};

const PROPERTIES = {
  articleId: { type: 'keyword' },
  version: { type: 'integer' },
  language: { type: 'keyword' },
  tags: { type: 'keyword' },
  validFrom: { type: 'date', format: 'strict_date' },
  validUntil: { type: 'date', format: 'strict_date' },
  asked: searched,
  answer: searched,
  askedRarity: { type: 'float', index: false },
  askedTokens: { type: 'keyword', index: false, doc_values: false },
  answerTokens: { type: 'keyword', index: false, doc_values: false },
  topic: { type: 'text', analyzer: 'english' },
  topicTokens: { type: 'keyword', index: false, doc_values: false },
  ideas: { type: 'text', analyzer: 'whitespace' },
  // Only to be counted: in how many entries of a language does a token stand?
  ...Object.fromEntries(
    LANGUAGES.map((language) => [
      `words_${language}`,
      { type: 'text', analyzer: 'whitespace', index_options: 'docs', norms: false },
    ]),
  ),
};

const Stored = z.object({
  articleId: z.string(),
  version: z.int(),
  language: Language,
  tags: z.array(z.string()),
  asked: z.array(z.string()),
  answer: z.string(),
  askedRarity: z.array(z.number()),
  askedTokens: z.array(z.string()),
  answerTokens: z.string(),
  topicTokens: z.string(),
});
type Stored = z.infer<typeof Stored>;

const Shelf = z.object({ entries: z.int(), askedLength: z.number(), answerLength: z.number() });
const Meta = z.object({ version: z.string(), collections: z.record(Language, Shelf), vectors: VectorFacts.optional() });
type Meta = z.infer<typeof Meta>;

function documents(articles: readonly Article[], language: Language) {
  const { entries, collection } = survey(entriesOf(articles, language));
  const { askedLength, answerLength } = collection;
  const stored = entries.map(({ article, text, asked, answer, topic, askedRarity }) => {
    const { id: articleId, version, tags, validFrom, validUntil } = article;
    const validity = { ...(validFrom && { validFrom }), ...(validUntil && { validUntil }) };
    const texts = {
      asked: questionsOf(text),
      answer: text.answer,
      topic: [articleId, ...tags].join(' ').replaceAll('-', ' '),
    };
    const askedTokens = asked.map((line) => line.join(' '));
    const tokenised = { askedTokens, askedRarity, answerTokens: answer.join(' '), topicTokens: topic.join(' ') };
    const ideas = [...new Set([...asked.flat(), ...answer].filter(isIdea))].join(' ');
    const words = { [`words_${language}`]: [...distinctTokens({ asked, answer, topic })].join(' ') };
    return { articleId, version, language, tags, ...validity, ...texts, ...tokenised, ideas, ...words };
  });
  return { stored, shelf: { entries: entries.length, askedLength, answerLength } };
}

const isKind = (error: unknown, kind: string): boolean =>
  error instanceof errors.ResponseError && (error.body as { error?: { type?: string } })?.error?.type === kind;

const isMissing = (error: unknown): boolean => error instanceof errors.ResponseError && error.statusCode === 404;

type Needs = {
  client: Client;
  /** Begins the names of this environment's indices and of its alias `<name>-live`; lower case. */
  name: string;
  /** Where an embedder is configured: entries get vectors, which are used where they were found to help. */
  embedding?: Embedding | undefined;
};

/** Lucene's own graph, which filters while it searches and needs no native library. */
const vectorField = (dimension: number) => ({
  vector: { type: 'knn_vector', dimension, method: { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil' } },
});

/** Versions as indices `<name>-v-<version>`; the live one is where the alias points. */
export function openSearchKnowledge({ client, name, embedding }: Needs): {
  publisher: KnowledgePublisher;
  source: KnowledgeSource;
} {
  const alias = `${name}-live`;
  const indexOf = (version: string): string => `${name}-v-${checkVersion(version)}`;

  return {
    publisher: {
      async publish(articles, version, since) {
        const index = indexOf(version);
        const former = since && (await complete(client, indexOf(since.version)));
        // Vectors of another model or size would be taken over and mean nothing.
        const { identity, dimensions } = embedding?.forDocuments ?? {};
        const had = former?.meta.vectors;
        const fits = had?.model === identity?.model && had?.dimensions === dimensions;
        const beside = former && fits && { ...former, changed: since.changed };
        if (!(await createIndex(client, index, embedding))) return { refused: 'version-exists' };
        try {
          await fill({ client, index, version, articles, embedding, ...(beside && { beside }) });
        } catch (cause) {
          await client.indices.delete({ index }).catch(() => undefined);
          throw new Error(`Version ${version} could not be built; nothing of it is left.`, { cause });
        }
        return { published: version, kind: beside ? 'delta' : 'full' };
      },
      async activate(version) {
        const index = indexOf(version);
        if (!(await complete(client, index))) return { refused: 'unknown-version' };
        const remove = { index: `${name}-v-*`, alias, must_exist: false };
        await client.indices.updateAliases({ body: { actions: [{ remove }, { add: { index, alias } }] } });
        return { activated: version };
      },
      async open(version) {
        const built = await complete(client, indexOf(version));
        return built ? openSearchIndex(client, built.index, built.meta, embedding) : { refused: 'unknown-version' };
      },
      async versions() {
        const [live, { body }] = await Promise.all([
          complete(client, alias),
          client.indices.getMapping({ index: `${name}-v-*` }),
        ]);
        const built = Object.values(body).flatMap(({ mappings }) => Meta.safeParse(mappings._meta).data?.version ?? []);
        return { versions: built.sort().reverse(), ...(live && { live: live.meta.version }) };
      },
    },
    source: {
      async current() {
        const live = await complete(client, alias);
        return live ? openSearchIndex(client, live.index, live.meta, embedding) : noKnowledge;
      },
    },
  };
}

/** `false` when there is one of this name. */
async function createIndex(client: Client, index: string, embedding: Embedding | undefined): Promise<boolean> {
  const settings = embedding ? { ...SETTINGS, index: { ...SETTINGS.index, knn: true } } : SETTINGS;
  const properties = { ...PROPERTIES, ...(embedding && vectorField(embedding.forDocuments.dimensions)) };
  try {
    await client.indices.create(
      { index, body: { settings, mappings: { dynamic: 'strict', properties } } } as never,
      PATIENCE,
    );
    return true;
  } catch (error) {
    if (isKind(error, 'resource_already_exists_exception')) return false;
    throw error;
  }
}

/** An older version's index, whose documents of articles that have not changed are taken over within the cluster. */
type Beside = { index: string; meta: Meta; changed: readonly string[] };

type Filling = {
  client: Client;
  index: string;
  version: string;
  articles: readonly Article[];
  embedding: Embedding | undefined;
  beside?: Beside;
};

/** The version's facts are written last: an index without them is not complete, and cannot be activated. */
async function fill({ client, index, version, articles, embedding, beside }: Filling): Promise<void> {
  if (beside) await takeOver(client, index, beside);
  const changed = beside && new Set(beside.changed);
  const shelves = { en: documents(articles, 'en'), zh: documents(articles, 'zh') };
  const collections = { en: shelves.en.shelf, zh: shelves.zh.shelf };
  const meta: Meta = { version, collections };
  for (const { stored } of Object.values(shelves)) {
    const different = changed ? stored.filter(({ articleId }) => changed.has(articleId)) : stored;
    await write(client, index, embedding ? await withVectors(different, embedding) : different);
  }
  await client.indices.refresh({ index }, PATIENCE);
  await countAgain(client, index, collections);
  if (!beside) await client.indices.forcemerge({ index, max_num_segments: 1 }, PATIENCE);
  const vectors = embedding && (beside?.meta.vectors ?? (await vectorFacts(client, index, meta, articles, embedding)));
  await client.indices.putMapping({ index, body: { _meta: { ...meta, ...(vectors && { vectors }) } } }, PATIENCE);
  await client.indices.addBlock({ index, block: 'write' }, PATIENCE);
}

type Document = ReturnType<typeof documents>['stored'][number] & { vector?: number[] };

/** Where the embedder fails they are written without: they are found by their words. */
async function withVectors(stored: readonly Document[], embedding: Embedding): Promise<Document[]> {
  const texts = stored.map(({ asked: [title = ''], answer }) => meant({ title, answer }));
  const vectors = await vectorsFor(texts, 'document', embedding);
  return stored.map((one, at) => {
    const vector = vectors?.[at];
    return vector ? { ...one, vector: [...vector] } : one;
  });
}

/** Asked of the version's own questions once it can be searched; a difference keeps what its whole version was found to be worth. */
async function vectorFacts(
  client: Client,
  index: string,
  meta: Meta,
  articles: readonly Article[],
  embedding: Embedding,
): Promise<Meta['vectors']> {
  const { search } = openSearchIndex(client, index, meta, undefined);
  const worth = await measuredWorth(articles, { search, near: nearIn(client, index), embedding });
  const { identity, dimensions } = embedding.forDocuments;
  return { ...worth, model: identity.model, dimensions };
}

async function write(client: Client, index: string, stored: readonly Document[]): Promise<void> {
  for (let start = 0; start < stored.length; start += BULK) {
    const body = stored
      .slice(start, start + BULK)
      .flatMap((one) => [{ index: { _index: index, _id: `${one.articleId}.${one.language}` } }, one]);
    const answered = await client.bulk({ body }, PATIENCE);
    const failed = answered.body.errors && answered.body.items.find((item) => item.index?.error);
    if (failed) throw new Error(`OpenSearch refused an entry: ${JSON.stringify(failed.index?.error)}`);
  }
}

const Reindexed = z.object({ failures: z.array(z.unknown()), timed_out: z.boolean() });

/** Nothing of it passes through this process: ten thousand entries are copied in seconds. */
async function takeOver(client: Client, index: string, { index: former, changed }: Beside): Promise<void> {
  // A query names at most 65,536 terms, so they are parted.
  const parts = Array.from({ length: Math.ceil(changed.length / TERMS) }, (_, at) =>
    changed.slice(at * TERMS, (at + 1) * TERMS),
  );
  const query = { bool: { must_not: parts.map((articleId) => ({ terms: { articleId } })) } };
  const body = { source: { index: former, query }, dest: { index, op_type: 'create' } };
  const answered = Reindexed.parse((await client.reindex({ body } as never, PATIENCE)).body);
  if (answered.timed_out || answered.failures.length > 0)
    throw new Error(`Entries of ${former} could not be taken over: ${JSON.stringify(answered.failures[0] ?? 'late')}`);
}

/** What is in the index must be what was meant to be, or the difference was told against another version. */
async function countAgain(client: Client, index: string, collections: Meta['collections']): Promise<void> {
  const { body } = await client.count({ index }, PATIENCE);
  const meant = LANGUAGES.reduce((sum, language) => sum + collections[language].entries, 0);
  if (body.count !== meant) throw new Error(`${index} holds ${body.count} entries; the articles have ${meant}.`);
}

/** The index behind a name or alias with the facts of its version; nothing when there is none, or it was never finished. */
async function complete(client: Client, named: string): Promise<{ index: string; meta: Meta } | undefined> {
  try {
    const { body } = await client.indices.getMapping({ index: named });
    const [found] = Object.entries(body);
    const meta = Meta.safeParse(found?.[1].mappings._meta);
    return found && meta.success ? { index: found[0], meta: meta.data } : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const within = (bound: 'lte' | 'gte', field: string, at: string) => ({
  bool: {
    should: [{ range: { [field]: { [bound]: at } } }, { bool: { must_not: { exists: { field } } } }],
  },
});

/** What may be served at all, whatever it is found by. */
function served(language: Language, { at, tagged, notTagged, withdrawn }: SearchOptions) {
  const valid = [within('lte', 'validFrom', at), within('gte', 'validUntil', at)];
  const shut = [
    ...(notTagged ? [{ terms: { tags: notTagged } }] : []),
    ...(withdrawn ? [{ terms: { articleId: [...withdrawn] } }] : []),
  ];
  return {
    filter: [{ term: { language } }, ...valid, ...(tagged ? [{ terms: { tags: tagged } }] : [])],
    must_not: shut,
  };
}

function candidateQuery(text: string, language: Language, options: SearchOptions) {
  const analysed = language === 'en' ? '.english' : '';
  const fields = [`asked${analysed}^2`, `answer${analysed}`, 'topic'];
  return {
    bool: {
      must: {
        bool: {
          should: [
            { multi_match: { query: text, type: 'most_fields', fields } },
            { match: { ideas: [...new Set(ideasIn(text).ideas)].slice(0, MOST_IDEAS).join(' ') } },
          ],
        },
      },
      ...served(language, options),
    },
  };
}

/** Nobody reads a vector back: it would be most of what travels. */
const _source = { excludes: ['vector'] };

/** The entries of the asked language that mean most nearly the same, by the index's own graph. */
const nearIn =
  (client: Client, index: string): Near =>
  async (vector, options) => {
    const filter = { bool: served(options.language, options) };
    const query = { knn: { vector: { vector: [...vector], k: NEAREST, filter } } };
    const { body } = await client.search({ index, body: { size: NEAREST, query, _source } } as never);
    return body.hits.hits.map(({ _source: source, _score }) => {
      const { articleId, version, language, answer, tags, asked } = Stored.parse(source);
      const [title = ''] = asked;
      // Lucene tells (1 + cosine) / 2.
      const score = 2 * Number(_score) - 1;
      return { articleId, version, language, title, answer, tags, score, matched: title, evidence: NO_EVIDENCE };
    });
  };

async function candidates(
  client: Client,
  index: string,
  query: object,
  passingOver: string | undefined,
): Promise<(Entry & { stored: Stored })[]> {
  const { body } = await client.search({ index, body: { size: CANDIDATES, query, _source } } as never);
  return body.hits.hits.map(({ _source: source }) => {
    const stored = Stored.parse(source);
    const { askedTokens, askedRarity, answerTokens, topicTokens } = stored;
    const asked = askedWithout(askedTokens.map(words), stored.asked, passingOver);
    return { stored, asked, askedRarity, answer: words(answerTokens), topic: words(topicTokens) };
  });
}

const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

const Counted = z.object({ terms: z.record(z.string(), z.object({ doc_freq: z.int().default(0) })) });

/** In how many entries each token of the query stands: one call, answered from the index's own dictionary. */
async function counts(client: Client, index: string, language: Language, query: readonly string[]) {
  const field = `words_${language}`;
  const about = { fields: [field], term_statistics: true, field_statistics: false, positions: false, offsets: false };
  const { body } = await client.termvectors({ index, body: { ...about, doc: { [field]: query.join(' ') } } } as never);
  const counted = Counted.safeParse(body.term_vectors?.[field]);
  return new Map(Object.entries(counted.data?.terms ?? {}).map(([token, { doc_freq }]) => [token, doc_freq]));
}

/** Everything a query's weights may depend on. */
const mentioned = (text: string): string[] => [...new Set([...tokens(text), ...ideasIn(text).ideas])];

/** The counts of what a query mentions, and of the near spellings of its unknown words: a second call, seldom made. */
async function countsOf(client: Client, index: string, language: Language, text: string) {
  const found = await counts(client, index, language, mentioned(text));
  const spellings = spellingsOf(unknownWords(text, (token) => found.get(token) ?? 0));
  if (spellings.length === 0) return found;
  return new Map([...found, ...(await counts(client, index, language, spellings))]);
}

function hit({ entry: { stored }, evidence, question }: Ranked<Entry & { stored: Stored }>): Hit {
  const { articleId, version, language, answer, tags, asked } = stored;
  const [title = '', matched = title] = [asked[0], asked[question]];
  return { articleId, version, language, title, answer, tags, score: evidence.score, matched, evidence };
}

/** A Han query is cut to what the clause limit bears; the surrogate half a customer's device may send is mended. */
const bearable = (query: string): string =>
  shortened(query.toWellFormed(), /\p{Script=Han}/u.test(query.normalize('NFKC')) ? LONGEST_HAN_QUERY : LONGEST_QUERY);

function openSearchIndex(
  client: Client,
  index: string,
  { version, collections, vectors }: Meta,
  embedding: Embedding | undefined,
): KnowledgeIndex {
  const searchIn = async (language: Language, typed: string, options: SearchOptions): Promise<Hit[]> => {
    const known = await countsOf(client, index, language, typed);
    const holding = (token: string): number => known.get(token) ?? 0;
    const text = respelled(typed, holding);
    const more = text === typed ? known : await counts(client, index, language, mentioned(text));
    const collection: Collection = { ...collections[language], holding: (token) => more.get(token) ?? 0 };
    const query: Query = sought(text, collection.holding);
    const entries = await candidates(client, index, candidateQuery(text, language, options), options.passingOver);
    return rank(query, entries, collection).slice(0, options.limit).map(hit);
  };
  const search = readingLetters(async (query, options) => {
    checkDay(options.at);
    const text = bearable(query);
    if (mentioned(text).length === 0) return [];
    const preferred = [...LANGUAGES].sort((a) => (a === options.language ? -1 : 1));
    for (const language of preferred) {
      const hits = await searchIn(language, text, options);
      if (hits.length > 0) return hits;
    }
    return [];
  });
  const near = nearIn(client, index);
  const searching = embedding ? hybridSearch({ search, near, facts: vectors, embedding }) : search;
  return { version, search: searching, close: () => {} };
}
