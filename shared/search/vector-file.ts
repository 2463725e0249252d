import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type Article, LANGUAGES, Language } from '#shared/knowledge/article';
import type { Vector } from '#shared/models/embedder';
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
  checkVersion,
  type Hit,
  type KnowledgeIndex,
  type KnowledgePublisher,
  type KnowledgeSource,
  noKnowledge,
  type SearchOptions,
  type Since,
} from './knowledge-index.ts';
import type { SnapshotPut } from './snapshot.ts';

/** Raised when a file of this code cannot be read by older code. */
const FORMAT = 1;
const NUMBER = Float32Array.BYTES_PER_ELEMENT;

const Entry = z.object({
  articleId: z.string(),
  version: z.int(),
  language: Language,
  title: z.string(),
  answer: z.string(),
  tags: z.array(z.string()),
  validFrom: z.string().optional(),
  validUntil: z.string().optional(),
});
type Entry = z.infer<typeof Entry>;
const Head = z.object({ format: z.literal(FORMAT), version: z.string(), facts: VectorFacts, entries: z.array(Entry) });

/** A version's vectors: row `n` of the matrix is entry `n`'s. */
export type VectorFile = { version: string; facts: VectorFacts; entries: Entry[]; matrix: Float32Array };

/** Length of the head (uint32, little endian), the head as JSON, filled up to whole numbers, then the matrix as float32. */
export function vectorBytes({ version, facts, entries, matrix }: VectorFile): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify({ format: FORMAT, version, facts, entries }));
  const start = Math.ceil((NUMBER + head.length) / NUMBER) * NUMBER;
  const bytes = new Uint8Array(start + matrix.byteLength);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, NUMBER);
  bytes.set(new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength), start);
  return bytes;
}

/** Reads what `vectorBytes` wrote. Throws when it is something else. */
export function vectorFileIn(bytes: Uint8Array): VectorFile {
  const whole = Uint8Array.from(bytes);
  const length = new DataView(whole.buffer).getUint32(0, true);
  const { format: _, ...head } = Head.parse(
    JSON.parse(new TextDecoder().decode(whole.subarray(NUMBER, NUMBER + length))),
  );
  const start = Math.ceil((NUMBER + length) / NUMBER) * NUMBER;
  const matrix = new Float32Array(whole.buffer, start);
  if (matrix.length === head.entries.length * head.facts.dimensions) return { ...head, matrix };
  throw new Error(`Vectors of ${head.version}: ${matrix.length} numbers for ${head.entries.length} entries.`);
}

const isServed = (entry: Entry, { language, at, tagged, notTagged, withdrawn }: SearchOptions): boolean =>
  entry.language === language &&
  (entry.validFrom === undefined || entry.validFrom <= at) &&
  (entry.validUntil === undefined || at <= entry.validUntil) &&
  (!tagged || entry.tags.some((tag) => tagged.includes(tag))) &&
  !notTagged?.some((tag) => entry.tags.includes(tag)) &&
  !withdrawn?.has(entry.articleId);

/** Every entry that may be served, by its exact cosine: ten thousand of 256 numbers take a few milliseconds. */
export const nearestIn =
  ({ entries, matrix, facts: { dimensions } }: VectorFile): Near =>
  async (vector, options) => {
    const hits: Hit[] = [];
    for (const [row, entry] of entries.entries()) {
      if (!isServed(entry, options)) continue;
      let score = 0;
      for (let at = 0, from = row * dimensions; at < dimensions; at += 1)
        score += (vector[at] ?? 0) * (matrix[from + at] ?? 0);
      const { validFrom: _, validUntil: __, ...told } = entry;
      hits.push({ ...told, score, matched: entry.title, evidence: NO_EVIDENCE });
    }
    return hits.sort((a, b) => b.score - a.score).slice(0, Math.min(options.limit, NEAREST));
  };

type Files = {
  putFile: SnapshotPut;
  /** Gives the path of a fresh local copy, which belongs to the caller. */
  fetchFile: (key: string) => Promise<string>;
  /** A version has no vectors that can be read: it is searched by words. */
  tellFault: (error: unknown) => void;
};

type Reading = Omit<Files, 'putFile'> & { embedding: Embedding };

/** A version is built once, so its vectors have one place. */
const keyOf = (version: string): string => `knowledge/${checkVersion(version)}.vectors`;

async function read(
  { fetchFile, tellFault }: Omit<Files, 'putFile'>,
  version: string,
): Promise<VectorFile | undefined> {
  try {
    const file = await fetchFile(keyOf(version));
    try {
      return vectorFileIn(await readFile(file));
    } finally {
      await rm(file, { force: true });
    }
  } catch (error) {
    tellFault(error);
    return undefined;
  }
}

const searching = (index: KnowledgeIndex, file: VectorFile | undefined, embedding: Embedding): KnowledgeIndex => {
  if (!file) return index;
  const { search } = index;
  const near = nearestIn(file);
  return {
    version: index.version,
    search: hybridSearch({ search, near, facts: file.facts, embedding }),
    close: () => index.close(),
  };
};

/** The embedded index with its vectors beside it: they are fetched once a version, and kept while it is the live one. */
export function vectorSource(source: KnowledgeSource, needs: Reading): KnowledgeSource {
  let kept: { index: KnowledgeIndex; with: Promise<KnowledgeIndex> } | undefined;
  return {
    async current() {
      const index = await source.current();
      if (index.version === noKnowledge.version) return index;
      if (kept?.index !== index) {
        const file = read(needs, index.version);
        kept = { index, with: file.then((one) => searching(index, one, needs.embedding)) };
      }
      return kept.with;
    },
  };
}

/** Opens any version that was built, with the vectors that lie beside it. */
export const vectorOpener =
  (open: KnowledgePublisher['open'], needs: Reading): KnowledgePublisher['open'] =>
  async (version) => {
    const index = await open(version);
    return 'refused' in index ? index : searching(index, await read(needs, version), needs.embedding);
  };

/** Publishes as `publisher` does, and puts each version's vectors beside it with what they were found to be worth. */
export function vectorPublisher(
  publisher: KnowledgePublisher,
  { embedding, ...files }: Files & { embedding: Embedding },
): KnowledgePublisher {
  return {
    ...publisher,
    open: vectorOpener(publisher.open, { ...files, embedding }),
    async publish(articles, version, since) {
      const built = await publisher.publish(articles, version, since);
      if ('refused' in built) return built;
      const file = await vectorsOf(publisher, files, embedding, { articles, version, since });
      if (file) await put(files, file);
      return built;
    },
  };
}

async function put({ putFile }: Pick<Files, 'putFile'>, file: VectorFile): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-vectors-'));
  try {
    const path = join(folder, 'vectors');
    await writeFile(path, vectorBytes(file));
    await putFile(keyOf(file.version), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const entriesOf = (articles: readonly Article[]): Entry[] =>
  articles
    .filter(({ withdrawn }) => !withdrawn)
    .flatMap(({ id: articleId, version, tags, texts, validFrom, validUntil }) =>
      LANGUAGES.flatMap((language): Entry[] => {
        const text = texts[language];
        const validity = { ...(validFrom && { validFrom }), ...(validUntil && { validUntil }) };
        return text
          ? [{ articleId, version, language, title: text.title, answer: text.answer, tags: [...tags], ...validity }]
          : [];
      }),
    );

type Asked = { articles: readonly Article[]; version: string; since: Since | undefined };

/** Vectors of unchanged texts are taken from the former version; nothing where the embedder fails. */
async function vectorsOf(
  publisher: KnowledgePublisher,
  files: Files,
  embedding: Embedding,
  { articles, version, since }: Asked,
): Promise<VectorFile | undefined> {
  const { identity, dimensions } = embedding.forDocuments;
  const before = since && (await read(files, since.version));
  const former = before?.facts.model === identity.model && before.facts.dimensions === dimensions ? before : undefined;
  const entries = entriesOf(articles);
  const known = new Map<string, Vector>();
  for (const [row, entry] of (former?.entries ?? []).entries())
    known.set(meant(entry), (former as VectorFile).matrix.subarray(row * dimensions, (row + 1) * dimensions));
  const unknown = [...new Set(entries.map(meant))].filter((text) => !known.has(text));
  const vectors = await vectorsFor(unknown, 'document', embedding);
  if (!vectors) return undefined;
  for (const [at, text] of unknown.entries()) known.set(text, vectors[at] as Vector);
  const matrix = new Float32Array(entries.length * dimensions);
  for (const [row, entry] of entries.entries()) matrix.set(known.get(meant(entry)) as Vector, row * dimensions);
  const model = { model: identity.model, dimensions };
  const file = { version, entries, matrix, facts: { weight: 0, asked: 0, right: 0, rightFused: 0, ...model } };
  if (former) return { ...file, facts: former.facts };
  const index = await publisher.open(version);
  if ('refused' in index) return file;
  try {
    const worth = await measuredWorth(articles, { search: index.search, near: nearestIn(file), embedding });
    return { ...file, facts: { ...worth, ...model } };
  } finally {
    index.close();
  }
}
