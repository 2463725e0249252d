import type { Audience } from '#shared/knowledge/lifecycle/content';
import type { ActName, State } from '#shared/knowledge/lifecycle/record';
import type { ActOnArticle } from '../../knowledge/articles/article-acts.ts';
import type { Mark } from '../../knowledge/articles/toolbar.ts';
import type { TabName } from '../../knowledge/tabs.ts';

type Counted = (n: number) => string;
type SourceKind = 'written' | 'import' | 'conversation';
/** What changes an article by name in its history. */
type Done = Record<ActName, string>;

/** What the pages of the knowledge say. */
export type KnowledgeWords = {
  label: string;
  /** Names of the tabs, in their order. */
  tab: Record<TabName, string>;
  state: Record<State, string>;
  audience: Record<Audience, string>;
  source: Record<SourceKind, string>;
  inLanguage: Record<'en' | 'zh', string>;
  list: Record<
    | 'label'
    | 'shelf'
    | 'due'
    | 'create'
    | 'search'
    | 'owner'
    | 'ownerHint'
    | 'source'
    | 'anySource'
    | 'filters'
    | 'loading'
    | 'failed'
    | 'notAllowed'
    | 'again'
    | 'more'
    | 'refresh'
    | 'empty'
    | 'emptyText'
    | 'noneFound'
    | 'served'
    | 'notServed'
    | 'choose'
    | 'chooseText',
    string
  > & {
    /** Among how many is searched: all there are, or the loaded ones only. */
    scope: (found: number, loaded: number, more: boolean) => string;
    expires: (day: string) => string;
    expired: (day: string) => string;
    reviewBy: (day: string) => string;
    overdue: (day: string) => string;
    /** What an editor is reminded of; `more`: not all were counted. */
    reminders: (due: number, mine: number, more: boolean) => string;
    by: (owner: string) => string;
    changed: (moment: string) => string;
  };
  article: Record<
    | 'label'
    | 'back'
    | 'fresh'
    | 'loading'
    | 'failed'
    | 'gone'
    | 'again'
    | 'newestText'
    | 'servedText'
    | 'whichText'
    | 'notServed'
    | 'versions'
    | 'draftKept'
    | 'unsavedHint'
    | 'noText'
    | 'dates',
    string
  > & {
    last: (name: string, moment: string) => string;
    served: (n: number) => string;
    version: Counted;
    expired: (day: string) => string;
    notYet: (day: string) => string;
  };
  field: Record<
    | 'id'
    | 'idHint'
    | 'title'
    | 'questions'
    | 'addQuestion'
    | 'questionKeys'
    | 'answer'
    | 'preview'
    | 'nothingYet'
    | 'tools'
    | 'tags'
    | 'tagsHint'
    | 'audience'
    | 'owner'
    | 'reviewBy'
    | 'validFrom'
    | 'validUntil'
    | 'texts'
    | 'source'
    | 'note'
    | 'noteHint',
    string
  > & {
    mark: Record<Mark, string>;
    question: Counted;
    remove: Counted;
    up: Counted;
    down: Counted;
    of: (n: number, longest: number) => string;
  };
  fault: Record<'missing' | 'slug' | 'before-from' | 'someText', string> & {
    'too-long': Counted;
    'too-many': Counted;
    unsafe: (found: string) => string;
    sent: (field: string, found: string, limit: string) => string;
  };
  act: Record<ActOnArticle | 'discard', string> & {
    label: string;
    /** What the act does, before it is done. */
    means: Record<'reject' | 'withdraw' | 'retire' | 'restore' | 'correct' | 'discard', string>;
    why: string;
    whyNeeded: string;
    rollBackTo: Counted;
    restoreOf: Counted;
    rollBackText: Counted;
    restoreText: Counted;
    busy: string;
    did: Record<ActOnArticle, string>;
    undo: string;
    undone: string;
    undoText: Counted;
    undoBroke: string;
  };
  refused: Record<
    | 'wrong-state'
    | 'not-served'
    | 'nothing-changed'
    | 'note-needed'
    | 'unknown-article'
    | 'unknown-version'
    | 'not-allowed'
    | 'failed'
    | 'taken'
    | 'toTaken',
    string
  >;
  stale: Record<'title' | 'text' | 'yours' | 'keepMine' | 'takeTheirs' | 'same', string> & {
    who: (name: string, moment: string) => string;
    whoUnknown: string;
  };
  leave: Record<'title' | 'text' | 'leave', string>;
  diff: Record<
    'label' | 'same' | 'added' | 'removed' | 'before' | 'after' | 'title' | 'questions' | 'answer' | 'none',
    string
  > & {
    between: (from: number, to: number) => string;
    field: Record<'tags' | 'audience' | 'source' | 'owner' | 'reviewBy' | 'validFrom' | 'validUntil', string>;
  };
  version: Record<
    | 'label'
    | 'back'
    | 'when'
    | 'who'
    | 'what'
    | 'why'
    | 'from'
    | 'to'
    | 'more'
    | 'loading'
    | 'failed'
    | 'choose'
    | 'now',
    string
  > & {
    n: Counted;
    fromOf: Counted;
    toOf: Counted;
    of: Counted;
    did: Done;
  };
  warning: Record<'title' | 'text' | 'mine' | 'theirs' | 'open' | 'dismiss', string> & {
    kind: Record<'near-duplicate' | 'number' | 'date' | 'yes-no', string>;
    likeness: (percent: string) => string;
  };
  conflicts: Record<
    'title' | 'text' | 'loading' | 'failed' | 'notAllowed' | 'again' | 'none' | 'noneText' | 'more' | 'refresh',
    string
  > & {
    shown: (n: number, more: boolean) => string;
    open: (title: string) => string;
  };
};
