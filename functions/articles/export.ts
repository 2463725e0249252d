import type { Content } from '#shared/knowledge/lifecycle/content';
import type { ArticleRecord, State } from '#shared/knowledge/lifecycle/record';
import type { ExportAnswer } from '#shared/protocol/articles';
import type { ImportArticle } from '#shared/protocol/import';
import type { ArticleStore } from '#shared/store/article-store';

const ORDER: readonly State[] = ['published', 'in-review', 'draft', 'retired'];
const PAGE = 200;
const READ_AT_ONCE = 16;
/** An answer of a function holds 6 MB, its escapes included. */
const PAGE_BYTES = 2_000_000;

const saidOf = ({ source: _, ...said }: Content): NonNullable<ImportArticle['served']> => said;

/** As an import takes it: the newest text, where it stands, and what is served meanwhile where that is another one. */
export const exported = ({ id, state, content, newest, served }: ArticleRecord): ImportArticle => ({
  id,
  state,
  ...saidOf(content),
  ...(served && served.n !== newest && { served: saidOf(served.content) }),
});

type Cursor = { state: State; after?: string };

function cursorOf(after: string | undefined): Cursor {
  const [state, id] = (after ?? '').split('/');
  const found = ORDER.find((one) => one === state) ?? 'published';
  return { state: found, ...(id && { after: id }) };
}

/** Articles in every state, page by page. One that changes its state meanwhile may come twice, or with the newer text. */
export async function exportPage(store: ArticleStore, after: string | undefined): Promise<ExportAnswer> {
  let cursor: Cursor | undefined = cursorOf(after);
  while (cursor) {
    const { state }: Cursor = cursor;
    const page = await store.list({ limit: PAGE, ...cursor });
    const { articles, last } = fitting(
      await readAll(
        store,
        page.articles.map(({ id }) => id),
      ),
    );
    const more = page.next !== undefined || last !== page.articles.at(-1)?.id;
    const next: Cursor | undefined = more && last ? { state, after: last } : following(state);
    if (articles.length > 0) return { articles, ...(next && { next: `${next.state}/${next.after ?? ''}` }) };
    cursor = next;
  }
  return { articles: [] };
}

const following = (state: State): Cursor | undefined => {
  const next = ORDER[ORDER.indexOf(state) + 1];
  return next && { state: next };
};

async function readAll(
  store: ArticleStore,
  ids: readonly string[],
): Promise<{ id: string; article?: ImportArticle }[]> {
  const found = new Map<string, ImportArticle>();
  const waiting = [...ids];
  const reader = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const record = await store.record(id);
      if (record) found.set(id, exported(record));
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, reader));
  return ids.map((id) => {
    const article = found.get(id);
    return { id, ...(article && { article }) };
  });
}

/** As many as one answer holds, at least one. `last` is the id after which the next page begins. */
function fitting(all: readonly { id: string; article?: ImportArticle }[]): {
  articles: ImportArticle[];
  last?: string;
} {
  const articles: ImportArticle[] = [];
  let bytes = 0;
  let last: string | undefined;
  for (const { id, article } of all) {
    const size = article ? Buffer.byteLength(JSON.stringify(article)) : 0;
    if (articles.length > 0 && bytes + size > PAGE_BYTES) break;
    if (article) articles.push(article);
    bytes += size;
    last = id;
  }
  return { articles, ...(last !== undefined && { last }) };
}
