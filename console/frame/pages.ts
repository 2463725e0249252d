import { useCallback, useEffect, useState } from 'react';
import type { Group } from '../sign-in/groups.ts';

/** The pages of the console; who may see which is a guess for what to draw, the cloud decides on its own. */
const pages = [
  { page: 'desk', for: ['agent', 'supervisor', 'admin'] },
  { page: 'notices', for: ['supervisor', 'admin'] },
  { page: 'letters', for: ['admin'] },
] as const satisfies readonly { page: string; for: readonly Group[] }[];
export type PageName = (typeof pages)[number]['page'];

export const pagesOf = (groups: readonly Group[]): PageName[] =>
  pages.filter((one) => groups.some((group) => (one.for as readonly Group[]).includes(group))).map(({ page }) => page);

const inAddress = (allowed: readonly PageName[]): PageName =>
  allowed.find((page) => `#${page}` === location.hash) ?? 'desk';

/** The page stands in the address, so that a reload and the browser's back button find it. */
export function usePage(allowed: readonly PageName[]): [PageName, (page: PageName) => void] {
  const [page, setPage] = useState(() => inAddress(allowed));
  useEffect(() => {
    const moved = () => setPage(inAddress(allowed));
    window.addEventListener('hashchange', moved);
    return () => window.removeEventListener('hashchange', moved);
  }, [allowed]);
  const go = useCallback((to: PageName) => {
    location.hash = to === 'desk' ? '' : to;
    setPage(to);
  }, []);
  return [page, go];
}
