import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Article, LANGUAGES, type Language } from '#shared/knowledge/article';
import { entriesOf, questionsOf } from '#shared/knowledge/entries';
import { respelled, sought } from '#shared/knowledge/query';
import { type Collection, type Entry, type Ranked, rank, rarities, survey } from '#shared/knowledge/ranking';
import {
  checkDay,
  checkVersion,
  type Hit,
  type KnowledgeIndex,
  type SearchOptions,
  shortened,
} from './knowledge-index.ts';

/** Raised when a file of this code cannot be read by older code, so that neither misreads the other. */
const FORMAT = 2;
const APPLICATION = 0x42544e31;
const LONGEST_QUERY = 1_000;
/** Entries handed to the ranking. More did not change a result on the development data. */
const CANDIDATES = 50;
/** Words are taken rarest first until this many entries would be touched: common words decide little and cost most. */
const POSTINGS = 4_000;
const MOST_WORDS = 48;

const SCHEMA = `
  PRAGMA application_id = ${APPLICATION};
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

function writeEntries(database: DatabaseSync, articles: readonly Article[], language: Language): void {
  const { entries, collection, counts } = survey(entriesOf(articles, language));
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
    .run(language, entries.length, askedLength, answerLength);
  database.exec(`INSERT INTO words_${language} (words_${language}) VALUES ('optimize')`);
}

/** Writes one version as one file that is never written again. Withdrawn articles are left out. Throws when `file` exists. */
export function buildEmbeddedIndex(
  articles: readonly Article[],
  { version, file }: { version: string; file: string },
): void {
  requireFts5();
  if (existsSync(file)) throw new Error(`${file} exists; a version of the knowledge is never written twice.`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const database = new DatabaseSync(part);
  try {
    database.exec(SCHEMA);
    database.exec('BEGIN');
    database.prepare('INSERT INTO built VALUES (?)').run(checkVersion(version));
    for (const language of LANGUAGES) writeEntries(database, articles, language);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  renameSync(part, file);
}

type Row = {
  article: string;
  version: number;
  asked: string;
  askedRarity: string;
  answer: string;
  tags: string;
  askedTokens: string;
  answerTokens: string;
  topicTokens: string;
};
type Candidate = Entry & { row: Row };
type Shelf = { language: Language; collection: Collection; candidates: StatementSync };

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

function openShelf(database: DatabaseSync, language: Language): Shelf {
  const { entries, asked_length, answer_length } = database
    .prepare('SELECT * FROM collection WHERE language = ?')
    .get(language) as { entries: number; asked_length: number; answer_length: number };
  const holding = database.prepare(`SELECT entries FROM holding_${language} WHERE token = ?`);
  const count = (token: string): number => (holding.get(token) as { entries: number } | undefined)?.entries ?? 0;
  const collection = { entries, askedLength: asked_length, answerLength: answer_length, holding: count };
  return { language, collection, candidates: database.prepare(candidateQuery(language)) };
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

function candidate(row: Row): Candidate {
  const askedRarity = JSON.parse(row.askedRarity) as number[];
  const asked = row.askedTokens.split('\n').map(words);
  return { row, asked, askedRarity, answer: words(row.answerTokens), topic: words(row.topicTokens) };
}

const asJson = (values: Iterable<string> | undefined): string | null => (values ? JSON.stringify([...values]) : null);

function searchShelf({ language, collection, candidates }: Shelf, text: string, options: SearchOptions): Hit[] {
  const query = sought(respelled(text, collection.holding), collection.holding);
  const match = expression([...query.keys()], collection);
  if (match === undefined) return [];
  const rows = candidates.all({
    words: match,
    at: checkDay(options.at),
    tagged: asJson(options.tagged),
    notTagged: asJson(options.notTagged),
    withdrawn: asJson(options.withdrawn),
  }) as Row[];
  const ranked = rank(query, rows.map(candidate), collection);
  return ranked.slice(0, options.limit).map((one) => hit(one, language));
}

function hit({ entry: { row }, evidence, question }: Ranked<Candidate>, language: Language): Hit {
  const asked = JSON.parse(row.asked) as string[];
  const { article: articleId, version, answer } = row;
  const tags = JSON.parse(row.tags) as string[];
  const [title = '', matched = title] = [asked[0], asked[question]];
  return { articleId, version, language, title, answer, tags, score: evidence.score, matched, evidence };
}

function openFile(file: string): { database: DatabaseSync; version: string } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { application_id } = database.prepare('PRAGMA application_id').get() as { application_id: number };
    const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (application_id !== APPLICATION || user_version !== FORMAT)
      throw new Error(`found application ${application_id}, format ${user_version}; wanted ${APPLICATION}, ${FORMAT}`);
    const { version } = database.prepare('SELECT version FROM built').get() as { version: string };
    return { database, version };
  } catch (cause) {
    database.close();
    throw new Error(`${file} is no knowledge index that this code can read; publish the knowledge again.`, { cause });
  }
}

/** Opens a file of `buildEmbeddedIndex` for reading. Throws when it is not one. */
export function openEmbeddedIndex(file: string): KnowledgeIndex {
  requireFts5();
  const { database, version } = openFile(file);
  const shelves = LANGUAGES.map((language) => openShelf(database, language));
  return {
    version,
    async search(query, options) {
      const asked = shortened(query, LONGEST_QUERY);
      const preferred = [...shelves].sort((a) => (a.language === options.language ? -1 : 1));
      for (const shelf of preferred) {
        const hits = searchShelf(shelf, asked, options);
        if (hits.length > 0) return hits;
      }
      return [];
    },
    close: () => database.close(),
  };
}
