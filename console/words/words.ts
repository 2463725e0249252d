import type * as z from 'zod';
import type { ChoiceReason, Disposition, FactKind, FactOf, HandoffReason, PromiseKind } from '#events/conversation';
import type { Packet } from '#shared/handoff/packet';
import type { AgentStanding } from '#shared/protocol/actions';
import type { DeadLetterQueue, LetterDeed } from '#shared/protocol/dead-letters';
import type { RefusalCode } from '#shared/protocol/refusals';
import type { PageName } from '../frame/pages.ts';
import type { KeyName } from '../keys.ts';
import type { KnowledgeWords } from './knowledge/words.ts';

/** Kinds that are somebody's words, and are drawn as such. */
export type SpokenKind = 'customer-said' | 'bot-said' | 'agent-said' | 'answer-cut';
export type ToldKind = Exclude<FactKind, SpokenKind>;

/** What a sentence about a fact may need of the language it is told in. */
export type Telling = {
  moment: (iso: string) => string;
  span: (seconds: number) => string;
  reasonOf: (reason: HandoffReason) => string;
  choiceReasonOf: (reason: ChoiceReason) => string;
  promiseOf: (promise: z.infer<typeof PromiseKind>) => string;
  dispositionOf: (disposition: Disposition) => string;
};

type Counted = (n: number) => string;

/** Everything this page says. A catalogue that lacks a word does not compile. */
export type Words = {
  language: string;
  product: string;
  desk: string;
  signIn: Record<'title' | 'text' | 'expired' | 'failed' | 'unreachable' | 'button' | 'signOut' | 'loading', string>;
  noPermission: { title: string; text: string; groups: (groups: string) => string; noGroups: string };
  noSettings: Record<'title' | 'text' | 'again', string>;
  broken: Record<'title' | 'text' | 'reload', string>;
  connection: Record<'connecting' | 'online' | 'offline' | 'signed-out' | 'no-permission' | 'now', string> & {
    banner: Counted;
  };
  presence: Record<'label' | 'ready' | 'notReady' | 'takenBack', string> &
    Record<'load' | 'loadLabel', (load: number, capacity: number) => string>;
  list: Record<
    | 'label'
    | 'offers'
    | 'mine'
    | 'ended'
    | 'emptyReady'
    | 'emptyReadyText'
    | 'emptyNotReady'
    | 'emptyNotReadyText'
    | 'customerRole'
    | 'you'
    | 'bot'
    | 'colleague'
    | 'owesLabel'
    | 'answered'
    | 'typing'
    | 'nothingSaid'
    | 'closing',
    string
  > & {
    customer: (code: string) => string;
    said: (speaker: string, text: string) => string;
    unread: Counted;
    owes: (time: string) => string;
  };
  offer: Record<'label' | 'accept' | 'decline' | 'accepting' | 'declining' | 'over' | 'question', string> & {
    seconds: Counted;
    waits: (time: string) => string;
    announce: (n: number, reason: string, seconds: number) => string;
    title: (n: number, title: string) => string;
  };
  reason: Record<HandoffReason, string>;
  standing: Record<AgentStanding, string>;
  conversation: Record<
    | 'label'
    | 'none'
    | 'noneText'
    | 'loading'
    | 'transcript'
    | 'sources'
    | 'insideOnly'
    | 'cut'
    | 'typing'
    | 'newest'
    | 'dismiss',
    string
  > & { endings: Record<'closed' | 'returned' | 'taken' | 'offer-gone', string> };
  reply: Record<
    | 'label'
    | 'placeholder'
    | 'send'
    | 'waiting'
    | 'queued'
    | 'sending'
    | 'sent'
    | 'failed'
    | 'retry'
    | 'edit'
    | 'draftKept',
    string
  > & { tooLong: Counted };
  close: Record<'action' | 'title' | 'disposition' | 'note' | 'confirm' | 'cancel' | 'undo' | 'closing', string> & {
    undoText: Counted;
  };
  disposition: Record<Disposition, string>;
  giveBack: Record<'action' | 'title' | 'text' | 'note' | 'confirm', string>;
  context: Record<
    | 'label'
    | 'none'
    | 'noPacket'
    | 'question'
    | 'summary'
    | 'why'
    | 'waits'
    | 'turns'
    | 'customerLanguage'
    | 'slots'
    | 'tried'
    | 'nothingTried'
    | 'emotion'
    | 'promises'
    | 'stage'
    | 'topic',
    string
  > & {
    /** The words by which a matter was seen. */
    quoted: (words: string) => string;
    /** The day that a told date means. */
    meant: (day: string) => string;
    due: (time: string) => string;
    toMessage: Counted;
    message: Counted;
    emotionLabel: (now: string, first: string, last: string) => string;
  };
  stage: Record<NonNullable<Packet['stage']>, string>;
  topic: Record<NonNullable<Packet['topic']>['topic'], string>;
  emotion: Record<'calm' | 'anxious' | 'angry' | 'happy', string>;
  languages: Record<'zh' | 'en', string>;
  promise: Record<z.infer<typeof PromiseKind>, string>;
  /** Slots known by name; another is shown under its own. */
  slot: Record<string, string>;
  cost: Record<
    | 'title'
    | 'refresh'
    | 'lines'
    | 'meter'
    | 'quantity'
    | 'price'
    | 'estimated'
    | 'estimatedMark'
    | 'unpriced'
    | 'none'
    | 'failed'
    | 'notAllowed'
    | 'loading',
    string
  > & {
    amount: (currency: string) => string;
    book: (book: string) => string;
    per: (price: string, per: string) => string;
  };
  pages: Record<'label' | PageName, string> & { waiting: Counted };
  notices: Record<
    | 'title'
    | 'open'
    | 'loading'
    | 'empty'
    | 'emptyText'
    | 'noPermission'
    | 'holds'
    | 'over'
    | 'markSeen'
    | 'seen'
    | 'more'
    | 'choose'
    | 'chooseText'
    | 'readOnly'
    | 'readOnlyText'
    | 'cannotRead'
    | 'leave',
    string
  > & {
    cause: Record<FactOf<'supervisor-told'>['cause'], string>;
    owner: Record<'bot' | 'queue' | 'agent' | 'promise' | 'closed', string>;
    withAgent: (name: string) => string;
    told: (time: string) => string;
    markSeenOf: (customer: string) => string;
    seenBy: (name: string, moment: string) => string;
  };
  letters: Record<
    | 'title'
    | 'label'
    | 'queues'
    | 'refresh'
    | 'loading'
    | 'empty'
    | 'emptyText'
    | 'noneHere'
    | 'noPermission'
    | 'noPermissionText'
    | 'failed'
    | 'again'
    | 'gone'
    | 'redrive'
    | 'redriveAll'
    | 'discard'
    | 'noReason'
    | 'notRedrivable'
    | 'pager'
    | 'earlier'
    | 'later'
    | 'more'
    | 'deeds',
    string
  > &
    Record<'count' | 'inHand' | 'redriven' | 'discarded' | 'stayed' | 'redriveAllText', Counted> & {
      queue: Record<DeadLetterQueue, string>;
      means: Record<DeadLetterQueue, string>;
      did: Record<LetterDeed['did'], string>;
      deed: Record<'when' | 'who' | 'what' | 'where' | 'whom', string>;
      times: (n: number, moment: string) => string;
      condition: (word: string) => string;
      discardText: (what: string) => string;
      doing: (done: number, total: number) => string;
      shown: (from: number, to: number, of: number) => string;
    };
  knowledge: KnowledgeWords;
  keys: Record<KeyName | 'title' | 'open' | 'hint' | 'done', string>;
  settings: Record<'sound' | 'muted' | 'light' | 'dark' | 'theme', string>;
  notice: { dismiss: string };
  refused: Record<RefusalCode, string>;
  refusedOther: string;
  choiceReason: Record<ChoiceReason, string>;
  facts: { [K in ToldKind]: (fact: FactOf<K>, telling: Telling) => string };
};
