import type { ConversationEvent } from '#events/conversation';
import type { Head } from '#shared/conversation/head';
import type { Timings } from '#shared/conversation/timings';
import type { LedgerLine } from '#shared/cost/ledger';
import type { AgentRow } from '#shared/store/desk-store';
import type { Reading } from '#shared/store/readings';
import type { OwnerOperation } from '../linearizable.ts';
import type { Fault } from './faults.ts';

/** Seats and places as they lie in the desk's table the instant after a commit. */
export type DeskNow = {
  places: number;
  offered: number;
  held: number;
  agents: { agentId: string; load: number; seats: number; capacity: number }[];
};
/** How a queue stood the instant before an offer. */
export type QueueNow = { skill: string; ahead: string[] };

/** What happened, in the order in which it happened. `t` is virtual time in ms since 1970. */
export type Entry = { t: number } & (
  | { what: 'invoked'; invocation: number; step: string }
  | { what: 'ended'; invocation: number; step: string; outcome: 'answered' | 'failed' | 'crashed' | 'timed-out' }
  | { what: 'fault'; fault: Fault; key: string; invocation?: number }
  | {
      what: 'committed';
      conversationId: string;
      invocation: number;
      step: string;
      before: Head | undefined;
      after: Head;
      events: ConversationEvent[];
      meters: Reading[];
      desk: DeskNow;
      queue?: QueueNow;
    }
  | { what: 'wished'; who: string; clientMessageId: string; action: string; text: string }
  | {
      what: 'sent';
      who: string;
      action: string;
      conversationId: string;
      clientMessageId?: string | undefined;
      /** The highest seq that this screen showed of the conversation. */
      lastSeen: number;
    }
  | {
      what: 'acked';
      who: string;
      action: string;
      conversationId: string;
      clientMessageId?: string | undefined;
      seq: number;
      epoch?: number | undefined;
    }
  | { what: 'refused'; who: string; code: string; action?: string | undefined; conversationId?: string | undefined }
  | { what: 'pushed'; to: string; type: string; conversationId: string; upTo?: number | undefined }
  | {
      what: 'shown';
      who: string;
      conversationId: string;
      seqs: number[];
      /** An answer in the making is on the screen: its epoch, and the highest one that the screen has heard of. */
      draft?: { epoch: number; heard: number };
    }
  | { what: 'searched'; invocation: number; version: string; articles: { articleId: string; version: number }[] }
  | { what: 'served'; invocation: number; articles: { articleId: string; version: number }[] }
  /** One call of a model in a turn of that epoch, when it is over: `answered`, or its failure. */
  | {
      what: 'asked-model';
      invocation: number;
      conversationId: string;
      epoch: number;
      rung: string;
      came: string;
    }
  /** Budget, kept answers or the choice could not be reached: told, and the turn went on. */
  | { what: 'told-fault'; invocation: number; says: string }
  | { what: 'published'; version: string }
  | { what: 'workflow'; execution: string; does: 'started' | 'entered' | 'succeeded' | 'failed'; state?: string }
  | { what: 'told'; conversationId: string; requestId: string; readings: Reading[] }
  | { what: 'given-up'; where: string; body: string }
  | { what: 'acts'; who: string; act: string }
  /** An agent's heartbeat was taken: she is there. */
  | { what: 'beat'; agentId: string }
);

/** One screen as it stood when the run ended. */
export type Screen = {
  who: string;
  role: 'customer' | 'agent';
  online: boolean;
  /** Her page has something to show, so it is to be online. */
  wanted: boolean;
  parts: { conversationId: string; seqs: number[]; texts: string[]; upTo: number }[];
  /** Words that are still on the screen as not sent. */
  unsent: { id: string; text: string }[];
};

/** Everything at rest. */
export type End = {
  endedAt: number;
  /** When the last fault struck, or the last person acted. */
  calmSince: number;
  /** Clocks of functions may be so many ms off, either way. */
  skewMs: number;
  timings: Timings;
  heads: Head[];
  agents: Pick<AgentRow, 'agentId' | 'leaseUntil'>[];
  logs: ReadonlyMap<string, readonly ConversationEvent[]>;
  screens: Screen[];
  /** Reads of HEAD and appends as their callers saw them. */
  operations: readonly OwnerOperation[];
  /** Executions that still run, each with the state it is in. */
  running: { execution: string; state: string }[];
  ledger: ReadonlyMap<string, readonly LedgerLine[]>;
};
export type History = { entries: readonly Entry[]; end: End };

export type Committed = Extract<Entry, { what: 'committed' }>;
export const commitsOf = ({ entries }: History): Committed[] =>
  entries.filter((entry): entry is Committed => entry.what === 'committed');
export const entriesOf = <W extends Entry['what']>({ entries }: History, what: W) =>
  entries.filter((entry): entry is Extract<Entry, { what: W }> => entry.what === what);
