import { type Content, type ContentRefused, readContent } from '#shared/knowledge/lifecycle/content';
import { type Act, decide, sameContent } from '#shared/knowledge/lifecycle/decide';
import { type ArticleRecord, type Editor, evolve } from '#shared/knowledge/lifecycle/record';
import type { BatchAsk, ImportArticle } from '#shared/protocol/import';
import type { ArticleStore, Change, Import, ImportRow } from '#shared/store/article-store';

type Needs = { articles: ArticleStore; now: () => string };

/** Nothing of the import is written while one of its articles is at fault. */
export type ImportRefused =
  | { refused: 'articles-refused'; articles: (ContentRefused & { id: string })[] }
  | { refused: 'article-twice'; ids: string[] };
/** A batch that names an import which is not there, was taken back, or was begun in the other mode. */
export type BatchRefused =
  | ImportRefused
  | { refused: 'unknown-import'; importId: string }
  | { refused: 'wrong-state'; state: Import['state'] }
  | { refused: 'wrong-mode'; mode: 'merge' | 'whole' | 'at-once' };
export type Undone = { undone: number; changedSince: string[] };

const TOLD = 20;
/** Somebody else wrote between the read and the write: read and decided again, so often. */
const ROUNDS = 5;
const PAGE = 1000;
const READ_AT_ONCE = 8;

type Said = NonNullable<ImportArticle['served']>;

const saidOf = ({ id: _, version: _v, withdrawn: _w, state: _s, served: _t, ...said }: ImportArticle): Said => said;

const readSaid = (said: Said, importId: string): Content | ContentRefused =>
  readContent({ ...said, source: { kind: 'import', importId } });

/** Of an article that `refusalOf` has let through. */
const contentOf = (said: Said, importId: string): Content => {
  const content = readSaid(said, importId);
  if ('refused' in content) throw new Error(`an article at fault was let through: ${JSON.stringify(content)}`);
  return content;
};

const refusalOf = (articles: readonly ImportArticle[]): ImportRefused | undefined => {
  const ids = new Set<string>();
  const twice = articles.map(({ id }) => id).filter((id) => ids.size === ids.add(id).size);
  if (twice.length > 0) return { refused: 'article-twice', ids: [...new Set(twice)].slice(0, TOLD) };
  const faults = articles.flatMap((article) =>
    [saidOf(article), ...(article.served ? [article.served] : [])].flatMap((said) => {
      const read = readSaid(said, 'new');
      return 'refused' in read ? [{ id: article.id, ...read }] : [];
    }),
  );
  return faults.length > 0 ? { refused: 'articles-refused', articles: faults.slice(0, TOLD) } : undefined;
};

/** The same in everything but where it comes from. */
const sameText = (one: Content, other: Content): boolean => sameContent({ ...one, source: other.source }, other);

/** What the import wants of an article that it names; nothing where it stands so already. */
function wanted(article: ImportArticle, record: ArticleRecord | undefined, importId: string): Act | undefined {
  const content = contentOf(saidOf(article), importId);
  const { withdrawn, state = 'published' } = article;
  if (withdrawn && !record) return { act: 'save', content };
  if (withdrawn) return record?.state === 'retired' ? undefined : { act: 'retire' };
  if (state === 'published') return wantedServed(content, record);
  const stands = record?.state === state && sameText(record.content, content);
  return stands ? undefined : { act: 'import', content, state };
}

/** Served from now on, unless it is already. */
function wantedServed(content: Content, record: ArticleRecord | undefined): Act | undefined {
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

/** What is served below somebody's draft first, then the newest text of each. Ids of what was written. */
async function write(needs: Needs, articles: readonly ImportArticle[], by: Editor, id: string): Promise<Set<string>> {
  const below = articles.flatMap(({ id: of, served }): [string, Wish][] =>
    served ? [[of, (record) => wantedServed(contentOf(served, id), record)]] : [],
  );
  const newest = articles.map((one): [string, Wish] => [one.id, (record) => wanted(one, record, id)]);
  const first = await carryOut(needs, new Map(below), by, id);
  return new Set([...first, ...(await carryOut(needs, new Map(newest), by, id))]);
}

/** What earlier imports brought and this one does not name is retired. */
async function retire(needs: Needs, named: ReadonlySet<string>, by: Editor, id: string): Promise<string[]> {
  const gone = await lacking(needs.articles, named);
  return carryOut(needs, new Map(gone.map((one) => [one, (): Act => ({ act: 'retire' })])), by, id);
}

const begun = (id: string, at: string, by: Editor): Import => ({
  id,
  at,
  by,
  written: 0,
  unchanged: 0,
  retired: 0,
  state: 'running',
});

/** Writes a whole base as one import: what is new or differs is published, what earlier imports brought beyond it is retired. */
export async function bring(
  needs: Needs,
  articles: readonly ImportArticle[],
  by: Editor,
  id: string,
): Promise<Import | ImportRefused> {
  const refused = refusalOf(articles);
  if (refused) return refused;
  const { articles: store } = needs;
  const started = begun(id, needs.now(), by);
  await store.putImport(started);
  const written = await write(needs, articles, by, id);
  const retired = await retire(needs, new Set(articles.map((one) => one.id)), by, id);
  const done: Import = {
    ...started,
    written: written.size,
    unchanged: articles.length - written.size,
    retired: retired.length,
    state: 'done',
  };
  await store.putImport(done);
  return done;
}

/** The import as it stands and how many articles it names; counted from what is kept of it, so that a batch may come twice. */
async function counted(store: ArticleStore, one: Import): Promise<{ brought: Import; articles: number }> {
  const [rows, named] = await Promise.all([store.importRows(one.id), store.namedInImport(one.id)]);
  const written = rows.filter(({ id }) => named.has(id)).length;
  const brought = { ...one, written, unchanged: named.size - written, retired: rows.length - written };
  return { brought, articles: named.size };
}

/** Why a batch cannot go to the import that it names. */
function closedTo({ importId, mode }: BatchAsk, found: Import | undefined): BatchRefused | undefined {
  if (importId === undefined) return undefined;
  if (!found) return { refused: 'unknown-import', importId };
  if (found.state === 'undone') return { refused: 'wrong-state', state: found.state };
  return found.mode === mode ? undefined : { refused: 'wrong-mode', mode: found.mode ?? 'at-once' };
}

/** One batch of an import, which begins with it or goes on. Between batches it may be continued or taken back, whoever stopped. */
export async function bringBatch(
  needs: Needs,
  batch: BatchAsk,
  by: Editor,
  newId: () => string,
): Promise<{ brought: Import; articles: number } | BatchRefused> {
  const { articles: store, now } = needs;
  const found = batch.importId === undefined ? undefined : await store.import(batch.importId);
  const refused = closedTo(batch, found) ?? refusalOf(batch.articles);
  if (refused) return refused;
  const one: Import = found ?? { ...begun(newId(), now(), by), mode: batch.mode };
  const { id } = one;
  await store.putImport({ ...one, busySince: now() });
  await store.nameInImport(
    id,
    batch.articles.map((article) => article.id),
  );
  await write(needs, batch.articles, by, id);
  const isWhole = batch.last && batch.mode === 'whole';
  if (isWhole) await retire(needs, await store.namedInImport(id), by, id);
  const { busySince: _, ...idle } = one;
  const { brought, articles } = await counted(store, { ...idle, ...(batch.last && { state: 'done' }) });
  await store.putImport(brought);
  return { brought, articles };
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
