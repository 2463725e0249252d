import type { AnswerCache, CachedAnswer } from '#shared/models/answer-cache';

/** Approved answers in memory. */
export const memoryAnswerCache = (): AnswerCache & { size: () => number } => {
  const kept = new Map<string, { answer: CachedAnswer; until: number }>();
  return {
    async get({ brand, hash }, now) {
      const found = kept.get(`${brand} ${hash}`);
      return found && Math.floor(found.until / 1000) * 1000 > now ? found.answer : undefined;
    },
    async put({ brand, hash }, answer, until) {
      kept.set(`${brand} ${hash}`, { answer, until });
    },
    size: () => kept.size,
  };
};
