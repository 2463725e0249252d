import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article } from '#shared/knowledge/article';
import { buildEmbeddedDelta, buildEmbeddedIndex, openEmbeddedDelta, openEmbeddedIndex } from './embedded.ts';
import {
  checkVersion,
  type KnowledgeIndex,
  type KnowledgePublisher,
  type KnowledgeSource,
  noKnowledge,
  type Published,
  type UnknownVersion,
} from './knowledge-index.ts';

type Place = { version: string; key: string };

/**
 * One built version: where its file lies and which engine reads it. `publishedAt` is an ISO instant. With `base` the file holds only
 * in what the version differs from that whole one.
 */
export type Snapshot = Place & { engine: 'embedded' | 'opensearch'; publishedAt: string; base?: Place | undefined };

/** The list of built versions, and the one that is live. */
export type VersionRegister = {
  live(): Promise<Snapshot | undefined>;
  find(version: string): Promise<Snapshot | undefined>;
  /** `false` when this version is already there; it is then left as it is. */
  add(snapshot: Snapshot): Promise<boolean>;
  makeLive(snapshot: Snapshot): Promise<void>;
  /** Newest first. */
  versions(): Promise<string[]>;
};

/** Puts a local file under a key. */
export type SnapshotPut = (key: string, file: string) => Promise<void>;

/** How this engine's files are got and read. */
export type SnapshotFiles<Whole extends KnowledgeIndex> = {
  /** Gives the path of a fresh local copy, which belongs to the caller. */
  fetchFile: (key: string) => Promise<string>;
  open: (file: string) => Whole;
  /** Opens a file of differences; closing it leaves the whole version open. */
  openDelta: (file: string, base: Whole) => KnowledgeIndex;
};

type Opened<Whole> = { whole: Promise<Whole>; users: number };
type Opener<Whole> = {
  open: (snapshot: Pick<Snapshot, 'version' | 'key' | 'base'>) => Promise<KnowledgeIndex>;
  /** A whole version's file itself, to be closed by whoever has it. */
  borrow: (place: Place) => Promise<{ whole: Whole; close: () => void }>;
};

/**
 * Opens versions; those with the same base share its file. A file whose last user has closed it is closed; with `keeps` the newest
 * one is kept open for the next user.
 */
export function snapshotOpener<Whole extends KnowledgeIndex>(
  { fetchFile, open, openDelta }: SnapshotFiles<Whole>,
  { keeps = false } = {},
): Opener<Whole> {
  const bases = new Map<string, Opened<Whole>>();

  const read = async <T extends KnowledgeIndex>({ version, key }: Place, opens: (file: string) => T): Promise<T> => {
    const file = await fetchFile(key);
    try {
      const index = opens(file);
      if (index.version === version) return index;
      index.close();
      throw new Error(`The pointer names knowledge version ${version}, but ${key} holds ${index.version}.`);
    } finally {
      // An open file outlives its name (POSIX), so nothing is left behind however this process ends.
      await rm(file, { force: true }).catch(() => undefined);
    }
  };
  const forget = (key: string, opened: Opened<Whole>): void => {
    if (bases.get(key) === opened) bases.delete(key);
    opened.whole.then((index) => index.close()).catch(() => undefined);
  };
  const take = (place: Place): Opened<Whole> => {
    const opened = bases.get(place.key) ?? { whole: read(place, open), users: 0 };
    bases.set(place.key, opened);
    opened.users += 1;
    // What could not be got is asked for anew by the next.
    opened.whole.catch(() => bases.get(place.key) === opened && bases.delete(place.key));
    for (const [key, other] of bases) if (other.users === 0) forget(key, other);
    return opened;
  };
  const giveBack = (key: string, opened: Opened<Whole>): void => {
    opened.users -= 1;
    if (opened.users === 0 && !keeps) forget(key, opened);
  };
  const borrow = async (place: Place) => {
    const opened = take(place);
    try {
      return { whole: await opened.whole, close: () => giveBack(place.key, opened) };
    } catch (error) {
      giveBack(place.key, opened);
      throw error;
    }
  };
  return {
    borrow,
    async open(snapshot) {
      const { whole, close } = await borrow(snapshot.base ?? snapshot);
      if (!snapshot.base) return { version: whole.version, search: whole.search, close };
      try {
        const delta = await read(snapshot, (file) => openDelta(file, whole));
        const closeBoth = (): void => {
          delta.close();
          close();
        };
        return { version: delta.version, search: delta.search, close: closeBoth };
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

type SnapshotNeeds<Whole extends KnowledgeIndex> = SnapshotFiles<Whole> & {
  pointer: () => Promise<Pick<Snapshot, 'version' | 'key' | 'base'> | undefined>;
};

/**
 * Keeps the live version open in a warm function. The pointer is read at each `current()`, once a turn; a new version is fetched
 * once, however many turns wait for it, and where only a difference is new, only that. When that fails the turn fails: an older
 * version might hold what was withdrawn. The version before the present one stays open for turns that began with it.
 */
export function knowledgeSnapshots<Whole extends KnowledgeIndex>({
  pointer,
  ...files
}: SnapshotNeeds<Whole>): KnowledgeSource {
  const { open } = snapshotOpener(files);
  let opened: { version: string; index: Promise<KnowledgeIndex> } | undefined;
  let former: Promise<KnowledgeIndex> | undefined;

  const change = (live: Pick<Snapshot, 'version' | 'key' | 'base'>): Promise<KnowledgeIndex> => {
    const outgone = former;
    former = opened?.index;
    const index = open(live);
    // Closed only now, so that a base that both have stays open.
    outgone?.then((one) => one.close()).catch(() => undefined);
    opened = { version: live.version, index };
    index.catch(() => {
      if (opened?.index === index) opened = undefined;
    });
    return index;
  };
  return {
    async current() {
      const live = await pointer();
      if (!live) return noKnowledge;
      return opened?.version === live.version ? opened.index : change(live);
    },
  };
}

/** Opens any version that was built. */
export const versionOpener =
  (register: Pick<VersionRegister, 'find'>, { open }: Pick<Opener<KnowledgeIndex>, 'open'>) =>
  async (version: string): Promise<KnowledgeIndex | UnknownVersion> => {
    const snapshot = await register.find(checkVersion(version));
    return snapshot ? open(snapshot) : { refused: 'unknown-version' };
  };

type PublisherNeeds = {
  register: VersionRegister;
  putFile: SnapshotPut;
  fetchFile: (key: string) => Promise<string>;
  now: () => string;
  newId?: () => string;
  /** The most entries (texts of one language) that a version may hold. */
  limit: number;
};

const entriesIn = (articles: readonly Article[]): number =>
  articles.reduce((sum, { texts, withdrawn }) => (withdrawn ? sum : sum + Object.keys(texts).length), 0);

/** Builds versions as embedded files. Every build has a key of its own, so not even a lost race can change a published file. */
export function embeddedPublisher(needs: PublisherNeeds): KnowledgePublisher {
  const { register, putFile, fetchFile, now, newId = randomUUID, limit } = needs;
  const files = { fetchFile, open: openEmbeddedIndex, openDelta: openEmbeddedDelta };
  const opener = snapshotOpener(files, { keeps: true });

  /** Writes a file and puts it under a key of its own. */
  const put = async (version: string, write: (file: string) => void): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-knowledge-'));
    const key = `knowledge/${version}-${newId()}.sqlite`;
    try {
      const file = join(folder, 'index.sqlite');
      write(file);
      await putFile(key, file);
      return key;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const entered = async (version: string, key: string, base?: Place): Promise<Published> => {
    const snapshot = { version, key, engine: 'embedded' as const, publishedAt: now(), ...(base && { base }) };
    const kind = base ? 'delta' : 'full';
    return (await register.add(snapshot)) ? { published: version, kind } : { refused: 'version-exists' };
  };
  /** The whole version's open file; nothing where there is none that this code can add to. */
  const baseOf = async (version: string) => {
    const found = await register.find(version);
    if (!found || found.base) return undefined;
    const place = { version, key: found.key };
    return opener.borrow(place).then(
      (borrowed) => ({ place, ...borrowed }),
      () => undefined,
    );
  };
  return {
    async publish(articles, version, since) {
      if (await register.find(checkVersion(version))) return { refused: 'version-exists' };
      const found = entriesIn(articles);
      if (found > limit) return { refused: 'too-many-entries', found, limit };
      const base = since && (await baseOf(since.version));
      if (!since || !base)
        return entered(version, await put(version, (file) => buildEmbeddedIndex(articles, { version, file })));
      const { place, whole, close } = base;
      const changed = new Set(since.changed);
      const different = articles.filter(({ id }) => changed.has(id));
      try {
        const target = { version, base: whole, hidden: since.changed };
        return await entered(
          version,
          await put(version, (file) => buildEmbeddedDelta(different, { ...target, file })),
          place,
        );
      } finally {
        close();
      }
    },
    open: versionOpener(register, opener),
    ...versionPointer(register),
  };
}

/** Says which version is live, and moves that; needs no files. */
export const versionPointer = (register: VersionRegister): Pick<KnowledgePublisher, 'activate' | 'versions'> => ({
  async activate(version) {
    const snapshot = await register.find(checkVersion(version));
    if (!snapshot) return { refused: 'unknown-version' };
    await register.makeLive(snapshot);
    return { activated: version };
  },
  async versions() {
    const [versions, live] = await Promise.all([register.versions(), register.live()]);
    return { versions, ...(live && { live: live.version }) };
  },
});
