import { bootstrap, type Interval, mrr10, recallAt, wilsonOf } from '#local/evaluate/metrics';
import { columns } from '#local/evaluate/report';
import { megabytes, within } from './intents.ts';
import { inOwnProcess } from './own-process.ts';
import { settingsOf } from './resume.ts';
import { ownSearchSets, searchSetOf } from './search-set.ts';
import type { SearcherTold } from './searcher-process.ts';
import { SEARCHERS } from './searchers.ts';

export type SearchRow = {
  group: 'search';
  peer: string;
  settings: string;
  set: string;
  articles: number;
  n: number;
  recallAt1: number;
  recallAt5: number;
  mrr10: number;
  ci95: Record<'recallAt1' | 'recallAt5' | 'mrr10', Interval>;
} & Omit<SearcherTold, 'places'>;

type Options = { files: { kb?: string; test?: string }; progress: (line: string) => void };

const SCRIPT = 'test/peers/searcher-process.ts';

/** Places of the right articles as figures. */
export function found(places: readonly number[]) {
  const figures = { recallAt1: recallAt(1, places), recallAt5: recallAt(5, places), mrr10: mrr10(places) };
  const ci95 = {
    recallAt1: wilsonOf(figures.recallAt1, places.length),
    recallAt5: wilsonOf(figures.recallAt5, places.length),
    mrr10: bootstrap(places, mrr10, 200),
  };
  return { n: places.length, ...figures, ci95 };
}

/** Every search on the same articles and questions, one after the other, each in a process of its own. */
export async function searchRows({ files: { kb, test }, progress }: Options): Promise<SearchRow[]> {
  const own = kb === undefined || test === undefined;
  const rows: SearchRow[] = [];
  for (const set of own ? ownSearchSets() : [searchSetOf(`${kb} ← ${test}`, kb, test)])
    for (const { name: peer, settings } of SEARCHERS) {
      const { places, ...took } = await inOwnProcess<SearcherTold>(SCRIPT, peer, set);
      const counts = { set: set.name, articles: set.articles.length };
      rows.push({ group: 'search', peer, settings, ...counts, ...found(places), ...took });
      progress(`${peer}, ${set.name}`);
    }
  return rows;
}

const HEAD = ['', 'articles', 'n', 'recall@1 %', 'recall@5 %', 'MRR@10', 'build s', 'ms p95', 'index MB', 'peak MB'];

/** A line for each peer and set, and below it how each was set. */
export function searchTable(rows: readonly SearchRow[]): string {
  const lines = [...Map.groupBy(rows, ({ set }) => set)].flatMap(([set, own]) => [
    [set],
    ...own.map(({ peer, articles, n, ci95, buildSeconds, msP95, indexBytes, peakMb, ...figures }) => [
      `  ${peer}`,
      String(articles),
      String(n),
      within(figures.recallAt1, ci95.recallAt1),
      within(figures.recallAt5, ci95.recallAt5),
      `${figures.mrr10.toFixed(3)} (${ci95.mrr10.map((value) => value.toFixed(3)).join('–')})`,
      buildSeconds.toFixed(2),
      msP95.toFixed(2),
      megabytes(indexBytes),
      peakMb.toFixed(0),
    ]),
  ]);
  return [
    'search: the article that answers, among the first one, five and ten; in brackets 95 %',
    '',
    columns([HEAD, ...lines]),
    '',
    ...settingsOf(rows),
    'ms p95: the quickest of three askings of each question. Index MB: as it is stored, minisearch as the JSON it writes of itself.',
    'The demo shop: every other of an article’s own questions is withheld from the base and asked.',
  ].join('\n');
}
