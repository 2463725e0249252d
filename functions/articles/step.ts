import { createHash } from 'node:crypto';
import { conflictsOf } from '#shared/knowledge/all-conflicts';
import { type Warning, warningsOf } from '#shared/knowledge/conflicts';
import { articleOf, type Content, type ContentRefused, readContent } from '#shared/knowledge/lifecycle/content';
import { type Act, type ActRefused, type Decided, decide } from '#shared/knowledge/lifecycle/decide';
import { diff } from '#shared/knowledge/lifecycle/diff';
import type { ArticleRecord, Editor } from '#shared/knowledge/lifecycle/record';
import type { ArticleAct, ArticleLook, ArticlesAsk, QuestionAct } from '#shared/protocol/articles';
import type { Builds } from '#shared/queues/queues';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { ArticleStore } from '#shared/store/article-store';
import type { BuildStore } from '#shared/store/build-store';
import { exportPage } from './export.ts';

type Needs = {
  articles: ArticleStore;
  builds: Pick<BuildStore, 'questions' | 'putQuestion' | 'dropQuestion'>;
  queue: Builds;
  newVersion: () => string;
  now: () => string;
  /** Hears of a build that could not be asked for: the act itself stands, and the next build finds what has changed. */
  tellFailure: (error: unknown) => void;
};

const READERS = ['agent', 'supervisor', 'knowledge-editor', 'admin'];
const EDITORS = ['knowledge-editor', 'admin'];
/** Somebody wrote between the read and the write: read and decided again, so often. */
const TRIES = 5;
/** A comparison with more would keep the editor waiting for seconds. */
const MOST_COMPARED = 2000;
const CONFLICTS_A_PAGE = 50;
const QUESTIONS_A_PAGE = 100;
/** Each version is asked all of them. */
const MOST_RECORDED = 1000;

/** Everybody who works here reads what the bot is served and what it became of; editors change it, one version an act. */
export const articles =
  (needs: Needs) =>
  async (ask: ArticlesAsk, { subject, name, groups }: Caller): Promise<HttpAnswer> => {
    const isOf = (allowed: string[]) => groups.some((group) => allowed.includes(group));
    if (!isOf(READERS)) return refuse(403, 'not-allowed');
    if (isLook(ask)) return look(needs, ask);
    if (!isOf(EDITORS)) return refuse(403, 'not-allowed');
    if (ask.act === 'export') return answer(200, await exportPage(needs.articles, ask.after));
    const by = { id: subject, name };
    if (ask.act === 'record-question') return recorded(needs, ask, by);
    if (ask.act === 'drop-question') return dropped(needs, ask.id);
    return change(needs, ask, by);
  };

/** The export is a look for editors alone. */
type Look = Exclude<ArticleLook, { act: 'export' }>;
const LOOKS: readonly string[] = ['list', 'read', 'versions', 'diff', 'conflicts', 'questions'];
const isLook = (ask: ArticlesAsk): ask is Look => LOOKS.includes(ask.act);

const look = async ({ articles: store, builds }: Needs, ask: Look): Promise<HttpAnswer> => {
  switch (ask.act) {
    case 'list': {
      const { act: _, ...wanted } = ask;
      return answer(200, await store.list(wanted));
    }
    case 'read': {
      const article = await store.record(ask.id);
      return article ? answer(200, { article }) : unknownArticle(ask.id);
    }
    case 'versions': {
      const versions = await store.versions(ask.id, ask);
      const last = versions.at(-1);
      return answer(200, { versions, ...(last && last.n > 1 && { below: last.n }) });
    }
    case 'diff': {
      const [from, to] = await Promise.all([store.version(ask.id, ask.from), store.version(ask.id, ask.to)]);
      if (!from || !to) return unknownVersion(ask.id, from ? ask.to : ask.from);
      return answer(200, { diff: diff(from.content, to.content) });
    }
    case 'conflicts': {
      const served = await store.allServed();
      const all = served.map((one) => articleOf(one.id, one.n, one.content));
      return answer(200, conflictsOf(all, { after: ask.after, most: CONFLICTS_A_PAGE }));
    }
    case 'questions': {
      const found = await builds.questions({ limit: QUESTIONS_A_PAGE + 1, after: ask.after });
      const questions = found.slice(0, QUESTIONS_A_PAGE);
      const last = questions.at(-1);
      return answer(200, { questions, ...(found.length > QUESTIONS_A_PAGE && last && { next: last.id }) });
    }
  }
};

type Asked<A extends QuestionAct['act']> = Extract<QuestionAct, { act: A }>;

/** A question of a language is there once. */
const idOf = ({ language, text }: Asked<'record-question'>): string =>
  createHash('sha256').update(`${language} ${text}`).digest('hex').slice(0, 24);

const recorded = async (
  { builds, now, articles: store }: Needs,
  ask: Asked<'record-question'>,
  by: Editor,
): Promise<HttpAnswer> => {
  const { text, language, articleId } = ask;
  if (articleId && !(await store.record(articleId))) return unknownArticle(articleId);
  const found = await builds.questions({ limit: MOST_RECORDED });
  const id = idOf(ask);
  if (found.length >= MOST_RECORDED && !found.some((one) => one.id === id))
    return answer(409, { refused: 'too-many-questions', limit: MOST_RECORDED });
  const question = { id, text, language, ...(articleId && { articleId }), by, at: now() };
  await builds.putQuestion(question);
  return answer(200, { question });
};

const dropped = async ({ builds }: Needs, id: string): Promise<HttpAnswer> =>
  (await builds.dropQuestion(id)) ? answer(200, { id }) : answer(404, { refused: 'unknown-question', id });

const unknownArticle = (id: string): HttpAnswer => answer(404, { refused: 'unknown-article', id });
const unknownVersion = (id: string, version: number): HttpAnswer =>
  answer(404, { refused: 'unknown-version', id, version });

const change = async (needs: Needs, ask: ArticleAct, by: Editor): Promise<HttpAnswer> => {
  const { articles: store, now } = needs;
  const act = await actOf(store, ask);
  if ('status' in act) return act;
  const warnings = 'content' in act ? await warningsFor(store, ask.id, act.content) : undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await store.record(ask.id);
    if (!before && ask.act !== 'save') return unknownArticle(ask.id);
    const moment = { by, at: now(), ...(ask.seen !== undefined && { seen: ask.seen }) };
    const decided = decide(ask.id, before, act, moment);
    if ('refused' in decided) return refused(decided);
    if ((await store.write({ ...(before && { before }), ...decided })) === 'lost') continue;
    if (before?.served?.n !== decided.record.served?.n) await askForBuild(needs, decided.record, by);
    return done(decided, warnings);
  }
  throw new Error(`${ask.id} is written by too many at once`);
};

/** What is told has changed at once; that it is also found by its newer words, the next version sees to. */
const askForBuild = async (
  { queue, newVersion, tellFailure }: Needs,
  { id, n }: ArticleRecord,
  by: Editor,
): Promise<void> => {
  const message = { version: newVersion(), by, ifChanged: true } as const;
  await queue.build(message, `${id}-${n}`).catch(tellFailure);
};

/** What is asked, with the text that it is about; or why it cannot be. */
const actOf = async (store: ArticleStore, ask: ArticleAct): Promise<Act | HttpAnswer> => {
  switch (ask.act) {
    case 'save':
    case 'correct': {
      const content = readContent(ask.content);
      return 'refused' in content ? refused(content) : { act: ask.act, content, ...noteOf(ask.note) };
    }
    case 'restore':
    case 'roll-back': {
      const former = await store.version(ask.id, ask.version);
      return former ? { act: ask.act, former, ...noteOf(ask.note) } : unknownVersion(ask.id, ask.version);
    }
    case 'reject':
    case 'withdraw':
      return { act: ask.act, note: ask.note };
    default:
      return { act: ask.act, ...noteOf(ask.note) };
  }
};

const noteOf = (note: string | undefined) => (note === undefined ? {} : { note });

/** What the text repeats or contradicts of what is served; nothing is refused for it. Left out where the base is too large. */
const warningsFor = async (store: ArticleStore, id: string, content: Content): Promise<Warning[] | undefined> => {
  const served = await store.allServed();
  if (served.length > MOST_COMPARED) return undefined;
  const others = served.map((one) => articleOf(one.id, one.n, one.content));
  return warningsOf(articleOf(id, 1, content), others);
};

const done = ({ record, version: { content: _, ...version } }: Decided, warnings?: Warning[]): HttpAnswer =>
  answer(200, { article: record, version, ...(warnings && { warnings }) });

/** A fault of what was sent is 400; a conflict with how things stand is 409, and reading again shows it. */
const refused = (why: ActRefused | ContentRefused): HttpAnswer =>
  answer(why.refused === 'content-refused' || why.refused === 'note-needed' ? 400 : 409, why);
