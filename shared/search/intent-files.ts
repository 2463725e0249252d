import { readFile, rm } from 'node:fs/promises';
import type { IntentSet } from '#shared/understanding/intents/reading';
import { unpackSet } from '#shared/understanding/intents/set-file';
import type { IntentsAt, KnowledgeSource } from './knowledge-index.ts';

/** The bytes of a file that was fetched; nothing of it is left behind. */
export const bytesOf =
  (fetchFile: (key: string) => Promise<string>) =>
  async (key: string): Promise<Uint8Array> => {
    const file = await fetchFile(key);
    try {
      return await readFile(file);
    } finally {
      await rm(file, { force: true }).catch(() => undefined);
    }
  };

type Needs = { read: (key: string) => Promise<Uint8Array>; tellFailure: (error: unknown) => undefined };

/** Gives the set of the live intents, nothing where there are none. */
export type IntentSource = (at: IntentsAt | undefined) => Promise<IntentSet | undefined>;

/**
 * Keeps the live intents in a warm function: a new version is fetched once, however many turns wait for it. Where that fails it is
 * told, and the turn goes on without: nobody waits for an answer because her words could not be sorted.
 */
export const liveIntents = ({ read, tellFailure }: Needs): IntentSource => {
  let kept: { version: string; set: Promise<IntentSet> } | undefined;
  return async (at) => {
    if (!at) return undefined;
    if (kept?.version !== at.version) {
      const loading = { version: at.version, set: read(at.key).then(unpackSet) };
      kept = loading;
      loading.set.catch(() => {
        if (kept === loading) kept = undefined;
      });
    }
    return kept.set.catch(tellFailure);
  };
};

/** What a source gives, and with it where the intents are that are live in this turn. Both are asked at once. */
export const withIntents = (source: KnowledgeSource, at: () => Promise<IntentsAt | undefined>): KnowledgeSource => ({
  async current() {
    const [index, intents] = await Promise.all([source.current(), at()]);
    return intents ? { ...index, intents } : index;
  },
});
