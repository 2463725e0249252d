import type { Content } from './content.ts';
import {
  type ActName,
  type ArticleRecord,
  type Editor,
  evolve,
  type Standing,
  type State,
  standingOf,
  type Version,
} from './record.ts';

/** What an editor wants. A restored version comes with its text, read beforehand: versions never change. */
export type Act =
  | { act: 'save' | 'correct'; content: Content; note?: string }
  | { act: 'submit' | 'publish' | 'retire'; note?: string }
  | { act: 'reject' | 'withdraw'; note: string }
  | { act: 'restore' | 'roll-back'; former: Pick<Version, 'n' | 'content'>; note?: string }
  /** `state` is where the text shall stand; published where left out. */
  | { act: 'import'; content: Content; state?: State; note?: string }
  | { act: 'undo-import'; former?: ArticleRecord; note?: string };

/** Who, when, and the version she had before her eyes; 0 for an article that is new. Left out, the newest is meant. */
export type Moment = { by: Editor; at: string; seen?: number };

export type ActRefused =
  | { refused: 'stale-version'; newest: number; by?: Editor; at?: string }
  | { refused: 'wrong-state'; act: ActName; state: State | 'none'; allowed: readonly (State | 'none')[] }
  | { refused: 'not-served'; act: ActName }
  | { refused: 'nothing-changed' }
  | { refused: 'note-needed'; field: 'note'; limit: string };

/** What is to be written, together or not at all. */
export type Decided = { record: ArticleRecord; version: Version };

/** In which state which act is possible; the console's buttons ask it too. `none`: there is no such article yet. */
export const allowedIn = {
  save: ['none', 'draft', 'in-review', 'published'],
  submit: ['draft'],
  publish: ['in-review'],
  reject: ['in-review'],
  correct: ['draft', 'in-review', 'published'],
  withdraw: ['draft', 'in-review', 'published'],
  retire: ['draft', 'in-review', 'published'],
  restore: ['draft', 'in-review', 'published', 'retired'],
  'roll-back': ['draft', 'in-review', 'published'],
  import: ['none', 'draft', 'in-review', 'published', 'retired'],
  'undo-import': ['draft', 'in-review', 'published', 'retired'],
} satisfies Record<ActName, readonly (State | 'none')[]>;

/** Acts on what is served: without a served text there is nothing to correct, to withdraw or to go back from. */
const needsServed: readonly ActName[] = ['correct', 'withdraw', 'roll-back'];
const LONGEST_NOTE = 2000;

const fieldsOf = (content: Content): string =>
  JSON.stringify(
    Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)),
    sorted,
  );
const sorted = (_: string, value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Two contents that say the same in every field, whatever the order of their fields. */
export const sameContent = (one: Content, other: Content): boolean => fieldsOf(one) === fieldsOf(other);

/** Decides one act on the newest record. Every accepted act makes one version more; none changes or removes one. */
export function decide(id: string, record: ArticleRecord | undefined, act: Act, moment: Moment): Decided | ActRefused {
  const refused = refusal(record, act, moment);
  if (refused) return refused;
  const n = (record?.n ?? 0) + 1;
  const { content, standing, of } = outcome(n, record, act);
  const version: Version = {
    id,
    n,
    act: act.act,
    at: moment.at,
    by: moment.by,
    ...(act.note !== undefined && { note: act.note }),
    ...(of !== undefined && { of }),
    content,
    standing,
  };
  return { version, record: evolve(version, (earlier) => textOf(earlier, record, act)) };
}

function refusal(record: ArticleRecord | undefined, act: Act, { seen }: Moment): ActRefused | undefined {
  const newest = record?.n ?? 0;
  if (seen !== undefined && seen !== newest)
    return { refused: 'stale-version', newest, ...(record && { by: record.by, at: record.at }) };
  const state = record?.state ?? 'none';
  const allowed: readonly (State | 'none')[] = allowedIn[act.act];
  if (!allowed.includes(state)) return { refused: 'wrong-state', act: act.act, state, allowed };
  if (needsServed.includes(act.act) && !record?.served) return { refused: 'not-served', act: act.act };
  const isReasoned = act.act !== 'reject' && act.act !== 'withdraw' ? true : act.note.trim() !== '';
  if (!isReasoned || (act.note?.length ?? 0) > LONGEST_NOTE)
    return { refused: 'note-needed', field: 'note', limit: `1 to ${LONGEST_NOTE} characters` };
  return changesNothing(record, act) ? { refused: 'nothing-changed' } : undefined;
}

function changesNothing(record: ArticleRecord | undefined, act: Act): boolean {
  switch (act.act) {
    case 'save':
      return record !== undefined && sameContent(record.content, act.content);
    case 'correct':
      return record?.served !== undefined && sameContent(record.served.content, act.content);
    case 'roll-back':
      return record?.served !== undefined && sameContent(record.served.content, act.former.content);
    default:
      return false;
  }
}

type Outcome = { content: Content; standing: Standing; of?: number };

/** The text that a version is about, and how the article stands after it. */
function outcome(n: number, record: ArticleRecord | undefined, act: Act): Outcome {
  const served = record?.served && { served: record.served.n };
  switch (act.act) {
    case 'save':
      return { content: act.content, standing: { state: 'draft', newest: n, ...served } };
    case 'import':
      return { content: act.content, standing: importedAs(act.state ?? 'published', n, served) };
    case 'restore':
      return { content: act.former.content, of: act.former.n, standing: { state: 'draft', newest: n, ...served } };
    case 'correct':
      return { content: act.content, standing: atOnce(n, record) };
    case 'roll-back':
      return { content: act.former.content, of: act.former.n, standing: atOnce(n, record) };
    default:
      return moved(n, existing(record), act);
  }
}

/** A draft beside what is served leaves that in service. */
const importedAs = (state: State, n: number, served: { served: number } | undefined): Standing => {
  if (state === 'published') return { state, newest: n, served: n };
  return { state, newest: n, ...(state !== 'retired' && served) };
};

/** The state of an article changes, its texts stay. */
function moved(
  n: number,
  record: ArticleRecord,
  act: Extract<Act, { act: 'submit' | 'publish' | 'reject' | 'withdraw' | 'retire' | 'undo-import' }>,
): Outcome {
  const { content, newest } = record;
  const served = record.served && { served: record.served.n };
  switch (act.act) {
    case 'submit':
      return { content, standing: { state: 'in-review', newest, ...served } };
    case 'reject':
      return { content, standing: { state: 'draft', newest, ...served } };
    case 'publish':
      return { content, standing: { state: 'published', newest: n, served: n } };
    case 'withdraw':
      return { content, standing: { state: record.state === 'published' ? 'draft' : record.state, newest } };
    case 'retire':
      return { content, standing: { state: 'retired', newest } };
    case 'undo-import':
      return undone(record, act.former);
  }
}

/** As it stood before the import; what the import itself had brought is retired. */
function undone({ content, newest }: ArticleRecord, former: ArticleRecord | undefined): Outcome {
  if (!former) return { content, standing: { state: 'retired', newest } };
  return { content: former.content, of: former.n, standing: standingOf(former) };
}

/** Served from now on. Somebody's open draft beside it stays what it is. */
const atOnce = (n: number, record: ArticleRecord | undefined): Standing =>
  record && record.state !== 'published'
    ? { state: record.state, newest: record.newest, served: n }
    : { state: 'published', newest: n, served: n };

const existing = (record: ArticleRecord | undefined): ArticleRecord => {
  if (!record) throw new Error('an article that does not exist was let through');
  return record;
};

/** The text of an earlier version that a standing still names. */
function textOf(n: number, record: ArticleRecord | undefined, act: Act): Content {
  if (record?.newest === n) return record.content;
  if (record?.served?.n === n) return record.served.content;
  const former = act.act === 'undo-import' ? act.former : undefined;
  if (former?.newest === n) return former.content;
  if (former?.served?.n === n) return former.served.content;
  throw new Error(`${act.act} names version ${n}, which the record does not hold`);
}
