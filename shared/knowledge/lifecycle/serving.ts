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

/** What may be told to whom on the shop's day `day` (`YYYY-MM-DD`), by what the table holds at this moment. */
export const mayTell = (reader: 'bot' | 'agents', { content }: Served, day: string): boolean =>
  (content.audience === 'both' || content.audience === reader) && servable(content, day);

/**
 * Hits as they may be used in this turn. The index may be older than the last act of an editor: what the table no longer serves, or
 * not on this day, or not to the bot, is dropped; what was published anew since is told in its newer words. An article that
 * the table does not know is not served.
 */
export function checked<H extends Found>(hits: readonly H[], served: ReadonlyMap<string, Served>, day: string): H[] {
  return hits.flatMap((hit) => {
    const now = served.get(hit.articleId);
    if (!now || !mayTell('bot', now, day)) return [];
    if (now.n === hit.version) return [hit];
    const text = now.content.texts[hit.language];
    return text ? [{ ...hit, version: now.n, title: text.title, answer: text.answer, tags: now.content.tags }] : [];
  });
}
