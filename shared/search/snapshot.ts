import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmbeddedIndex } from './embedded.ts';
import {
  checkVersion,
  type KnowledgeIndex,
  type KnowledgePublisher,
  type KnowledgeSource,
  noKnowledge,
} from './knowledge-index.ts';

/** One built version: where its file lies and which engine reads it. `publishedAt` is an ISO instant. */
export type Snapshot = { version: string; key: string; engine: 'embedded' | 'opensearch'; publishedAt: string };

/** The list of built versions, and the one that is live. */
export type VersionRegister = {
  live(): Promise<Snapshot | undefined>;
  find(version: string): Promise<Snapshot | undefined>;
  /** `false` when this version is already there; it is then left as it is. */
  add(snapshot: Snapshot): Promise<boolean>;
  makeLive(snapshot: Snapshot): Promise<void>;
};

/** Puts a local file under a key. */
export type SnapshotPut = (key: string, file: string) => Promise<void>;

type SnapshotNeeds = {
  pointer: () => Promise<Pick<Snapshot, 'version' | 'key'> | undefined>;
  /** Gives the path of a fresh local copy, which belongs to the caller. */
  fetchFile: (key: string) => Promise<string>;
  open: (file: string) => KnowledgeIndex;
};

/**
 * Keeps the live version open in a warm function. The pointer is read at each `current()`, once a turn; a new version is fetched
 * once, however many turns wait for it. When that fails the turn fails: an older version might hold what was withdrawn. The
 * version before the present one stays open for turns that began with it.
 */
export function knowledgeSnapshots({ pointer, fetchFile, open }: SnapshotNeeds): KnowledgeSource {
  let opened: { version: string; index: Promise<KnowledgeIndex> } | undefined;
  let former: Promise<KnowledgeIndex> | undefined;

  const fetchAndOpen = async (version: string, key: string): Promise<KnowledgeIndex> => {
    const file = await fetchFile(key);
    try {
      const index = open(file);
      if (index.version === version) return index;
      index.close();
      throw new Error(`The pointer names knowledge version ${version}, but ${key} holds ${index.version}.`);
    } finally {
      // An open file outlives its name (POSIX), so nothing is left behind however this process ends.
      await rm(file, { force: true }).catch(() => undefined);
    }
  };
  const change = (version: string, key: string): Promise<KnowledgeIndex> => {
    former?.then((index) => index.close()).catch(() => undefined);
    former = opened?.index;
    const index = fetchAndOpen(version, key);
    opened = { version, index };
    index.catch(() => {
      if (opened?.index === index) opened = undefined;
    });
    return index;
  };
  return {
    async current() {
      const live = await pointer();
      if (!live) return noKnowledge;
      return opened?.version === live.version ? opened.index : change(live.version, live.key);
    },
  };
}

type PublisherNeeds = { register: VersionRegister; putFile: SnapshotPut; now: () => string; newId?: () => string };

/** Builds versions as embedded files. Every build has a key of its own, so not even a lost race can change a published file. */
export function embeddedPublisher({ register, putFile, now, newId = randomUUID }: PublisherNeeds): KnowledgePublisher {
  return {
    async publish(articles, version) {
      if (await register.find(checkVersion(version))) return { refused: 'version-exists' };
      const folder = await mkdtemp(join(tmpdir(), 'baton-knowledge-'));
      const key = `knowledge/${version}-${newId()}.sqlite`;
      try {
        const file = join(folder, 'index.sqlite');
        buildEmbeddedIndex(articles, { version, file });
        await putFile(key, file);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      const added = await register.add({ version, key, engine: 'embedded', publishedAt: now() });
      return added ? { published: version } : { refused: 'version-exists' };
    },
    async activate(version) {
      const snapshot = await register.find(checkVersion(version));
      if (!snapshot) return { refused: 'unknown-version' };
      await register.makeLive(snapshot);
      return { activated: version };
    },
  };
}
