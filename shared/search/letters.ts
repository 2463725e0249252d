import { passagesOf } from '#shared/knowledge/letter';
import type { Hit, KnowledgeIndex } from './knowledge-index.ts';

/** What a passage finds further down is chance, and chance adds up too. Chosen on a set of letters; the result is flat around it. */
const A_PASSAGE = 20;

/**
 * Reads a letter passage by passage: what several passages find adds up, so that a letter that asks three things finds the articles
 * of all three, and the words it wraps them in find nothing together. A question is searched as it is.
 */
export const readingLetters =
  (search: KnowledgeIndex['search']): KnowledgeIndex['search'] =>
  async (query, options) => {
    const passages = passagesOf(query);
    if (passages.length <= 1) return search(passages[0] ?? query, options);
    const found = await Promise.all(passages.map((one) => search(one, { ...options, limit: A_PASSAGE })));
    return addedUp(found).slice(0, options.limit);
  };

/** An article's scores added; the rest is told of the passage that it answers best, but how far it is ahead of the next. */
function addedUp(found: readonly (readonly Hit[])[]): Hit[] {
  const articles = new Map<string, { best: Hit; score: number }>();
  for (const hit of found.flat()) {
    const { best = hit, score = 0 } = articles.get(hit.articleId) ?? {};
    articles.set(hit.articleId, { best: hit.score > best.score ? hit : best, score: score + hit.score });
  }
  const ordered = [...articles.values()].sort((a, b) => b.score - a.score);
  return ordered.map(({ best, score }, place) => {
    const margin = 1 - (ordered[place + 1]?.score ?? 0) / score;
    return { ...best, score, evidence: { ...best.evidence, score, margin } };
  });
}
