import type { Summary } from '../answers.ts';
import type { Shelf } from '../use-articles.ts';

/** What of the list is shown. Shelf and owner are asked of the cloud; source and words are looked for in what is loaded. */
export type Filter = { shelf: Shelf; owner: string; source: Summary['source'] | ''; words: string };

/** Every word of the search in the title, in any order and any case. */
export function seenOf(articles: readonly Summary[], { source, words }: Filter): Summary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return articles.filter(
    (one) => (!source || one.source === source) && wanted.every((word) => one.title.toLowerCase().includes(word)),
  );
}
