import { describe, expect, onTestFinished, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import type { Embedding } from '#shared/search/hybrid';
import type { SearchOptions } from '#shared/search/knowledge-index';
import { ScriptedEmbedder, scriptedEmbedding } from '#test/fakes/scripted-embedder';
import type { KnowledgeBase } from './knowledge-index.contract.ts';

const THINGS =
  'kettle lamp spoon chair table mirror carpet curtain pillow blanket bottle candle ladder hammer bucket basket'.split(
    ' ',
  );
/** The same things in words that no article holds. */
const other = (thing: string): string => [...thing].reverse().join('');
const articles = (things: readonly string[] = THINGS): Article[] =>
  things.map((thing) => ({
    id: `about-${thing}`,
    version: 1,
    tags: ['household'],
    texts: {
      en: {
        title: `The ${thing}`,
        questions: [`zzq ${other(thing)}`],
        answer: `Our ${thing} lasts for years.`,
      },
    },
  }));
const understands = (text: string): string =>
  THINGS.filter((one) => text.includes(one) || text.includes(other(one))).join(' ');
const sees = (): string => 'always the same';
const options: SearchOptions = { language: 'en', limit: 5, at: '2026-07-01' };

/** What every engine does with vectors, where an embedder is configured. `cases` says how many tests that is. */
export const hybridCases = 6;
export function hybridSearchContract(
  engine: string,
  emptyBase: (embedding: Embedding) => Promise<KnowledgeBase>,
  skip = false,
): void {
  const scene = async (says: (text: string) => string, all = articles()) => {
    const embedder = new ScriptedEmbedder(says);
    const embedding = scriptedEmbedding(embedder);
    const made = await emptyBase(embedding);
    onTestFinished(made.close);
    await made.publisher.publish(all, '1');
    await made.publisher.activate('1');
    const asked = embedder.asked.length;
    return {
      ...made,
      embedder,
      embedding,
      index: await made.source.current(),
      queries: () => embedder.asked.slice(asked),
    };
  };

  describe.skipIf(skip)(`search by words and meaning: ${engine}`, () => {
    test('where vectors help, what is said in other words is found, and nothing is claimed of how sure that is', async () => {
      const { index, queries } = await scene(understands);

      const [top] = await index.search(
        `my ${other('spoon')}?!`.replace(other('spoon'), `xx${other('spoon')}`),
        options,
      );

      expect(queries()).toHaveLength(1);
      expect(top).toMatchObject({
        articleId: 'about-spoon',
        title: 'The spoon',
        evidence: { amount: 0, strength: 0, margin: 0 },
      });
    });

    test('where vectors do not help, no question is embedded, and words find what they find', async () => {
      const { index, queries } = await scene(sees);

      const [top] = await index.search('the spoon', options);

      expect(queries()).toEqual([]);
      expect(top?.articleId).toBe('about-spoon');
    });

    test('a question whose vector fails is searched by words alone, and that is told', async () => {
      const { index, embedder, embedding } = await scene(understands);
      embedder.fails = { kind: 'timeout-total' };

      const [top] = await index.search('the spoon', options);

      expect(top).toMatchObject({ articleId: 'about-spoon' });
      expect(embedding.told.at(-1)).toMatchObject({ failure: { kind: 'timeout-total' } });
    });

    test('what is withdrawn, shut out by a tag or not valid is not found by its meaning either', async () => {
      const late = articles(['ladder']).map((article) => ({ ...article, id: 'late', validFrom: '2027-01-01' }));
      const { index } = await scene(understands, [...articles(), ...late]);
      const found = async (more: Partial<SearchOptions>) =>
        (await index.search(`xx${other('ladder')}`, { ...options, ...more })).map(({ articleId }) => articleId);

      expect(await found({})).toContain('about-ladder');
      expect(await found({})).not.toContain('late');
      expect(await found({ withdrawn: new Set(['about-ladder']) })).not.toContain('about-ladder');
      expect(await found({ notTagged: ['household'] })).toEqual([]);
    });

    test('a difference embeds what is different and no more, and keeps what the whole was found to be worth', async () => {
      const { publisher, source, queries } = await scene(understands, articles(THINGS.slice(1)));

      await publisher.publish(articles(), '2', { version: '1', changed: ['about-kettle'] });
      await publisher.activate('2');
      const [top] = await (await source.current()).search(`xx${other('kettle')}`, options);

      const embedded = queries().filter(({ purpose }) => purpose === 'document');
      expect(embedded.flatMap(({ texts }) => texts)).toEqual([expect.stringContaining('kettle')]);
      expect(top?.articleId).toBe('about-kettle');
    });

    test('an embedder that fails while a version is built leaves a version that is searched by words', async () => {
      const embedder = new ScriptedEmbedder(understands);
      embedder.fails = { kind: 'unavailable' };
      const { publisher, source, close } = await emptyBase(scriptedEmbedding(embedder));
      onTestFinished(close);

      const built = await publisher.publish(articles(), '1');
      await publisher.activate('1');
      const [top] = await (await source.current()).search('the spoon', options);

      expect(built).toMatchObject({ published: '1' });
      expect(top?.articleId).toBe('about-spoon');
    });
  });
}
