import type { Editor } from '#shared/knowledge/lifecycle/record';
import {
  INTENT_LIMITS,
  Intent,
  type IntentRecord,
  type IntentsAsk,
  type IntentsList,
  type IntentsPublished,
  type IntentVersion,
  type LiveIntents,
} from '#shared/protocol/intents';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { IntentStore, PublishedIntents, StoredIntent } from '#shared/store/intent-store';
import { intentsFromCsv } from './csv.ts';
import { examplesOf, fingerprintOf, learned } from './learn.ts';

type Needs = {
  intents: IntentStore;
  /** Names of the environment's skills. */
  skills: readonly string[];
  putFile: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Throws where there is no such file. */
  readFile: (key: string) => Promise<Uint8Array>;
  now: () => string;
  newId: () => string;
};

type Standing = StoredIntent & { intent: Intent };
type Act = Extract<IntentsAsk, { act: 'save' | 'remove' | 'import' | 'publish' }>;

const READERS = ['agent', 'supervisor', 'knowledge-editor', 'admin'];
const EDITORS = ['knowledge-editor', 'admin'];
const VERSIONS_SHOWN = 50;
const WRITTEN_AT_ONCE = 8;
const FAULTS_TOLD = 20;

/** What customers want, in the firm's own words: everybody who works here looks, editors change and publish it. */
export const intents =
  (needs: Needs) =>
  async (ask: IntentsAsk, { subject, name, groups }: Caller): Promise<HttpAnswer> => {
    const isOf = (allowed: string[]) => groups.some((group) => allowed.includes(group));
    if (!isOf(READERS)) return refuse(403, 'not-allowed');
    if (ask.act === 'list') return answer(200, await listed(needs));
    if (ask.act === 'versions') return versionsOf(needs, ask.name);
    if (!isOf(EDITORS)) return refuse(403, 'not-allowed');
    return change(needs, ask, { id: subject, name });
  };

const change = (needs: Needs, ask: Act, by: Editor): Promise<HttpAnswer> => {
  switch (ask.act) {
    case 'save':
      return saved(needs, ask.intent, ask.seen, by);
    case 'remove':
      return removed(needs, ask.name, ask.seen, by);
    case 'import':
      return imported(needs, ask, by);
    case 'publish':
      return published(needs, by);
  }
};

const stands = (one: StoredIntent): one is Standing => one.intent !== undefined;

const shownLive = ({ version, at, by, intents, examples }: PublishedIntents): LiveIntents => ({
  version,
  at,
  by,
  intents,
  examples,
});

const listed = async ({ intents: store }: Needs): Promise<IntentsList> => {
  const [all, live] = await Promise.all([store.all(), store.live()]);
  const standing = all.filter(stands);
  const changed = fingerprintOf(standing.map(({ intent }) => intent)) !== (live?.from ?? fingerprintOf([]));
  return {
    intents: standing.map(({ intent, n, at, by }): IntentRecord => ({ intent, n, at, by })),
    ...(live && { live: shownLive(live) }),
    changed,
  };
};

const versionsOf = async ({ intents: store }: Needs, name: string): Promise<HttpAnswer> => {
  const versions = await store.versions(name, VERSIONS_SHOWN);
  return versions.length > 0 ? answer(200, { versions }) : answer(404, { refused: 'unknown-intent', name });
};

/** What one more version of an intent would be. */
const next = (before: StoredIntent | undefined, name: string, act: IntentVersion['act'], by: Editor, at: string) => {
  const n = (before?.n ?? 0) + 1;
  return (intent?: Intent) => ({
    ...(before && { before }),
    record: { name, n, at, by, ...(intent && { intent }) },
    version: { n, act, at, by, ...(intent && { intent }) },
  });
};

const faultOf = ({ skills }: Needs, { name, skill }: Intent): object | undefined =>
  skill !== undefined && !skills.includes(skill) ? { refused: 'unknown-skill', name, skill, skills } : undefined;

/** One model holds so many intents, and so many examples of all together. */
const tooMany = (all: readonly Intent[]): object | undefined => {
  const examples = examplesOf(all).length;
  if (all.length > INTENT_LIMITS.intents)
    return { refused: 'too-many', of: 'intents', found: all.length, limit: INTENT_LIMITS.intents };
  return examples > INTENT_LIMITS.allExamples
    ? { refused: 'too-many', of: 'examples', found: examples, limit: INTENT_LIMITS.allExamples }
    : undefined;
};

const same = (one: Intent, other: Intent): boolean => fingerprintOf([one]) === fingerprintOf([other]);

const saved = async (needs: Needs, intent: Intent, seen: number, by: Editor): Promise<HttpAnswer> => {
  const fault = faultOf(needs, intent);
  if (fault) return answer(400, fault);
  const all = await needs.intents.all();
  const before = all.find(({ name }) => name === intent.name);
  const newest = before?.intent ? before.n : 0;
  if (seen !== newest) return stale(before, newest);
  if (before?.intent && same(before.intent, intent)) return answer(409, { refused: 'nothing-changed' });
  const others = all.filter(stands).filter(({ name }) => name !== intent.name);
  const excess = tooMany([...others.map((one) => one.intent), intent]);
  if (excess) return answer(409, excess);
  const written = next(before, intent.name, 'save', by, needs.now())(intent);
  if ((await needs.intents.write(written)) === 'lost') return stale(before, newest);
  const { n, at } = written.record;
  return answer(200, { intent, n, at, by } satisfies IntentRecord);
};

const stale = (before: StoredIntent | undefined, newest: number): HttpAnswer =>
  answer(409, { refused: 'stale-version', newest, ...(before && { at: before.at, by: before.by }) });

const removed = async (needs: Needs, name: string, seen: number, by: Editor): Promise<HttpAnswer> => {
  const before = (await needs.intents.all()).find((one) => one.name === name);
  if (!before?.intent) return answer(404, { refused: 'unknown-intent', name });
  if (seen !== before.n) return stale(before, before.n);
  const written = await needs.intents.write(next(before, name, 'remove', by, needs.now())());
  return written === 'lost' ? stale(before, before.n) : answer(200, { removed: name });
};

type Import = Extract<IntentsAsk, { act: 'import' }>;

/** The list as it was sent, or what is wrong with it. */
const listIn = ({ intents: given = [], csv }: Import): { list: Intent[] } | { faults: object[] } => {
  const read = csv === undefined ? { intents: [] } : intentsFromCsv(csv);
  if ('faults' in read) return read;
  const faults: object[] = [];
  const list = [...given];
  for (const one of read.intents) {
    const intent = Intent.safeParse(one);
    if (intent.success) list.push(intent.data);
    else
      faults.push({
        name: one.name,
        field: intent.error.issues[0]?.path.join('.'),
        why: intent.error.issues[0]?.message,
      });
  }
  const twice = list.filter(({ name }, place) => list.findIndex((one) => one.name === name) !== place);
  return faults.length + twice.length > 0
    ? { faults: [...faults, ...twice.map(({ name }) => ({ name, why: 'twice' }))] }
    : { list };
};

/** Nothing of a list is written while a part of it is at fault. */
const imported = async (needs: Needs, ask: Import, by: Editor): Promise<HttpAnswer> => {
  const read = listIn(ask);
  if ('faults' in read) return answer(400, { refused: 'intents-refused', faults: read.faults.slice(0, FAULTS_TOLD) });
  const { list } = read;
  const fault = list.map((one) => faultOf(needs, one)).find((one) => one !== undefined);
  if (fault) return answer(400, fault);
  const all = new Map((await needs.intents.all()).map((one) => [one.name, one]));
  const named = new Set(list.map(({ name }) => name));
  const others = [...all.values()].filter(stands).filter(({ name }) => !named.has(name));
  const excess = tooMany([...(ask.whole ? [] : others.map(({ intent }) => intent)), ...list]);
  if (excess) return answer(409, excess);
  const at = needs.now();
  const changed = list.filter(
    (one) => !same(one, all.get(one.name)?.intent ?? { name: '', examples: { en: [], zh: [] } }),
  );
  const changes = [
    ...changed.map((one) => next(all.get(one.name), one.name, 'import', by, at)(one)),
    ...(ask.whole ? others.map((one) => next(one, one.name, 'remove', by, at)()) : []),
  ];
  const lost = await writeAll(needs, changes);
  return answer(200, { written: changes.length - lost.length, unchanged: list.length - changed.length, lost });
};

type Changes = Parameters<IntentStore['write']>[0][];

/** Names of those that somebody else wrote meanwhile: they stay as she left them. */
const writeAll = async ({ intents: store }: Needs, changes: Changes): Promise<string[]> => {
  const lost: string[] = [];
  const waiting = [...changes];
  const writer = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift())
      if ((await store.write(one)) === 'lost') lost.push(one.record.name);
  };
  await Promise.all(Array.from({ length: WRITTEN_AT_ONCE }, writer));
  return lost;
};

/** Learns what stands, if that is something else than what is live; turns that have begun keep the version they began with. */
const published = async (needs: Needs, by: Editor): Promise<HttpAnswer> => {
  const { intents: store, now, newId, putFile, readFile } = needs;
  const [all, live] = await Promise.all([store.all(), store.live()]);
  const standing = all.filter(stands).map(({ intent }) => intent);
  const from = fingerprintOf(standing);
  if (from === (live?.from ?? fingerprintOf([]))) return done(false, live);
  if (standing.length === 0) {
    await store.makeLive(undefined);
    return done(true, undefined);
  }
  const { set, file, kept } = learned(standing, live && (await readFile(live.kept)));
  const place = `intents/${set.version}-${newId()}`;
  const next: PublishedIntents = {
    version: set.version,
    at: now(),
    by,
    intents: standing.length,
    examples: examplesOf(standing).length,
    key: `${place}.bin`,
    kept: `${place}.kept`,
    from,
  };
  await Promise.all([putFile(next.key, file), putFile(next.kept, kept)]);
  await store.makeLive(next);
  return done(true, next);
};

const done = (trained: boolean, live: PublishedIntents | undefined): HttpAnswer =>
  answer(200, { trained, ...(live && { live: shownLive(live) }) } satisfies IntentsPublished);
