import type { Voice } from '#shared/answering/persona/voice';
import { mannerOf } from '#shared/answering/persona/voice';
import type { HandingOff } from '#shared/conversation/bot';
import { consider } from '#shared/duties/consider';
import { shopDay } from '#shared/handoff/hours';
import { signalsOf } from '#shared/handoff/signals';
import { type Trigger, triggered } from '#shared/handoff/triggers';
import { ANSWER_FROM, confidence } from '#shared/knowledge/confidence';
import type { Looked } from '#shared/knowledge/lifecycle/serving';
import type { Tried, TryAnswer, TryAsk, Why } from '#shared/protocol/try';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { IntentSource } from '#shared/search/intent-files';
import type {
  Hit,
  IntentsAt,
  KnowledgeIndex,
  KnowledgePublisher,
  KnowledgeSource,
} from '#shared/search/knowledge-index';
import type { ArticleStore } from '#shared/store/article-store';
import { intentOf, type KnownIntent, readingOf, whyRead } from '#shared/understanding/intents/reading';
import { languageOf } from '#shared/understanding/language';

type Needs = {
  knowledge: KnowledgeSource;
  /** Versions that were built, live or not. */
  versions: Pick<KnowledgePublisher, 'open'>;
  articles: Pick<ArticleStore, 'served'>;
  voice: Voice;
  now: () => string;
  timeZone: string;
  tellFailure: (error: unknown) => undefined;
  handingOff: (trigger: Trigger, texts: string[], at: string, intent?: KnownIntent) => Pick<HandingOff, 'skill'>;
  /** The environment's own intents, the live ones whichever version is searched. @default none */
  intents?: IntentSource;
};

const READERS = ['supervisor', 'knowledge-editor', 'admin'];

/** What the bot would say to a question that opens a conversation, from the code that says it. Nothing is written. */
export const tryOut =
  (needs: Needs) =>
  async (ask: TryAsk, { groups }: Caller): Promise<HttpAnswer> => {
    if (!groups.some((group) => READERS.includes(group))) return refuse(403, 'not-allowed');
    const opened = await indexFor(needs, ask.version);
    if (!opened) return answer(404, { refused: 'unknown-version', version: ask.version });
    try {
      return answer(200, await tried(needs, ask, opened));
    } finally {
      // The live one belongs to the turns that this process may make again.
      if (ask.version !== undefined) opened.index?.close();
    }
  };

type Opened = { index: KnowledgeIndex | undefined; intents?: IntentsAt | undefined };

const indexFor = async (needs: Needs, version: string | undefined): Promise<Opened | undefined> => {
  const live = await needs.knowledge.current().catch(needs.tellFailure);
  if (version === undefined) return { index: live, intents: live?.intents };
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(version)) return undefined;
  const index = await needs.versions.open(version);
  return 'refused' in index ? undefined : { index, intents: live?.intents };
};

const tried = async (needs: Needs, ask: TryAsk, { index, intents }: Opened): Promise<TryAnswer> => {
  const { articles, tellFailure, voice, now, timeZone, handingOff } = needs;
  const { question, language = languageOf(question, 'en') } = ask;
  const at = now();
  const day = ask.day ?? shopDay(at, timeZone);
  const open = { words: [{ seq: 1, text: question }], history: [], language, misses: 0, day };
  const { query, found, hits, floor } = await consider({ index, articles, tellFailure }, open);
  const signals = signalsOf([{ words: { text: question } }], [], 0);
  const strategy = mannerOf(signals.scores, [question]);
  const { outcome, text, sources } = voice.say(floor, { language, channel: 'web', strategy, place: 1 });
  const set = await needs.intents?.(intents);
  const reading = set && readingOf(set, query);
  const intent = set && reading && intentOf(set, reading.read);
  const trigger: Trigger | undefined =
    triggered(signals) ?? (intent?.handOff && { reason: 'intent', rule: `intent ${intent.name}` });
  return {
    version: index?.version ?? 'none',
    language,
    query,
    day,
    candidates: found.map(shown),
    confidence: rounded(confidence(hits[0])),
    threshold: ANSWER_FROM,
    plan: { outcome, text, sources },
    ...(trigger && {
      handoff: { reason: trigger.reason, rule: trigger.rule, skill: handingOff(trigger, [question], at, intent).skill },
    }),
    ...(set && reading && { intent: { ...reading.read, why: whyRead(set, query, reading.read) } }),
  };
};

const shown = ({ hit, servable, newer }: Looked<Hit>): Tried => {
  const { articleId, version, language, title, matched, score, evidence } = hit;
  const why: Why[] = [
    { code: 'alike', figure: evidence.likeness },
    { code: 'covered', figure: evidence.coverage },
    { code: 'ahead', figure: evidence.margin },
    { code: 'strength', figure: evidence.strength },
    { code: 'amount', figure: evidence.amount },
    ...(newer ? [{ code: 'corrected' as const, figure: version }] : []),
  ];
  const figures = why.map(({ code, figure }) => ({ code, figure: rounded(figure) }));
  return { articleId, version, language, title, matched, score: rounded(score), why: figures, servable };
};

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000;
