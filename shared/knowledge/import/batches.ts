import {
  BATCH_ARTICLES,
  BATCH_BYTES,
  type BatchAsk,
  type ImportAnswer,
  type ImportArticle,
} from '#shared/protocol/import';
import type { Progress } from './sources.ts';

/** One request each, in their order: not more articles nor bytes than a request takes. */
export function batchesOf(articles: readonly ImportArticle[]): ImportArticle[][] {
  const batches: ImportArticle[][] = [[]];
  const encoder = new TextEncoder();
  let bytes = 0;
  for (const article of articles) {
    const size = encoder.encode(JSON.stringify(article)).length;
    const last = batches.at(-1) ?? [];
    if (last.length > 0 && (last.length === BATCH_ARTICLES || bytes + size > BATCH_BYTES)) {
      batches.push([article]);
      bytes = size;
    } else {
      last.push(article);
      bytes += size;
    }
  }
  return batches;
}

export type Bringing = {
  mode: 'merge' | 'whole';
  /** Of an import that stopped half way: it goes on under its name, and what stands already is passed over. */
  importId?: string | undefined;
  /** POST /knowledge/import. What it throws stops the import, which can be continued or undone. */
  send: (ask: BatchAsk) => Promise<ImportAnswer>;
  /** Told the name of the import as soon as it has one, so that it can be continued. */
  begun?: (importId: string) => void;
  progress?: Progress;
};

/** Brings articles in batches under one import. The last answer says what became of all of them. */
export async function bringAll(
  articles: readonly ImportArticle[],
  { mode, importId, send, begun, progress }: Bringing,
): Promise<ImportAnswer> {
  const batches = batchesOf(articles);
  let answer: ImportAnswer | undefined;
  let done = 0;
  for (const [n, batch] of batches.entries()) {
    const known = answer?.importId ?? importId;
    answer = await send({ ...(known && { importId: known }), articles: batch, mode, last: n === batches.length - 1 });
    if (n === 0) begun?.(answer.importId);
    done += batch.length;
    progress?.(done, articles.length);
  }
  if (!answer) throw new Error('an import has at least one batch');
  return answer;
}
