import type { ComponentType } from 'react';
import { later } from './later.tsx';

export const tabNames = ['articles', 'conflicts', 'import', 'builds', 'bench'] as const;
export type TabName = (typeof tabNames)[number];

/**
 * A tab stands in the address as `#knowledge/<tab>/<rest…>`. `rest` is what follows the tab's name; `go` leads to another rest of
 * the same tab, and is a step of the back button; `changed` is told of each act on an article.
 */
export type TabProps = { rest: readonly string[]; go: (...rest: string[]) => void; changed: () => void };
export type Tab = { name: TabName; view: ComponentType<TabProps>; for: 'readers' | 'editors' };

/** In the order of the page. Readers see what there is; the tools that change it are drawn for editors only. */
export const tabs: readonly Tab[] = [
  {
    name: 'articles',
    view: later(async () => (await import('./articles/articles-tab.tsx')).ArticlesTab),
    for: 'readers',
  },
  {
    name: 'conflicts',
    view: later(async () => (await import('./conflicts/conflicts-tab.tsx')).ConflictsTab),
    for: 'readers',
  },
  { name: 'import', view: later(async () => (await import('./import/import-tab.tsx')).ImportTab), for: 'editors' },
  { name: 'builds', view: later(async () => (await import('./builds/builds-tab.tsx')).BuildsTab), for: 'editors' },
  { name: 'bench', view: later(async () => (await import('./bench/bench-tab.tsx')).BenchTab), for: 'editors' },
];
