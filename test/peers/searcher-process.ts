import { quantile } from '#local/evaluate/metrics';
import { askedFor, quickest, tell } from './own-process.ts';
import type { SearchSet } from './search-set.ts';
import { SEARCHERS } from './searchers.ts';

/** One search builds its index and is asked, in a process of its own. `places`: 0-based, -1 where nothing right was found. */
export type SearcherTold = {
  places: number[];
  buildSeconds: number;
  msP95: number;
  indexBytes: number;
  peakMb: number;
};

const { peer, set } = askedFor<(typeof SEARCHERS)[number], SearchSet>(SEARCHERS);
const start = performance.now();
const { search, bytes } = await peer.build(set.articles, set.language);
const buildSeconds = (performance.now() - start) / 1000;

for (const { question } of set.questions.slice(0, 50)) await search(question);
const times: number[] = [];
const places: number[] = [];
for (const { question, gold } of set.questions) {
  const found = await quickest(() => search(question), times);
  places.push(found.findIndex((id) => gold.includes(id)));
}
tell({ places, buildSeconds, msP95: quantile(0.95, times), indexBytes: bytes } satisfies Omit<SearcherTold, 'peakMb'>);
