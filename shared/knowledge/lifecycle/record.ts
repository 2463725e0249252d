import type { Content } from './content.ts';

export const STATES = ['draft', 'in-review', 'published', 'retired'] as const;
/** Where the newest text of an article stands. What is served meanwhile is `served`, whatever the newest text waits for. */
export type State = (typeof STATES)[number];

export type Editor = { id: string; name: string };

/** How an article stood after a version: the versions in which its newest and its served text were written. */
export type Standing = { state: State; newest: number; served?: number };

export const ACTS = [
  'save',
  'submit',
  'publish',
  'reject',
  'correct',
  'withdraw',
  'retire',
  'restore',
  'roll-back',
  'import',
  'undo-import',
] as const;
export type ActName = (typeof ACTS)[number];

/** What was done to an article, never changed and never lost: who, when, what, and the text it was about. `n` from 1, without holes. */
export type Version = {
  id: string;
  n: number;
  act: ActName;
  at: string;
  by: Editor;
  /** Why, in the editor's words. */
  note?: string;
  /** The version that was restored, rolled back to, or undone to. */
  of?: number;
  content: Content;
  standing: Standing;
};

/** An article as it stands now. */
export type ArticleRecord = {
  id: string;
  /** Of its last version; who writes must have seen it. */
  n: number;
  state: State;
  content: Content;
  /** The version in which `content` was written. */
  newest: number;
  /** What the bot and the agents are given, until it is withdrawn, retired or replaced. */
  served?: Served;
  at: string;
  by: Editor;
};

/** A published text: `n` is the version that an answer cites. */
export type Served = { n: number; content: Content };

export const standingOf = ({ state, newest, served }: ArticleRecord): Standing => ({
  state,
  newest,
  ...(served && { served: served.n }),
});

/** The record after one more version; `contentOf` gives the text of an earlier one. Folding all versions gives the record. */
export function evolve(version: Version, contentOf: (n: number) => Content): ArticleRecord {
  const { id, n, at, by, standing } = version;
  const text = (of: number): Content => (of === n ? version.content : contentOf(of));
  const { state, newest, served } = standing;
  return {
    id,
    n,
    state,
    content: text(newest),
    newest,
    ...(served !== undefined && { served: { n: served, content: text(served) } }),
    at,
    by,
  };
}
