import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '#functions/build/step';
import type { Article } from '#shared/knowledge/article';
import { contentOf } from '#shared/knowledge/lifecycle/content';
import { openEmbeddedDelta, openEmbeddedIndex } from '#shared/search/embedded';
import { embeddedPublisher, knowledgeSnapshots, type Snapshot } from '#shared/search/snapshot';
import { memoryBuilds } from '#test/fakes/memory-builds';
import { demoArticles } from '#test/search/demo-base';
import { type Figure, figure } from './figure.ts';

const ARTICLES = 10_000;
const RECORDED = 100;
const TIMES = 5;
const DAY = '2026-11-20';
const TITLE = 'Do whales sing in the stock room?';
const by = { id: 'bench', name: 'Bench' };

/** The demo shop's articles over and over, each copy of another branch: as long as real ones, and much alike. */
export const manyArticles = (): Article[] => {
  const shop = demoArticles();
  return Array.from({ length: ARTICLES }, (_, n) => {
    const { id, texts, ...article } = shop[n % shop.length] as Article;
    const copy = Math.floor(n / shop.length);
    const of = (text: NonNullable<Article['texts']['en']>, branch: string) => ({
      ...text,
      title: `${text.title} ${branch}`,
    });
    return {
      ...article,
      id: `${id}-${copy}`,
      texts: {
        ...(texts.en && { en: of(texts.en, `(branch ${copy})`) }),
        ...(texts.zh && { zh: of(texts.zh, `（${copy}号店）`) }),
      },
    };
  });
};

/** Versions in memory, files in a folder: what a table and a bucket would add is their network. */
const placeIn = (folder: string) => {
  const versions = new Map<string, Snapshot>();
  let live: Snapshot | undefined;
  let copies = 0;
  const register = {
    live: async () => live,
    find: async (version: string) => versions.get(version),
    add: async (snapshot: Snapshot) => !versions.has(snapshot.version) && !!versions.set(snapshot.version, snapshot),
    makeLive: async (snapshot: Snapshot) => {
      live = snapshot;
    },
    versions: async () => [...versions.keys()].sort().reverse(),
  };
  const stored = (key: string) => join(folder, key.replaceAll('/', '-'));
  const fetchFile = async (key: string) => {
    copies += 1;
    const copy = join(folder, `copy-${copies}`);
    await copyFile(stored(key), copy);
    return copy;
  };
  const putFile = (key: string, file: string) => copyFile(file, stored(key));
  return { register, putFile, fetchFile };
};

/**
 * From an editor's act on one of ten thousand articles until another function, warm with the version before, finds it: reading what is
 * served, the difference, the questions asked of both versions, the pointer, the other one's fetch and search. In milliseconds.
 */
export async function publishTimes(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-publish-'));
  try {
    const { register, ...files } = placeIn(folder);
    const served = new Map(
      manyArticles().map((article) => [
        article.id,
        { id: article.id, n: 1, content: contentOf(article, { kind: 'written' as const }) },
      ]),
    );
    const now = () => new Date().toISOString();
    const builds = memoryBuilds();
    const publisher = embeddedPublisher({ register, ...files, now, limit: 3 * ARTICLES });
    const articles = { allServed: async () => structuredClone([...served.values()]) };
    const limits = { atLeast: 1, share: 0.02 };
    let versions = 0;
    const newVersion = () => `v${String(++versions).padStart(4, '0')}`;
    const run = build({ articles, builds, publisher, newVersion, now, day: () => DAY, limits });
    const elsewhere = knowledgeSnapshots({
      pointer: register.live,
      fetchFile: files.fetchFile,
      open: openEmbeddedIndex,
      openDelta: openEmbeddedDelta,
    });
    for (const { id, texts } of demoArticles().slice(0, RECORDED))
      if (texts.en)
        await builds.putQuestion({ id, text: texts.en.title, language: 'en', articleId: `${id}-0`, by, at: now() });
    await run({ version: newVersion(), by });
    await (await elsewhere.current()).search('warm', { language: 'en', limit: 5, at: DAY });

    const times: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const start = performance.now();
      const text = { title: TITLE, questions: ['which song does a whale sing'], answer: `Song ${n}.` };
      const about = { id: 'whales', version: n + 1, tags: [], texts: { en: text } };
      served.set('whales', { id: 'whales', n: n + 1, content: contentOf(about, { kind: 'written' }) });
      await run({ version: newVersion(), by, ifChanged: true });
      const [hit] = await (await elsewhere.current()).search(TITLE, { language: 'en', limit: 5, at: DAY });
      if (hit?.articleId !== 'whales' || hit.version !== n + 1)
        throw new Error(`what was published was not found: ${JSON.stringify(await builds.builds({ limit: 1 }))}`);
      times.push(performance.now() - start);
    }
    const [newest] = await builds.builds({ limit: 1 });
    if (newest?.kind !== 'delta') throw new Error('one article of ten thousand was not built as a difference');
    return [figure('publish-one-of-10k-ms', times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
