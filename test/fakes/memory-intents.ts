import type { IntentVersion } from '#shared/protocol/intents';
import type { IntentStore, PublishedIntents, StoredIntent } from '#shared/store/intent-store';

/** Intents in memory. */
export const memoryIntents = (): IntentStore => {
  const records = new Map<string, StoredIntent>();
  const versions = new Map<string, IntentVersion[]>();
  let live: PublishedIntents | undefined;
  return {
    all: async () => structuredClone([...records.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
    versions: async (name, limit) => structuredClone((versions.get(name) ?? []).toReversed().slice(0, limit)),
    async write({ before, record, version }) {
      if (records.get(record.name)?.n !== before?.n) return 'lost';
      records.set(record.name, structuredClone(record));
      versions.set(record.name, [...(versions.get(record.name) ?? []), structuredClone(version)]);
      return 'written';
    },
    live: async () => live,
    async makeLive(published) {
      live = published;
    },
  };
};
