import * as z from 'zod';
import { type BatchAsk, ImportAnswer, ImportArticle } from '#shared/protocol/import';
import { askCloud, type Brought, LONG_MS } from '../../desk/ask-cloud.ts';
import type { DeskTools } from '../../desk/use-desk.tsx';
import { ListAnswer } from '../answers.ts';
import { type Existing, fingerprint } from './compare.ts';

/** What an export holds of an article beside what an import takes is not looked at. */
const Exported = z.object({ articles: z.array(z.unknown()), next: z.string().optional() });
const Known = z.object(ImportArticle.shape);

/** One import as a whole, as the list of imports has it. */
export const ImportLine = z.object({
  id: z.string(),
  at: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  written: z.int(),
  unchanged: z.int(),
  retired: z.int(),
  state: z.enum(['running', 'done', 'undone']),
});
export type ImportLine = z.infer<typeof ImportLine>;
export const ImportsAnswer = z.object({ imports: z.array(ImportLine) });
export const UndoneAnswer = z.object({ undone: z.int(), changedSince: z.array(z.string()) });

export const sendBatch = (tools: DeskTools, ask: BatchAsk): Promise<Brought<ImportAnswer>> =>
  askCloud(tools, '/knowledge/import', ImportAnswer, ask, LONG_MS);

/** Every article as an export has it; `told` is given how many there are so far. `undefined` where it broke off. */
export async function exported(tools: DeskTools, told: (n: number) => void = () => {}): Promise<unknown[] | undefined> {
  const articles: unknown[] = [];
  let after: string | undefined;
  do {
    const asked = { act: 'export', ...(after && { after }) };
    const is = await askCloud(tools, '/knowledge/articles', Exported, asked, LONG_MS);
    if (is.kind !== 'read') return undefined;
    articles.push(...is.value.articles);
    told(articles.length);
    after = is.value.next;
  } while (after);
  return articles;
}

const PAGE = 100;

/** Ids of what imports brought and is not retired. */
async function importedIds(tools: DeskTools): Promise<Set<string> | undefined> {
  const ids = new Set<string>();
  for (const state of ['draft', 'in-review', 'published']) {
    let after: string | undefined;
    do {
      const asked = { act: 'list', state, limit: PAGE, ...(after && { after }) };
      const is = await askCloud(tools, '/knowledge/articles', ListAnswer, asked);
      if (is.kind !== 'read') return undefined;
      for (const { id, source } of is.value.articles) if (source === 'import') ids.add(id);
      after = is.value.next;
    } while (after);
  }
  return ids;
}

/** What there is before an import; `undefined` where it could not be read. */
export async function existingIn(tools: DeskTools): Promise<Existing | undefined> {
  const [all, imported] = await Promise.all([exported(tools), importedIds(tools)]);
  if (!all || !imported) return undefined;
  const articles = new Map<string, string>();
  for (const one of all) {
    const read = Known.safeParse(one);
    if (read.success) articles.set(read.data.id, fingerprint(read.data));
  }
  return { articles, imported };
}
