import type { Article } from '#shared/knowledge/article';
import { articleOf } from '#shared/knowledge/lifecycle/content';
import { reportOf } from '#shared/knowledge/regression';
import type { Report } from '#shared/protocol/builds';
import type { BuildMessage } from '#shared/queues/queues';
import type { Publishing } from '#shared/runtime/settings';
import type { KnowledgeIndex, KnowledgePublisher, Since } from '#shared/search/knowledge-index';
import type { ArticleStore } from '#shared/store/article-store';
import type { BuildRecord, BuildStore, Manifest } from '#shared/store/build-store';
import { compare } from './compare.ts';

type Needs = {
  articles: Pick<ArticleStore, 'allServed'>;
  builds: Pick<BuildStore, 'build' | 'putBuild' | 'putManifest' | 'manifest' | 'questions'>;
  publisher: KnowledgePublisher;
  newVersion: () => string;
  now: () => string;
  /** The shop's day at an instant. */
  day: (instant: string) => string;
  limits: Publishing['worseAllowed'];
};

/** A difference of more articles than this, or of a larger share of the whole, is not small: everything is built anew. */
const DELTA = { articles: 200, share: 0.1 };
/** From so much of it on, everything is built anew behind the difference that has just gone live, so that no editor waits for it. */
const HALF_FULL = 0.5;
/** More recorded questions are not taken. */
const MOST_RECORDED = 1_000;

/** One version after the other: what is served is built, asked its questions beside the live one, and put live if it may. */
export const build =
  (needs: Needs) =>
  async (message: BuildMessage): Promise<void> => {
    const former = await needs.builds.build(message.version);
    // Delivered once more: done already, or broken off, and then its name is used up.
    if (former && hasEnded(former)) return;
    if (former?.state === 'building')
      await needs.builds.putBuild({ ...former, state: 'failed', endedAt: needs.now(), why: 'interrupted' });
    const started = former ? { ...message, version: needs.newVersion() } : message;
    const outgrown = await make(needs, started);
    const { anyway: _, ifChanged: __, ...rest } = message;
    if (outgrown) await make(needs, { ...rest, version: needs.newVersion(), whole: true });
  };

const hasEnded = ({ state, refused }: BuildRecord): boolean =>
  state === 'built' || state === 'stopped' || refused !== undefined;

type Standing = { live?: string; base?: string; whole?: Manifest; held?: Manifest };

/** What the live version holds, and the whole one under it; nothing is known of versions older than the records. */
const standing = async ({ builds, publisher }: Needs): Promise<Standing> => {
  const { live } = await publisher.versions();
  const record = live === undefined ? undefined : await builds.build(live);
  if (live === undefined || !record) return live === undefined ? {} : { live };
  const base = record.base ?? live;
  const whole = await builds.manifest(base);
  if (!whole) return { live };
  const now = new Map([...whole, ...Object.entries(record.differs ?? {})]);
  return { live, base, whole, held: new Map([...now].filter(([, n]) => n > 0)) };
};

/** The version of every article in which two differ, 0 where the newer one has none. */
const differences = (older: Manifest, newer: Manifest): Map<string, number> => {
  const gone = [...older.keys()].filter((id) => !newer.has(id)).map((id) => [id, 0] as const);
  return new Map([...[...newer].filter(([id, n]) => older.get(id) !== n), ...gone]);
};

const isSmall = (changes: number, of: number): boolean => changes <= DELTA.articles && changes <= of * DELTA.share;

type Plan = {
  begun: BuildRecord;
  articles: Article[];
  holds: Manifest;
  before: Standing;
  /** Since the live version, and since the whole one under it. */
  changed: Manifest;
  differs?: Manifest | undefined;
  since?: Since | undefined;
};

/** What there is to build; nothing where nothing has changed and that is enough. */
const planned = async (needs: Needs, message: BuildMessage): Promise<Plan | undefined> => {
  const { version, by } = message;
  const at = needs.now();
  const served = (await needs.articles.allServed()).filter(({ content }) => content.audience !== 'agents');
  const articles = served.map(({ id, n, content }) => articleOf(id, n, content));
  const holds: Manifest = new Map(served.map(({ id, n }) => [id, n]));
  const before = await standing(needs);
  const { base, whole, held } = before;
  const changed = held ? differences(held, holds) : holds;
  if (message.ifChanged && held && changed.size === 0) return undefined;
  const differs = whole && differences(whole, holds);
  const small = !message.whole && differs !== undefined && isSmall(differs.size, whole?.size ?? 0);
  const since = small && base !== undefined ? { version: base, changed: [...differs.keys()] } : undefined;
  const counts = { articles: articles.length, changed: changed.size };
  const begun: BuildRecord = { version, at, by, state: 'building', ...counts, kind: since ? 'delta' : 'full' };
  return { begun, articles, holds, before, changed, differs, since };
};

/** True when the difference has grown so much that everything should be built anew. */
const make = async (needs: Needs, message: BuildMessage): Promise<boolean> => {
  const plan = await planned(needs, message);
  if (!plan) return false;
  const { begun, differs, before } = plan;
  await needs.builds.putBuild(begun);
  const ends = (how: Partial<BuildRecord>) => needs.builds.putBuild({ ...begun, ...how, endedAt: needs.now() });
  try {
    const ended = await carriedOut(needs, plan, message.anyway);
    await ends(ended);
    const grown = ended.kind === 'delta' && differs !== undefined;
    return grown && ended.state === 'built' && !isSmall(differs.size / HALF_FULL, before.whole?.size ?? 0);
  } catch (error) {
    await ends({ state: 'failed', why: error instanceof Error ? error.name : 'Error' });
    throw error;
  }
};

/** Built, asked, and live unless something stands against it. */
const carriedOut = async (needs: Needs, plan: Plan, anyway: true | undefined): Promise<Partial<BuildRecord>> => {
  const { builds, publisher } = needs;
  const { begun, articles, holds, before, changed, differs, since } = plan;
  const { version } = begun;
  const published = await publisher.publish(articles, version, since);
  if ('refused' in published) {
    if (published.refused === 'version-exists') throw new Error(`version ${version} exists already`);
    return { state: 'failed', why: published.refused, refused: { ...published, version, advice: ADVICE } };
  }
  const { kind } = published;
  if (kind === 'full') await builds.putManifest(version, holds);
  const beside = kind === 'delta' && differs && since;
  const made = { kind, ...(beside && { base: since.version, differs: Object.fromEntries(differs) }) };
  const report = before.live === undefined ? undefined : await examined(needs, before.live, version, articles, changed);
  const stops = report !== undefined && report.worseCount > report.allowed;
  if (stops && !anyway)
    return { ...made, state: 'stopped', report, refused: { refused: 'build-stopped', version, report } };
  const live = await publisher.activate(version);
  if ('refused' in live) throw new Error(`version ${version} was built but is not known`);
  return { ...made, state: 'built', ...(report && { report }), ...(stops && { anyway: true as const }) };
};

const ADVICE =
  'Set `search: opensearch` for this environment in infra/environments.ts, deploy, and build again: the cluster takes more.';

/** What the questions say of a version beside the live one; nothing where the live one can no longer be read. */
const examined = async (
  { publisher, builds, now, day, limits }: Needs,
  live: string,
  version: string,
  articles: readonly Article[],
  changes: ReadonlyMap<string, number>,
): Promise<Report | undefined> => {
  const former = await publisher.open(live).catch(() => undefined);
  if (!former || 'refused' in former) return undefined;
  try {
    const candidate = await opened(publisher, version);
    try {
      const recorded = await builds.questions({ limit: MOST_RECORDED });
      const held = new Map(articles.map((article) => [article.id, article]));
      const changed = articles.filter(({ id }) => changes.has(id));
      const about = { changed, held, recorded, day: day(now()) };
      return reportOf(await compare({ live: former, candidate }, about), limits);
    } finally {
      candidate.close();
    }
  } finally {
    former.close();
  }
};

const opened = async (publisher: KnowledgePublisher, version: string): Promise<KnowledgeIndex> => {
  const index = await publisher.open(version);
  if ('refused' in index) throw new Error(`version ${version} was built but cannot be opened`);
  return index;
};
