import type { Article } from '#shared/knowledge/article';
import { type Content, type ContentRefused, contentOf, readContent } from '#shared/knowledge/lifecycle/content';
import { type Act, decide, sameContent } from '#shared/knowledge/lifecycle/decide';
import { type ArticleRecord, type Editor, evolve } from '#shared/knowledge/lifecycle/record';
import type { ArticleStore, Change, Import, ImportRow } from '#shared/store/article-store';

type Needs = { articles: ArticleStore; now: () => string };

/** Nothing of the import is written while one of its articles is at fault. */
export type ImportRefused =
  | { refused: 'articles-refused'; articles: (ContentRefused & { id: string })[] }
  | { refused: 'article-twice'; ids: string[] };
export type Undone = { undone: number; changedSince: string[] };

const TOLD = 20;
/** Somebody else wrote between the read and the write: read and decided again, so often. */
const ROUNDS = 5;
const PAGE = 1000;
const READ_AT_ONCE = 8;

const refusalOf = (articles: readonly Article[]): ImportRefused | undefined => {
  const ids = articles.map(({ id }) => id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length > 0) return { refused: 'article-twice', ids: [...new Set(twice)].slice(0, TOLD) };
  const faults = articles.flatMap((article) => {
    const read = readContent(contentOf(article, { kind: 'written' }));
    return 'refused' in read ? [{ id: article.id, ...read }] : [];
  });
  return faults.length > 0 ? { refused: 'articles-refused', articles: faults.slice(0, TOLD) } : undefined;
};

/** The same in everything but where it comes from. */
const sameText = (one: Content, other: Content): boolean => sameContent({ ...one, source: other.source }, other);

/** What the import wants of an article that it names; nothing where it stands so already. */
function wanted(article: Article, record: ArticleRecord | undefined, importId: string): Act | undefined {
  const content = contentOf(article, { kind: 'import', importId });
  if (article.withdrawn) {
    if (!record) return { act: 'save', content };
    return record.state === 'retired' ? undefined : { act: 'retire' };
  }
  const stands = record?.served !== undefined && sameText(record.served.content, content);
  return stands ? undefined : { act: 'import', content };
}

/** What earlier imports brought and this one lacks. What somebody wrote by hand is not an import's to take away. */
async function lacking(store: ArticleStore, named: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  for (const state of ['draft', 'in-review', 'published'] as const) {
    let after: string | undefined;
    do {
      const page = await store.list({ state, source: 'import', limit: PAGE, ...(after && { after }) });
      ids.push(...page.articles.map(({ id }) => id));
      after = page.next;
    } while (after);
  }
  return ids.filter((id) => !named.has(id));
}

type Wish = (record: ArticleRecord | undefined) => Act | undefined;

/** Reads, decides and writes until nothing is overtaken. Ids of what was written. */
async function carryOut(
  { articles: store, now }: Needs,
  wishes: ReadonlyMap<string, Wish>,
  by: Editor,
  importId?: string,
): Promise<string[]> {
  const written: string[] = [];
  let open = [...wishes.keys()];
  for (let round = 0; open.length > 0; round += 1) {
    if (round === ROUNDS) throw new Error(`${open.length} articles are written by too many at once: ${open[0]}`);
    const records = await store.records(open);
    const changes = open.flatMap((id): Change[] => {
      const before = records.get(id);
      const act = wishes.get(id)?.(before);
      const decided = act && decide(id, before, act, { by, at: now() });
      if (!decided || 'refused' in decided) return [];
      return [{ ...(before && { before }), ...decided, ...(importId && { importId }) }];
    });
    const { lost } = await store.writeAll(changes);
    written.push(...changes.map(({ record }) => record.id).filter((id) => !lost.includes(id)));
    open = lost;
  }
  return written;
}

/** Writes a whole base as one import: what is new or differs is published, what earlier imports brought beyond it is retired. */
export async function bring(
  needs: Needs,
  articles: readonly Article[],
  by: Editor,
  id: string,
): Promise<Import | ImportRefused> {
  const refused = refusalOf(articles);
  if (refused) return refused;
  const { articles: store } = needs;
  const started: Import = { id, at: needs.now(), by, written: 0, unchanged: 0, retired: 0, state: 'running' };
  await store.putImport(started);
  const gone = await lacking(store, new Set(articles.map((one) => one.id)));
  const wishes = new Map<string, Wish>(articles.map((one) => [one.id, (record) => wanted(one, record, id)]));
  const written = await carryOut(needs, wishes, by, id);
  const retired = await carryOut(needs, new Map(gone.map((one) => [one, (): Act => ({ act: 'retire' })])), by, id);
  const done: Import = {
    ...started,
    written: written.length,
    unchanged: articles.length - written.length,
    retired: retired.length,
    state: 'done',
  };
  await store.putImport(done);
  return done;
}

/** The record as it stood after version `n`, put together from the versions that its standing names. */
async function standingAt(store: ArticleStore, id: string, n: number): Promise<ArticleRecord> {
  const version = await store.version(id, n);
  if (!version) throw new Error(`${id} has lost its version ${n}`);
  const { newest, served = n } = version.standing;
  const earlier = [newest, served].filter((one) => one !== n);
  const read = await Promise.all(earlier.map((one) => store.version(id, one)));
  return evolve(version, (of) => {
    const found = read.find((one) => one?.n === of);
    if (!found) throw new Error(`${id} has lost its version ${of}`);
    return found.content;
  });
}

/** Every article of an import as it stood before, in a new version. What was changed since the import stays, and is named. */
export async function takeBack(needs: Needs, importId: string, by: Editor): Promise<Undone> {
  const { articles: store } = needs;
  const rows = await store.importRows(importId);
  const records = await store.records(rows.map(({ id }) => id));
  const untouched = rows.filter(({ id, after }) => records.get(id)?.n === after);
  const formers = await readAll(store, untouched);
  const wishes = new Map<string, Wish>(
    untouched.map(({ id, after }) => [
      id,
      (record) => {
        const former = formers.get(id);
        return record?.n === after ? { act: 'undo-import', ...(former && { former }) } : undefined;
      },
    ]),
  );
  const undone = new Set(await carryOut(needs, wishes, by));
  await store.takeImport(importId);
  return { undone: undone.size, changedSince: rows.map(({ id }) => id).filter((id) => !undone.has(id)) };
}

async function readAll(store: ArticleStore, rows: readonly ImportRow[]): Promise<Map<string, ArticleRecord>> {
  const formers = new Map<string, ArticleRecord>();
  const waiting = [...rows];
  const reader = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift())
      if (row.before !== undefined) formers.set(row.id, await standingAt(store, row.id, row.before));
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, reader));
  return formers;
}
