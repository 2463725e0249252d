import type { Group } from '../sign-in/groups.ts';
import { theAddress, usePath } from './address.ts';

/** The pages of the console; who may see which is a guess for what to draw, the cloud decides on its own. */
const pages = [
  { page: 'desk', for: ['agent', 'supervisor', 'admin'] },
  { page: 'notices', for: ['supervisor', 'admin'] },
  { page: 'letters', for: ['admin'] },
  { page: 'knowledge', for: ['agent', 'supervisor', 'knowledge-editor', 'admin'] },
] as const satisfies readonly { page: string; for: readonly Group[] }[];
export type PageName = (typeof pages)[number]['page'];

export const pagesOf = (groups: readonly Group[]): PageName[] =>
  pages.filter((one) => groups.some((group) => (one.for as readonly Group[]).includes(group))).map(({ page }) => page);

/** The page that an address names, if she has it; else the first of hers: the desk, for who has one. */
export const pageAt = (path: readonly string[], allowed: readonly PageName[]): PageName =>
  allowed.find((page) => page === path[0]) ?? allowed[0] ?? 'desk';

/** The page stands in the address, so that a reload and the browser's back button find it. */
export function usePage(allowed: readonly PageName[]): [PageName, (page: PageName) => void] {
  const path = usePath();
  return [pageAt(path, allowed), goToPage];
}

const goToPage = (page: PageName) => theAddress().go(page === 'desk' ? [] : [page]);
