import type { ImportArticle } from '#shared/protocol/import';

export type Standing = 'new' | 'changed' | 'unchanged';

/** What there is before an import: every article as it stands, and which of those that are not retired came by an import. */
export type Existing = { articles: ReadonlyMap<string, string>; imported: ReadonlySet<string> };

export type Compared = { standings: ReadonlyMap<string, Standing>; counts: Record<Standing, number> };

type Content = Omit<ImportArticle, 'id' | 'version' | 'withdrawn' | 'state' | 'served'>;

const contentOf = ({ audience, tags, owner, reviewBy, validFrom, validUntil, texts }: Content): unknown[] => {
  const said = [texts.en, texts.zh].map((text) => text && [text.title, text.questions, text.answer]);
  return [audience ?? 'both', tags, owner, reviewBy, validFrom, validUntil, said];
};

/** Everything of an article that an import would write, in one text: equal texts change nothing. */
export function fingerprint(article: ImportArticle): string {
  const { withdrawn, state, served } = article;
  const stands = withdrawn ? 'retired' : (state ?? 'published');
  return JSON.stringify([stands, contentOf(article), served && contentOf(served)]);
}

export function compared(articles: readonly ImportArticle[], existing: Existing): Compared {
  const standings = new Map(articles.map((one): [string, Standing] => [one.id, standingOf(one, existing)]));
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const standing of standings.values()) counts[standing] += 1;
  return { standings, counts };
}

function standingOf(article: ImportArticle, { articles }: Existing): Standing {
  const before = articles.get(article.id);
  if (before === undefined) return 'new';
  return before === fingerprint(article) ? 'unchanged' : 'changed';
}

/** What earlier imports brought and this one lacks: as the whole base, it would retire them. */
export function retiredBy(articles: readonly ImportArticle[], { imported }: Existing): string[] {
  const named = new Set(articles.map(({ id }) => id));
  return [...imported].filter((id) => !named.has(id)).sort();
}
