import type { Article, Language } from '#shared/knowledge/article';
import type { Evidence } from '#shared/knowledge/ranking';

export type SearchOptions = {
  /** Entries in this language are preferred; the other language is searched only when they give nothing. */
  language: Language;
  /** At most this many articles. */
  limit: number;
  /** The shop's calendar day, `YYYY-MM-DD` (see `shopDate`): what is not valid on it is never returned. */
  at: string;
  /** Articles with at least one of these tags. */
  tagged?: readonly string[];
  /** Articles with none of these tags. */
  notTagged?: readonly string[];
  /** Ids of articles withdrawn since this version was published: never returned. */
  withdrawn?: ReadonlySet<string>;
  /**
   * A phrasing that is passed over wherever an article has it among its titles and questions: what remains of that article is all it
   * is found by. So an article can be asked for in its own words without finding exactly these.
   */
  passingOver?: string;
};

/** One article that may answer, in one language, with the text it had in this version of the index. */
export type Hit = {
  articleId: string;
  /** The article's own version, to be cited beside its id. */
  version: number;
  language: Language;
  title: string;
  answer: string;
  tags: readonly string[];
  score: number;
  /** The title or question of the article most like the query. */
  matched: string;
  /** What `confidence` reads. */
  evidence: Evidence;
};

/** One immutable version of the knowledge, open for searching. */
export type KnowledgeIndex = {
  readonly version: string;
  /** Best first, each article once; `[]` when nothing shares a word with the query. Never throws for what a customer typed. */
  search(query: string, options: SearchOptions): Promise<Hit[]>;
  close(): void;
};

/** Where the file of the environment's live intents lies. */
export type IntentsAt = { version: string; key: string };

/** Where a turn gets its index: ask once a turn, and use that one to its end. With it comes where its intents are. */
export type KnowledgeSource = { current(): Promise<KnowledgeIndex & { intents?: IntentsAt }> };

/**
 * A version that was built before, and the ids of all articles in which this one differs from it: new ones, changed ones, and those
 * that are in it no more. An engine may then build only the difference; what is found is the same.
 */
export type Since = { version: string; changed: readonly string[] };

export type Published =
  /** `delta`: only the difference was written, beside the whole version that `since` named. */
  | { published: string; kind: 'full' | 'delta' }
  | { refused: 'version-exists' }
  /** More entries (texts of one language) than this engine is good for; nothing was written. */
  | { refused: 'too-many-entries'; found: number; limit: number };
export type Activated = { activated: string } | { refused: 'unknown-version' };
export type UnknownVersion = { refused: 'unknown-version' };

/** Makes versions and says which one is live. A version is never changed; going back is activating an older one. */
export type KnowledgePublisher = {
  /** `articles` is everything the version shall hold, with or without `since`. */
  publish(articles: readonly Article[], version: string, since?: Since): Promise<Published>;
  activate(version: string): Promise<Activated>;
  /** Any version that was built, live or not. Whoever opens closes. */
  open(version: string): Promise<KnowledgeIndex | UnknownVersion>;
  /** What was built, newest first (the newest thousand), and the one that is live. */
  versions(): Promise<{ versions: string[]; live?: string }>;
};

/** What an environment has before anything was published. */
export const noKnowledge: KnowledgeIndex = { version: 'none', search: async () => [], close: () => {} };

const VERSION = /^[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?$/;

/** A version's name becomes part of file and index names, so it is held to what all of them accept. */
export function checkVersion(version: string): string {
  if (VERSION.test(version) && version !== noKnowledge.version) return version;
  throw new RangeError(`Not a version: "${version.slice(0, 80)}". Allowed: 1–60 of a–z, 0–9, "-", "."; not "none".`);
}

export function checkDay(at: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) return at;
  throw new RangeError(
    `Not a calendar day: "${at.slice(0, 40)}". Give the shop's YYYY-MM-DD, for instance from shopDate().`,
  );
}

/** Customers paste whole letters; what counts is at their beginning and their end. `longest` in UTF-16 units. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const half = Math.floor(longest / 2);
  return `${text.slice(0, half)} ${text.slice(-half)}`.toWellFormed();
}

/** The tokens of each title and question, none for those that are passed over; places stay as they are. */
export const askedWithout = (
  asked: readonly (readonly string[])[],
  questions: readonly string[],
  passingOver: string | undefined,
): readonly (readonly string[])[] =>
  passingOver === undefined ? asked : asked.map((tokens, place) => (questions[place] === passingOver ? [] : tokens));
