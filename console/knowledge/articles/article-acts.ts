import { allowedIn } from '#shared/knowledge/lifecycle/decide';
import type { ArticleRecord } from '../answers.ts';

/** Which of an article's texts is before her eyes: the newest, or what is served while another one is being written. */
export type Text = 'newest' | 'served';
export type ActOnArticle =
  | 'save'
  | 'submit'
  | 'publish'
  | 'reject'
  | 'correct'
  | 'withdraw'
  | 'retire'
  | 'restore'
  | 'roll-back';

type Standing = Pick<ArticleRecord, 'state' | 'newest'> & { served?: { n: number } | undefined };

/** Somebody writes on a new text while another one is served. */
export const hasDraftBeside = ({ newest, served }: Standing): boolean => served !== undefined && served.n !== newest;

/** What the cloud's own table allows in this state. */
const may = (act: ActOnArticle, { state, served }: Standing): boolean => {
  const states: readonly string[] = allowedIn[act];
  return states.includes(state) && (served !== undefined || !['correct', 'withdraw', 'roll-back'].includes(act));
};

/**
 * What can be done with an article as it stands. With unsaved words only what saves them: another act would be about a text that
 * nobody else sees. A correction is offered for the text that is served, whether it is also the newest or stands beside a draft.
 */
export function actsFor(article: Standing, text: Text, unsaved: boolean): ActOnArticle[] {
  const able = (acts: ActOnArticle[]) => acts.filter((act) => may(act, article));
  if (text === 'served') return able(unsaved ? ['correct'] : ['withdraw']);
  if (unsaved) return able(hasDraftBeside(article) ? ['save'] : ['save', 'correct']);
  return able([
    'submit',
    'publish',
    'reject',
    'withdraw',
    'retire',
    ...(article.state === 'retired' ? (['restore'] as const) : []),
  ]);
}

/** What can be done with an earlier version: served again where something is served, else a draft again. */
export const actOnVersion = (article: Standing): 'roll-back' | 'restore' =>
  may('roll-back', article) ? 'roll-back' : 'restore';

/** One act on the way back, whose `seen` is the version that the act before it made. */
export type Step =
  | { act: 'submit' | 'publish' }
  | { act: 'restore'; version: number }
  | { act: 'save'; content: ArticleRecord['content'] };

/**
 * The way back from a withdrawal: the text that was served is published again. A draft that lay beside it becomes a draft again
 * behind it, and goes on waiting for its review if it did.
 */
export function undoOfWithdrawal(before: ArticleRecord): Step[] {
  const { served, content, state } = before;
  if (!served) return [];
  const again: Step[] = [{ act: 'submit' }, { act: 'publish' }];
  if (!hasDraftBeside(before)) return again;
  const waited: Step[] = state === 'in-review' ? [{ act: 'submit' }] : [];
  return [{ act: 'restore', version: served.n }, ...again, { act: 'save', content }, ...waited];
}
