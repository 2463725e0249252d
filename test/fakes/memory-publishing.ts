import { build } from '#functions/build/step';
import type { BuildMessage } from '#shared/queues/queues';
import type { ArticleStore } from '#shared/store/article-store';
import { memoryBuilds } from './memory-builds.ts';
import type { MemoryPublisher } from './memory-publisher.ts';

type Place = { articles: ArticleStore; publisher: MemoryPublisher; newVersion: () => string; now: () => string };

/** What is asked for is built at once, by the step that a queue would drive. */
export const publishingOn = ({ articles, publisher, newVersion, now }: Place) => {
  const builds = memoryBuilds();
  const limits = { atLeast: 1, share: 0.02 };
  const day = (instant: string) => instant.slice(0, 10);
  const run = build({ articles, builds, publisher, newVersion, now, day, limits });
  const sent: { message: BuildMessage; id: string }[] = [];
  const queue = {
    async build(message: BuildMessage, id: string) {
      sent.push({ message, id });
      await run(message);
    },
  };
  return { articles, builds, queue, pointer: publisher, newVersion, now, sleep: async () => {}, run, sent };
};

/** The articles' step needs these beside its table; what it asks to be built is only noted. */
export const editingOn = (articles: ArticleStore, now: () => string) => {
  const asked: BuildMessage[] = [];
  const failures: unknown[] = [];
  const world = { queueDown: false };
  const queue = {
    async build(message: BuildMessage) {
      if (world.queueDown) throw new Error('the queue does not answer');
      asked.push(message);
    },
  };
  const tellFailure = (error: unknown) => void failures.push(error);
  const needs = { articles, builds: memoryBuilds(), queue, newVersion: () => `v${asked.length + 1}`, now, tellFailure };
  return { needs, asked, failures, world };
};
