import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Article, LANGUAGES, type Language } from '#shared/knowledge/article';
import { entriesOf, questionsOf } from '#shared/knowledge/entries';
import { respelled, sought } from '#shared/knowledge/query';
import {
  type Collection,
  type Entry,
  type Ranked,
  rank,
  rarities,
  survey,
  withRarities,
} from '#shared/knowledge/ranking';
import {
  askedWithout,
  checkDay,
  checkVersion,
  type Hit,
  type KnowledgeIndex,
  type SearchOptions,
  shortened,
} from './knowledge-index.ts';
import { readingLetters } from './letters.ts';

/** Raised when a file of this code cannot be read by older code, so that neither misreads the other. */
const FORMAT = 2;
const APPLICATION = 0x42544e31;
/** A file of differences is another kind of file: code that knows of none does not take it for a whole version. */
const DELTA_APPLICATION = 0x42544e32;
const LONGEST_QUERY = 1_000;
/** Entries handed to the ranking. More did not change a result on the development data. */
const CANDIDATES = 50;
/** Words are taken rarest first until this many entries would be touched: common words decide little and cost most. */
const POSTINGS = 4_000;
const MOST_WORDS = 48;

const SCHEMA = `
  PRAGMA user_version = ${FORMAT};
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  CREATE TABLE built (version TEXT NOT NULL);
  CREATE TABLE collection (language TEXT PRIMARY KEY, entries INT, asked_length REAL, answer_length REAL) WITHOUT ROWID;
  CREATE TABLE entry (
    id INTEGER PRIMARY KEY, article TEXT, version INT, asked TEXT, asked_rarity TEXT, answer TEXT, tags TEXT,
    valid_from TEXT, valid_until TEXT
  );
  ${LANGUAGES.map((language) => `CREATE TABLE holding_${language} (token TEXT PRIMARY KEY, entries INT) WITHOUT ROWID;`).join('\n')}
  ${LANGUAGES.map((language) => `CREATE VIRTUAL TABLE words_${language} USING fts5(asked, answer, topic, tokenize = 'unicode61 remove_diacritics 0');`).join('\n')}
`;

/** Throws when this Node.js cannot run the embedded index at all. */
export function requireFts5(
  open: () => Pick<DatabaseSync, 'exec' | 'close'> = () => new DatabaseSync(':memory:'),
): void {
  const database = open();
  try {
    database.exec('CREATE VIRTUAL TABLE probe USING fts5(words)');
  } catch (cause) {
    const advice = 'Use an official Node.js 24 build, or set `search: opensearch` for this environment.';
    throw new Error(
      `The SQLite inside Node.js ${process.version} has no FTS5, which the embedded search needs. ${advice}`,
      { cause },
    );
  } finally {
    database.close();
  }
}

type Surveyed = ReturnType<typeof survey<ReturnType<typeof entriesOf>[number]>>;

/** `counts` are of the tokens that this file answers for. */
function writeEntries(database: DatabaseSync, { entries, collection, counts }: Surveyed, language: Language): void {
  const entry = database.prepare('INSERT INTO entry VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)');
  const found = database.prepare(`INSERT INTO words_${language} (rowid, asked, answer, topic) VALUES (?, ?, ?, ?)`);
  for (const { article, text, asked, answer, topic, askedRarity } of entries) {
    const { id, version, tags, validFrom, validUntil } = article;
    const texts = [JSON.stringify(questionsOf(text)), JSON.stringify(askedRarity), text.answer, JSON.stringify(tags)];
    const { lastInsertRowid } = entry.run(id, version, ...texts, validFrom ?? null, validUntil ?? null);
    found.run(lastInsertRowid, asked.map((tokens) => tokens.join(' ')).join('\n'), answer.join(' '), topic.join(' '));
  }
  const holding = database.prepare(`INSERT INTO holding_${language} VALUES (?, ?)`);
  for (const [token, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) holding.run(token, count);
  const { askedLength, answerLength } = collection;
  database
    .prepare('INSERT INTO collection VALUES (?, ?, ?, ?)')
    .run(language, collection.entries, askedLength, answerLength);
  database.exec(`INSERT INTO words_${language} (words_${language}) VALUES ('optimize')`);
}

type Target = { version: string; file: string };

function writeFile(
  { version, file }: Target,
  application: number,
  entriesIn: (language: Language) => Surveyed,
  more: (database: DatabaseSync) => void = () => {},
): void {
  requireFts5();
  if (existsSync(file)) throw new Error(`${file} exists; a version of the knowledge is never written twice.`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const database = new DatabaseSync(part);
  try {
    database.exec(`PRAGMA application_id = ${application}; ${SCHEMA}`);
    database.exec('BEGIN');
    database.prepare('INSERT INTO built VALUES (?)').run(checkVersion(version));
    for (const language of LANGUAGES) writeEntries(database, entriesIn(language), language);
    more(database);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  renameSync(part, file);
}

/** Writes one version as one file that is never written again. Withdrawn articles are left out. Throws when `file` exists. */
export function buildEmbeddedIndex(articles: readonly Article[], target: Target): void {
  writeFile(target, APPLICATION, (language) => survey(entriesOf(articles, language)));
}

type Tokens = { asked: string[][]; answer: string[]; topic: string[] };

/** What the whole of a language looks like once these entries are gone and those are there. */
function surveyBeside(whole: Collection, gone: readonly Tokens[], added: ReturnType<typeof entriesOf>): Surveyed {
  const [before, after] = [survey(gone), survey(added)];
  const entries = whole.entries - gone.length + added.length;
  const touched = new Set([...before.counts.keys(), ...after.counts.keys()]);
  const counts = new Map(
    [...touched].map((token) => [
      token,
      whole.holding(token) - before.collection.holding(token) + after.collection.holding(token),
    ]),
  );
  const mean = (length: 'askedLength' | 'answerLength'): number => {
    const total = (of: Collection): number => of[length] * of.entries;
    return (total(whole) - total(before.collection) + total(after.collection)) / Math.max(entries, 1);
  };
  const collection: Collection = {
    entries,
    askedLength: mean('askedLength'),
    answerLength: mean('answerLength'),
    holding: (token) => counts.get(token) ?? whole.holding(token),
  };
  return { collection, counts, entries: withRarities(added, collection) };
}

/**
 * Writes in what a version differs from a whole one: the entries of `articles`, and the ids of all that is told otherwise or no
 * more, which are hidden in `base`. Counts and lengths are of the version as a whole, so that both together rank as one file would;
 * only the rarity of the questions that stay in `base` is as it was when that was built.
 */
export function buildEmbeddedDelta(
  articles: readonly Article[],
  { base, hidden, ...target }: Target & { base: EmbeddedIndex; hidden: readonly string[] },
): void {
  const write = (language: Language): Surveyed => {
    const { collection, tokensOf } = base.shelves[language];
    return surveyBeside(collection, tokensOf(hidden), entriesOf(articles, language));
  };
  writeFile(target, DELTA_APPLICATION, write, (database) => {
    database.exec('CREATE TABLE hidden (article TEXT PRIMARY KEY) WITHOUT ROWID');
    const hide = database.prepare('INSERT INTO hidden VALUES (?)');
    for (const id of [...new Set(hidden)].sort()) hide.run(id);
  });
}

type TokenRow = { askedTokens: string; answerTokens: string; topicTokens: string };
type Row = TokenRow & {
  article: string;
  version: number;
  asked: string;
  askedRarity: string;
  answer: string;
  tags: string;
};
type Candidate = Entry & { row: Row };
/** A file's entries of one language, without those that are told otherwise elsewhere. */
type Source = { candidates: StatementSync; hidden: readonly string[] };
type Shelf = { language: Language; collection: Collection; sources: readonly Source[] };
/** A shelf of a whole version, to which another file may add. */
type WholeShelf = Shelf & { tokensOf: (articles: readonly string[]) => Tokens[] };
/** A whole version's open file. */
export type EmbeddedIndex = KnowledgeIndex & { readonly shelves: Readonly<Record<Language, WholeShelf>> };

const candidateQuery = (language: Language): string => `
  WITH found AS MATERIALIZED (
    SELECT entry.id FROM words_${language} JOIN entry ON entry.id = words_${language}.rowid
    WHERE words_${language} MATCH :words
      AND (valid_from IS NULL OR valid_from <= :at) AND (valid_until IS NULL OR :at <= valid_until)
      AND (:tagged IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(:tagged))))
      AND (:notTagged IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(:notTagged))))
      AND (:withdrawn IS NULL OR article NOT IN (SELECT value FROM json_each(:withdrawn)))
    ORDER BY bm25(words_${language}, 2.0, 1.0, 1.0) LIMIT ${CANDIDATES}
  )
  SELECT article, version, entry.asked, asked_rarity AS askedRarity, entry.answer, tags, w.asked AS askedTokens, w.answer AS answerTokens, w.topic AS topicTokens
  FROM found JOIN entry ON entry.id = found.id JOIN words_${language} AS w ON w.rowid = found.id`;

/** The facts of a language; tokens that the file does not answer for are asked of `whole`. */
function openCollection(database: DatabaseSync, language: Language, whole?: Collection): Collection {
  const { entries, asked_length, answer_length } = database
    .prepare('SELECT * FROM collection WHERE language = ?')
    .get(language) as { entries: number; asked_length: number; answer_length: number };
  const statement = database.prepare(`SELECT entries FROM holding_${language} WHERE token = ?`);
  const holding = (token: string): number =>
    (statement.get(token) as { entries: number } | undefined)?.entries ?? whole?.holding(token) ?? 0;
  return { entries, askedLength: asked_length, answerLength: answer_length, holding };
}

function openShelf(database: DatabaseSync, language: Language): WholeShelf {
  const candidates = database.prepare(candidateQuery(language));
  const told = database.prepare(`
    SELECT w.asked AS askedTokens, w.answer AS answerTokens, w.topic AS topicTokens
    FROM entry JOIN words_${language} AS w ON w.rowid = entry.id
    WHERE entry.article IN (SELECT value FROM json_each(?)) ORDER BY entry.id`);
  const tokensOf = (articles: readonly string[]): Tokens[] =>
    (told.all(JSON.stringify(articles)) as TokenRow[]).map(tokensIn);
  return { language, collection: openCollection(database, language), sources: [{ candidates, hidden: [] }], tokensOf };
}

function openShelfBeside(database: DatabaseSync, { language, collection, sources }: Shelf, hidden: string[]): Shelf {
  const added = { candidates: database.prepare(candidateQuery(language)), hidden: [] };
  return {
    language,
    collection: openCollection(database, language, collection),
    sources: [...sources.map(({ candidates }) => ({ candidates, hidden })), added],
  };
}

/** The rarest words of the query as an FTS5 expression. Tokens hold letters and digits only, so quoting them is enough. */
function expression(query: readonly string[], collection: Collection): string | undefined {
  const rarest = [...rarities(query, collection)].sort(([, a], [, b]) => b - a).map(([token]) => token);
  const chosen: string[] = [];
  let touched = 0;
  for (const token of rarest) {
    const entries = collection.holding(token);
    if (entries === 0) continue;
    if (chosen.length > 0 && (touched + entries > POSTINGS || chosen.length === MOST_WORDS)) break;
    chosen.push(`"${token}"`);
    touched += entries;
  }
  return chosen.length > 0 ? chosen.join(' OR ') : undefined;
}

const words = (line: string): string[] => (line === '' ? [] : line.split(' '));

const tokensIn = ({ askedTokens, answerTokens, topicTokens }: TokenRow): Tokens => ({
  asked: askedTokens.split('\n').map(words),
  answer: words(answerTokens),
  topic: words(topicTokens),
});

function candidate(row: Row, passingOver: string | undefined): Candidate {
  const { asked, ...tokens } = tokensIn(row);
  const questions = passingOver === undefined ? [] : (JSON.parse(row.asked) as string[]);
  const askedRarity = JSON.parse(row.askedRarity) as number[];
  return { row, ...tokens, asked: askedWithout(asked, questions, passingOver), askedRarity };
}

const asJson = (values: Iterable<string> | undefined): string | null => (values ? JSON.stringify([...values]) : null);

function searchShelf({ language, collection, sources }: Shelf, text: string, options: SearchOptions): Hit[] {
  const query = sought(respelled(text, collection.holding), collection.holding);
  const match = expression([...query.keys()], collection);
  if (match === undefined) return [];
  const { tagged, notTagged, withdrawn, passingOver } = options;
  const rows = sources.flatMap(({ candidates, hidden }) => {
    const shut = withdrawn || hidden.length > 0 ? [...(withdrawn ?? []), ...hidden] : undefined;
    return candidates.all({
      words: match,
      at: checkDay(options.at),
      tagged: asJson(tagged),
      notTagged: asJson(notTagged),
      withdrawn: asJson(shut),
    }) as Row[];
  });
  const found = rows.map((row) => candidate(row, passingOver));
  const ranked = rank(query, found, collection);
  return ranked.slice(0, options.limit).map((one) => hit(one, language));
}

function hit({ entry: { row }, evidence, question }: Ranked<Candidate>, language: Language): Hit {
  const asked = JSON.parse(row.asked) as string[];
  const { article: articleId, version, answer } = row;
  const tags = JSON.parse(row.tags) as string[];
  const [title = '', matched = title] = [asked[0], asked[question]];
  return { articleId, version, language, title, answer, tags, score: evidence.score, matched, evidence };
}

function openFile(file: string, application: number): { database: DatabaseSync; version: string } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { application_id } = database.prepare('PRAGMA application_id').get() as { application_id: number };
    const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (application_id !== application || user_version !== FORMAT)
      throw new Error(`found application ${application_id}, format ${user_version}; wanted ${application}, ${FORMAT}`);
    const { version } = database.prepare('SELECT version FROM built').get() as { version: string };
    return { database, version };
  } catch (cause) {
    database.close();
    throw new Error(`${file} is no knowledge index that this code can read; publish the knowledge again.`, { cause });
  }
}

const searchIn = (shelves: readonly Shelf[]): KnowledgeIndex['search'] =>
  readingLetters(async (query, options) => {
    const asked = shortened(query, LONGEST_QUERY);
    const preferred = [...shelves].sort((a) => (a.language === options.language ? -1 : 1));
    for (const shelf of preferred) {
      const hits = searchShelf(shelf, asked, options);
      if (hits.length > 0) return hits;
    }
    return [];
  });

/** Opens a file of `buildEmbeddedIndex` for reading. Throws when it is not one. */
export function openEmbeddedIndex(file: string): EmbeddedIndex {
  requireFts5();
  const { database, version } = openFile(file, APPLICATION);
  const shelves = { en: openShelf(database, 'en'), zh: openShelf(database, 'zh') };
  return { version, shelves, search: searchIn(Object.values(shelves)), close: () => database.close() };
}

/** Opens a file of `buildEmbeddedDelta` over the whole version that it was built beside, which stays open when this is closed. */
export function openEmbeddedDelta(file: string, base: EmbeddedIndex): KnowledgeIndex {
  const { database, version } = openFile(file, DELTA_APPLICATION);
  const hidden = (database.prepare('SELECT article FROM hidden').all() as { article: string }[]).map(
    (row) => row.article,
  );
  const shelves = Object.values(base.shelves).map((shelf) => openShelfBeside(database, shelf, hidden));
  return { version, search: searchIn(shelves), close: () => database.close() };
}
