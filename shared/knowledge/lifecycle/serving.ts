import { type Language, servable } from '../article.ts';
import type { Served } from './record.ts';

/** What a search found, as far as the check reads it. */
type Found = {
  articleId: string;
  version: number;
  language: Language;
  title: string;
  answer: string;
  tags: readonly string[];
};

/**
 * Why a found article is not told: taken back by an editor, not valid yet on that day or no more, for agents only, or served in
 * another language alone.
 */
export type Unservable = 'withdrawn' | 'not-yet' | 'expired' | 'agents-only' | 'other-language';

/** A hit after the check: in the words that may be told, `newer` than those that were found, or with the reason why it is not told. */
export type Looked<H> = { hit: H; servable: true | Unservable; newer?: true };

/** What may be told to whom on the shop's day `day` (`YYYY-MM-DD`), by what the table holds at this moment. */
export const mayTell = (reader: 'bot' | 'agents', { content }: Served, day: string): boolean =>
  (content.audience === 'both' || content.audience === reader) && servable(content, day);

const reasonOf = (now: Served | undefined, day: string): Unservable | undefined => {
  if (!now) return 'withdrawn';
  const { audience, validFrom } = now.content;
  if (audience === 'agents') return 'agents-only';
  if (mayTell('bot', now, day)) return undefined;
  return validFrom !== undefined && day < validFrom ? 'not-yet' : 'expired';
};

/**
 * Hits as they may be used in this turn. The index may be older than the last act of an editor: what the table no longer serves, or
 * not on this day, or not to the bot, is not told; what was published anew since is told in its newer words. An article that
 * the table does not know is not served.
 */
export const looked = <H extends Found>(
  hits: readonly H[],
  served: ReadonlyMap<string, Served>,
  day: string,
): Looked<H>[] =>
  hits.map((hit) => {
    const now = served.get(hit.articleId);
    const reason = reasonOf(now, day);
    if (!now || reason) return { hit, servable: reason ?? 'withdrawn' };
    if (now.n === hit.version) return { hit, servable: true };
    const text = now.content.texts[hit.language];
    if (!text) return { hit, servable: 'other-language' };
    const { title, answer } = text;
    return { hit: { ...hit, version: now.n, title, answer, tags: now.content.tags }, servable: true, newer: true };
  });

/** Those of them that may be told, in order. */
export const tellable = <H>(all: readonly Looked<H>[]): H[] =>
  all.filter((one) => one.servable === true).map(({ hit }) => hit);

/** What is left of the hits in this turn. */
export const checked = <H extends Found>(hits: readonly H[], served: ReadonlyMap<string, Served>, day: string): H[] =>
  tellable(looked(hits, served, day));
