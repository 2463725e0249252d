import * as z from 'zod';
import { articleOf } from '#shared/knowledge/lifecycle/content';
import { type BatchAsk, ImportAsk, type WholeAsk } from '#shared/protocol/import';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { KnowledgePublisher } from '#shared/search/knowledge-index';
import type { ArticleStore } from '#shared/store/article-store';
import { bring, bringBatch, takeBack } from './bring.ts';

type Needs = { articles: ArticleStore; publisher: KnowledgePublisher; newVersion: () => string; now: () => string };

export { ImportAsk };

/** Builds a version from what is served, goes back to an older one, looks at imports, takes one back. */
export const PublishAsk = z.discriminatedUnion('act', [
  z.object({ act: z.literal('build') }),
  z.object({ act: z.literal('roll-back'), version: z.string().min(1).max(60) }),
  z.object({ act: z.literal('imports') }),
  z.object({ act: z.literal('undo-import'), importId: z.string().min(1).max(80) }),
]);

const EDITORS = ['knowledge-editor', 'admin'];
const IMPORTS_SHOWN = 50;

/** Puts what the editors have published where the bot searches. Turns that have begun keep the version they began with. */
export const publish =
  (needs: Needs) =>
  async (ask: ImportAsk | z.infer<typeof PublishAsk>, caller: Caller): Promise<HttpAnswer> => {
    if (!caller.groups.some((group) => EDITORS.includes(group))) return refuse(403, 'not-allowed');
    if ('mode' in ask) return importedBatch(needs, ask, caller);
    if ('articles' in ask) return imported(needs, ask, caller);
    switch (ask.act) {
      case 'build':
        return answer(200, await build(needs));
      case 'roll-back':
        return rolledBack(needs, ask.version);
      case 'imports':
        return answer(200, { imports: await needs.articles.imports(IMPORTS_SHOWN) });
      case 'undo-import':
        return undone(needs, ask.importId, caller);
    }
  };

const editor = ({ subject, name }: Caller) => ({ id: subject, name });

const imported = async (needs: Needs, { articles }: z.infer<typeof WholeAsk>, caller: Caller): Promise<HttpAnswer> => {
  const brought = await bring(needs, articles, editor(caller), needs.newVersion());
  if ('refused' in brought) return answer(400, brought);
  const { id: importId, written, unchanged, retired } = brought;
  const { version } = await build(needs);
  return answer(200, { version, articles: articles.length, importId, written, unchanged, retired });
};

const STATUS = {
  'articles-refused': 400,
  'article-twice': 400,
  'unknown-import': 404,
  'wrong-state': 409,
  'wrong-mode': 409,
} as const;

/** A version is built once the last batch is written. */
const importedBatch = async (needs: Needs, batch: BatchAsk, caller: Caller): Promise<HttpAnswer> => {
  const done = await bringBatch(needs, batch, editor(caller), needs.newVersion);
  if ('refused' in done) return answer(STATUS[done.refused], done);
  const { id: importId, state, written, unchanged, retired } = done.brought;
  const counts = { importId, state, articles: done.articles, written, unchanged, retired };
  return answer(200, batch.last ? { ...counts, version: (await build(needs)).version } : counts);
};

/** One immutable version of everything that the bot is served at this moment. */
const build = async ({ articles, publisher, newVersion }: Needs): Promise<{ version: string; articles: number }> => {
  const served = (await articles.allServed()).filter(({ content }) => content.audience !== 'agents');
  const version = newVersion();
  const built = await publisher.publish(
    served.map(({ id, n, content }) => articleOf(id, n, content)),
    version,
  );
  if ('refused' in built) throw new Error(`version ${version} exists already`);
  const live = await publisher.activate(version);
  if ('refused' in live) throw new Error(`version ${version} was built but is not known`);
  return { version, articles: served.length };
};

/** The pointer alone moves. Whatever the older version holds, each turn asks the table what may still be said. */
const rolledBack = async ({ publisher }: Needs, version: string): Promise<HttpAnswer> => {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(version)) return answer(404, { refused: 'unknown-version', version });
  const live = await publisher.activate(version);
  return 'refused' in live ? answer(404, { ...live, version }) : answer(200, { version });
};

/** An import that has not ended after this long has died with its function. */
const DEAD_AFTER_MS = 5 * 60_000;

const undone = async (needs: Needs, importId: string, caller: Caller): Promise<HttpAnswer> => {
  const found = await needs.articles.import(importId);
  if (!found) return answer(404, { refused: 'unknown-import', importId });
  // One in batches may be taken back between them: whoever brought it may have stopped for good.
  const writingSince = found.mode ? found.busySince : found.at;
  const isAlive = writingSince && Date.parse(needs.now()) - Date.parse(writingSince) < DEAD_AFTER_MS;
  const runs = isAlive && (found.mode !== undefined || found.state === 'running');
  if (found.state === 'undone' || runs) return answer(409, { refused: 'wrong-state', state: found.state });
  const taken = await takeBack(needs, importId, editor(caller));
  return answer(200, { importId, ...taken, ...(await build(needs)) });
};
