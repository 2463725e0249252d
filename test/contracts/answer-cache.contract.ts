import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AnswerCache } from '#shared/models/answer-cache';

const answer = { text: '三十天内可以退。', articleIds: ['returns-milk-powder'], from: 'small' };
const now = Date.parse('2026-11-20T09:00:00.000Z');

/** What every cache of answers must do. The fake and the real table run the same lines. */
export const answerCacheContract = (name: string, open: () => AnswerCache) =>
  describe(name, () => {
    test('what was put is there until its time, and not a moment longer', async () => {
      const [cache, key] = [open(), { brand: 'a', hash: randomUUID() }];
      await cache.put(key, answer, now + 60_000);

      expect(await cache.get(key, now)).toEqual(answer);
      expect(await cache.get(key, now + 60_000)).toBeUndefined();
    });

    test('another brand’s answer is not there, under the same hash either', async () => {
      const [cache, hash] = [open(), randomUUID()];
      await cache.put({ brand: 'a', hash }, answer, now + 60_000);

      expect(await cache.get({ brand: 'b', hash }, now)).toBeUndefined();
    });

    test('what nobody has put is not there, and what is put again replaces', async () => {
      const [cache, key] = [open(), { brand: 'a', hash: randomUUID() }];
      expect(await cache.get(key, now)).toBeUndefined();
      await cache.put(key, answer, now + 60_000);
      await cache.put(key, { ...answer, text: 'new' }, now + 60_000);

      expect(await cache.get(key, now)).toMatchObject({ text: 'new' });
    });
  });
