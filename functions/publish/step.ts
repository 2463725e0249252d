import type { Build, BuildsAnswer, PublishAsk } from '#shared/protocol/builds';
import type { BatchAsk, ImportAsk } from '#shared/protocol/import';
import type { Builds } from '#shared/queues/queues';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { KnowledgePublisher } from '#shared/search/knowledge-index';
import type { ArticleStore } from '#shared/store/article-store';
import type { BuildRecord, BuildStore } from '#shared/store/build-store';
import { askBuild, type BuildOutcome } from './ask-build.ts';
import { bring, bringBatch, takeBack } from './bring.ts';

type Needs = {
  articles: ArticleStore;
  builds: Pick<BuildStore, 'build' | 'builds'>;
  queue: Builds;
  pointer: Pick<KnowledgePublisher, 'activate' | 'versions'>;
  newVersion: () => string;
  now: () => string;
  sleep: (milliseconds: number) => Promise<unknown>;
};

const EDITORS = ['knowledge-editor', 'admin'];
const IMPORTS_SHOWN = 50;

/** Puts what the editors have published where the bot searches. Turns that have begun keep the version they began with. */
export const publish =
  (needs: Needs) =>
  async (ask: ImportAsk | PublishAsk, caller: Caller): Promise<HttpAnswer> => {
    if (!caller.groups.some((group) => EDITORS.includes(group))) return refuse(403, 'not-allowed');
    if ('mode' in ask) return importedBatch(needs, ask, caller);
    if ('articles' in ask) return imported(needs, ask, caller);
    switch (ask.act) {
      case 'build':
        return built(needs, ask, caller);
      case 'builds':
        return buildsOf(needs, ask);
      case 'roll-back':
        return rolledBack(needs, ask.version);
      case 'imports':
        return answer(200, { imports: await needs.articles.imports(IMPORTS_SHOWN) });
      case 'undo-import':
        return undone(needs, ask.importId, caller);
    }
  };

const editor = ({ subject, name }: Caller) => ({ id: subject, name });

const imported = async (
  needs: Needs,
  { articles }: Exclude<ImportAsk, BatchAsk>,
  caller: Caller,
): Promise<HttpAnswer> => {
  const brought = await bring(needs, articles, editor(caller), needs.newVersion());
  if ('refused' in brought) return answer(400, brought);
  const { id: importId, written, unchanged, retired } = brought;
  const outcome = await askBuild(needs, { by: editor(caller) });
  return answer(200, { articles: articles.length, ...versionOf(outcome), importId, written, unchanged, retired });
};

const STATUS = { 'unknown-import': 404, 'wrong-state': 409, 'wrong-mode': 409 } as const;

const importedBatch = async (needs: Needs, batch: BatchAsk, caller: Caller): Promise<HttpAnswer> => {
  const result = await bringBatch(needs, batch, editor(caller), needs.newVersion);
  if ('refused' in result) return answer((STATUS as Record<string, number>)[result.refused] ?? 400, result);
  const { id: importId, state, written, unchanged, retired } = result.brought;
  const counts = { importId, state, articles: result.articles, written, unchanged, retired };
  if (!batch.last) return answer(200, counts);
  return answer(200, { ...counts, ...versionOf(await askBuild(needs, { by: editor(caller) })) });
};

/** What was written stands whatever became of its build, which is told where it is not live. */
const versionOf = (outcome: BuildOutcome) =>
  'refused' in outcome || outcome.state === 'building'
    ? { version: outcome.version, build: outcome }
    : { version: outcome.version };

/** Everything anew. Past what the questions say only an administrator may go. */
const built = async (needs: Needs, { anyway }: { anyway?: true | undefined }, caller: Caller): Promise<HttpAnswer> => {
  if (anyway && !caller.groups.includes('admin')) return refuse(403, 'not-allowed');
  const outcome = await askBuild(needs, { by: editor(caller), whole: true, ...(anyway && { anyway }) });
  if ('refused' in outcome) return answer(409, outcome);
  return answer(outcome.state === 'live' ? 200 : 202, outcome);
};

/** A build that has not ended after this long has died with its function. */
const BUILD_DEAD_AFTER_MS = 15 * 60_000;

const buildsOf = async (
  needs: Needs,
  { limit, below }: { limit: number; below?: string | undefined },
): Promise<HttpAnswer> => {
  const [{ live }, found] = await Promise.all([
    needs.pointer.versions(),
    needs.builds.builds({ limit: limit + 1, below }),
  ]);
  const dead = new Date(Date.parse(needs.now()) - BUILD_DEAD_AFTER_MS).toISOString();
  const shown = found.slice(0, limit).map((build) => shownAs(build, live, dead));
  const last = shown.at(-1);
  const body: BuildsAnswer = {
    builds: shown,
    ...(live && { live }),
    ...(found.length > limit && last && { next: last.version }),
  };
  return answer(200, body);
};

/** Which one is live is the pointer's to say: it alone moves in a roll-back. */
const shownAs = (
  { base: _, differs: __, refused: ___, ...build }: BuildRecord,
  live: string | undefined,
  dead: string,
): Build => {
  if (build.version === live) return { ...build, state: 'live' };
  if (build.state === 'built') return { ...build, state: 'replaced' };
  if (build.state === 'building' && build.at < dead) return { ...build, state: 'failed' };
  return { ...build, state: build.state };
};

/** The pointer alone moves. Whatever the older version holds, each turn asks the table what may still be said. */
const rolledBack = async ({ pointer }: Needs, version: string): Promise<HttpAnswer> => {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(version)) return answer(404, { refused: 'unknown-version', version });
  const live = await pointer.activate(version);
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
  const outcome = await askBuild(needs, { by: editor(caller) });
  return answer(200, {
    importId,
    ...taken,
    ...versionOf(outcome),
    ...('articles' in outcome && { articles: outcome.articles }),
  });
};
