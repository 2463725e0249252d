import type { ConversationEvent, IntentRead } from '#events/conversation';
import { chunksOf } from '#shared/answering/chunks';
import { lastAnswer } from '#shared/answering/exchanges';
import { mannerOf, type Voice } from '#shared/answering/persona/voice';
import { type BotPlan, queryOf } from '#shared/answering/plan';
import { answerCut, botSays, fence, type HandingOff, handsOff } from '#shared/conversation/bot';
import { system } from '#shared/conversation/decision';
import type { Head } from '#shared/conversation/head';
import { partsOf } from '#shared/conversation/thread';
import { type Turn, turnOf } from '#shared/conversation/turn';
import { type Considered, consider } from '#shared/duties/consider';
import { shopDay } from '#shared/handoff/hours';
import { signalsOf } from '#shared/handoff/signals';
import { type Trigger, triggered } from '#shared/handoff/triggers';
import type { Matching, Turns } from '#shared/queues/queues';
import type { IntentSource } from '#shared/search/intent-files';
import type { KnowledgeSource } from '#shared/search/knowledge-index';
import type { Sockets } from '#shared/sockets/sockets';
import type { ArticleStore } from '#shared/store/article-store';
import type { Appended, ConversationStore, Tail } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import {
  type IntentSet,
  intentOf,
  type KnownIntent,
  type Reading,
  readingOf,
} from '#shared/understanding/intents/reading';
import type { ByModel } from './by-model.ts';
import type { SortByModel } from './sort-by-model.ts';
import { streamTo } from './stream.ts';

type Needs = {
  store: ConversationStore;
  knowledge: KnowledgeSource;
  articles: Pick<ArticleStore, 'served'>;
  desk: Pick<DeskStore, 'socketsOf'>;
  sockets: Sockets;
  turns: Turns;
  matching: Matching;
  now: () => string;
  sleep: (milliseconds: number) => Promise<void>;
  settleMs: number;
  timeZone: string;
  /** The search cannot be reached: told, and the turn goes on without it. */
  tellFailure: (error: unknown) => undefined;
  handingOff: (trigger: Trigger, texts: string[], at: string, intent?: KnownIntent) => HandingOff;
  /** How the brand's bot speaks. @default as the texts are */
  voice?: Voice;
  /** Asks models for the answer, where the environment has some. @default none: what articles say by themselves */
  byModel?: ByModel;
  /** The environment's own intents, kept warm. @default none */
  intents?: IntentSource;
  /** Asks a model what words are about, where the classifier is unsure. @default nobody is asked */
  sortByModel?: SortByModel;
};

/** How far back a follow-up may look for what it follows. */
const LOOK_BACK = 24;
/** However long a customer goes on typing short messages, the bot does not wait longer than this. */
const LONGEST_SETTLE_MS = 3000;
/** From its beginning on a turn may think for so long: the function has 20 s, and showing and writing take their part. */
const THINK_MS = 14_000;
/** Whoever has thought longer than this looks whether it is still the bot's turn to speak. */
const LONG_MS = 1000;

/** One turn of the bot: everything unanswered up to now, one answer or one handoff, one append. */
export const answer =
  (needs: Needs) =>
  async (turn: Turn): Promise<void> => {
    const until = Date.parse(needs.now()) + THINK_MS;
    const open = await opened(needs, turn);
    const outcome = open && (await decided(needs, turn, open, until));
    if (!outcome) return;
    if ('trigger' in outcome) return handOff(needs, turn, outcome, open.texts);
    await say(needs, turn, outcome, open);
  };

/** What stands before the turn: the words that wait, what went before them, and what it answers with. */
type OpenTurn = {
  head: Head;
  /** When HEAD was read, in ms. */
  readAt: number;
  spoken: { seq: number; text: string }[];
  texts: string[];
  answersUpTo: number;
  history: ConversationEvent[];
  signals: ReturnType<typeof signalsOf>;
  /** Who waits for a person already has asked: the bot helps meanwhile, it does not ask again. */
  waits: boolean;
  index: Awaited<ReturnType<KnowledgeSource['current']>> | undefined;
  connections: string[];
};

/** Nothing where the turn is over: another one has answered, or somebody has taken over. */
const opened = async (needs: Needs, turn: Turn): Promise<OpenTurn | undefined> => {
  const { desk, knowledge, tellFailure, now } = needs;
  const [{ head, events, readAt }, index, connections] = await Promise.all([
    settledTail(needs, turn).then((tail) => ({ ...tail, readAt: Date.parse(now()) })),
    // Search down is no reason to be silent: the bot says so, and a person stays one word away.
    knowledge.current().catch(tellFailure),
    // The thread is named after the customer, so her sockets need not wait for the log.
    desk.socketsOf({ role: 'customer', id: partsOf(turn.conversationId).thread }),
  ]);
  if (!head || fence(head, turn) || turnOf(head)?.id !== turn.id) return undefined;
  const words = events.filter((event) => event.kind === 'customer-said').filter(({ seq }) => seq > head.answeredUpTo);
  const answersUpTo = words.at(-1)?.seq;
  if (answersUpTo === undefined) return undefined;
  // The bot's own last words come after those they answer, so only the open words are left out.
  const history = events.filter((event) => !(event.kind === 'customer-said' && event.seq > head.answeredUpTo));
  const spoken = words.map(({ seq, words: { text } }) => ({ seq, text }));
  const signals = signalsOf(words, history, head.misses);
  const about = { texts: spoken.map(({ text }) => text), waits: head.owner.kind === 'queue' };
  return { head, readAt, spoken, answersUpTo, history, signals, index, connections, ...about };
};

type Wish = { trigger: Trigger; matter: Matter };

/** A person where one is wished for or needed, else what is said; nothing where it is not this turn's to speak any more. */
const decided = async (needs: Needs, turn: Turn, open: OpenTurn, until: number): Promise<Wish | Answer | undefined> => {
  const { head, spoken, history, signals, waits, index, answersUpTo } = open;
  const set = await needs.intents?.(index?.intents);
  const text = queryOf(spoken, history);
  const reading = set && readingOf(set, text);
  const wish = waits ? undefined : triggered(signals);
  if (wish) return { trigger: wish, matter: matterOf(set, reading?.read, history) };

  const day = shopDay(needs.now(), needs.timeZone);
  const { language, misses } = head;
  const considered = await consider({ ...needs, index }, { words: spoken, history, language, misses, day });
  const sorting = { set, reading, text, conversationId: turn.conversationId, day };
  const intent = await sorted(needs, considered.floor, sorting);
  const matter = matterOf(set, intent, history);
  const byIntent = waits ? undefined : sentOn(set, intent);
  if (byIntent) return { trigger: byIntent, matter };

  const plan = await worded(needs, turn, open, considered, { day, until });
  const giveUp = !waits && plan?.outcome === 'unknown' && triggered({ ...signals, misses: misses + 1 });
  if (giveUp) return { trigger: giveUp, matter };
  return plan && { plan: voiced(needs, open, plan), answersUpTo, knowledgeVersion: versionOf(open), intent, head };
};

const versionOf = ({ index }: OpenTurn): string => index?.version ?? 'none';

/** Some matters go to a person at once. */
const sentOn = (set: IntentSet | undefined, intent: IntentRead | undefined): Trigger | undefined =>
  set && intent && intentOf(set, intent)?.handOff
    ? { reason: 'intent', rule: `intent ${intent.model?.intent ?? intent.name}` }
    : undefined;

/** The plan in a model's words, where there are models. Whoever has waited long looks whether somebody has taken over. */
const worded = async (
  needs: Needs,
  turn: Turn,
  open: OpenTurn,
  { floor, hits }: Pick<Considered, 'floor' | 'hits'>,
  time: { day: string; until: number },
): Promise<BotPlan | undefined> => {
  const { byModel, now } = needs;
  if (!byModel) return floor;
  const holds = () => epochHolds(needs, turn);
  const isLate = (since: number): boolean => Date.parse(now()) - since >= LONG_MS;
  // A slow search: a model would be asked for nothing.
  if (isLate(open.readAt) && !(await holds())) return undefined;
  const asked = Date.parse(now());
  const { head, spoken: words, history } = open;
  const about = { floor, hits, words, history, language: head.language, strategy: strategyOf(open) };
  const plan = await byModel({ ...about, head, knowledgeVersion: versionOf(open), ...time, holds });
  // Nothing is shown yet.
  return plan && isLate(asked) && !(await holds()) ? undefined : plan;
};

const strategyOf = ({ signals, texts }: OpenTurn) => mannerOf(signals.scores, texts);

/** In the brand's voice. */
const voiced = ({ voice }: Needs, open: OpenTurn, plan: BotPlan): BotPlan => {
  const { language, channel, conversationId } = open.head;
  const { n: place } = partsOf(conversationId);
  const last = lastAnswer(open.history)?.words.text;
  return voice?.say(plan, { language, channel, strategy: strategyOf(open), place, ...(last && { last }) }) ?? plan;
};

type Sorting = {
  set: IntentSet | undefined;
  reading: Reading | undefined;
  text: string;
  conversationId: string;
  day: string;
};

/** What her words are taken for; a model is asked where the classifier is unsure, and they are more than small talk. */
const sorted = async (
  { sortByModel }: Needs,
  { outcome }: BotPlan,
  { set, reading, ...about }: Sorting,
): Promise<IntentRead | undefined> => {
  if (!set || !reading?.unsure || !sortByModel || outcome === 'small-talk') return reading?.read;
  return sortByModel({ set, read: reading.read, ...about });
};

/** What a person is asked for: by these words, or where they tell nothing ("a person, please"), by those before. */
type Matter = { intent?: IntentRead; known?: KnownIntent };

const matterOf = (
  set: IntentSet | undefined,
  intent: IntentRead | undefined,
  history: readonly ConversationEvent[],
): Matter => {
  if (!set || !intent) return {};
  const before = history.findLast((event) => event.kind === 'bot-said');
  const known = intentOf(set, intent) ?? (before?.intent && intentOf(set, before.intent));
  return { intent, ...(known && { known }) };
};

const epochHolds = async ({ store }: Needs, { conversationId, epoch }: Turn): Promise<boolean> =>
  (await store.head(conversationId))?.epoch === epoch;

/** The conversation once the customer has been quiet for a moment; at once where her last words end a question. */
const settledTail = async ({ store, now, sleep, settleMs }: Needs, turn: Turn): Promise<Tail> => {
  const began = Date.parse(now());
  for (;;) {
    const tail = await store.tail(turn.conversationId, Math.max(0, turn.after - LOOK_BACK));
    const { head } = tail;
    if (!head || head.settled || !head.askedAt) return tail;
    const quiet = Date.parse(now()) - Date.parse(head.askedAt);
    const waited = Date.parse(now()) - began;
    if (quiet >= settleMs || waited >= LONGEST_SETTLE_MS) return tail;
    await sleep(Math.min(settleMs - quiet, LONGEST_SETTLE_MS - waited));
  }
};

const handOff = async (
  { store, matching, now, handingOff }: Needs,
  turn: Turn,
  { trigger, matter: { intent, known } }: Wish,
  texts: string[],
): Promise<void> => {
  const at = now();
  const asked = { ...handingOff(trigger, texts, at, known), ...(intent && { intent }) };
  const appended = await store.append({
    conversationId: turn.conversationId,
    at,
    decide: (head) => fence(head, turn) ?? handsOff(head, asked, system),
  });
  stored(appended);
  if (appended.outcome === 'written')
    await matching.ring(asked.skill, `${turn.conversationId}-${appended.head.version}`);
};

/** `head` as the turn has read it: the append reads again only where somebody has written since. */
type Answer = {
  plan: BotPlan;
  answersUpTo: number;
  knowledgeVersion: string;
  intent: IntentRead | undefined;
  head: Head;
};

/** Streams while the epoch holds, then writes what was said; a takeover in between leaves what was shown as `answer-cut`. */
const say = async (
  needs: Needs,
  turn: Turn,
  { plan, answersUpTo, knowledgeVersion, intent, head: read }: Answer,
  { connections }: Pick<OpenTurn, 'connections'>,
): Promise<void> => {
  const { store, turns, now } = needs;
  const { conversationId } = turn;
  const shown = await streamTo(needs, connections, turn, chunksOf(plan.text), () => epochHolds(needs, turn));
  const { outcome, text, sources, confidence, model } = plan;
  const appended = shown.cut
    ? undefined
    : await store.append({
        conversationId,
        at: now(),
        head: read,
        decide: (head) =>
          botSays(head, turn, {
            answersUpTo,
            outcome,
            confidence,
            knowledgeVersion,
            ...(model && { model }),
            ...(intent && { intent }),
            words: { text, sources },
          }),
      });
  const taken = shown.cut || (appended?.outcome === 'refused' && appended.code === 'stale-epoch');
  if (taken) {
    if (shown.text)
      stored(await store.append({ conversationId, at: now(), decide: (head) => answerCut(head, turn, shown.text) }));
    return;
  }
  if (appended) stored(appended);
  const next = appended?.outcome === 'written' && turnOf(appended.head);
  if (next) await turns.enqueue(next);
};

/** Too many writers: the message goes back to its queue and the turn is made again from what then stands in the log. */
const stored = (appended: Appended): void => {
  if (appended.outcome === 'busy') throw new Error('the conversation is written by too many at once');
};
