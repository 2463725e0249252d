import * as z from 'zod';
import type { State } from '#shared/knowledge/lifecycle/record';
import { askCloud } from '../desk/ask-cloud.ts';
import type { DeskTools } from '../desk/use-desk.tsx';
import { dueOn } from './days.ts';

type Who = Pick<DeskTools['who'], 'subject' | 'name'>;

/** How many articles somebody should look at, and how many of them are hers; `more`: there are others that were not counted. */
export type Reminders = { due: number; mine: number; more: boolean };

/** Nobody is reminded of what is retired. */
export const dueStates = ['published', 'draft', 'in-review'] as const satisfies readonly State[];

/** The most that are counted of one state. */
const MOST = 100;
const Page = z.object({ articles: z.array(z.object({ owner: z.string().optional() })), next: z.string().optional() });

const folded = (name: string): string => name.trim().toLowerCase();

/** An owner is written by hand: by her name, in any case, or as she is called at the issuer. */
export const isHers = (owner: string | undefined, { subject, name }: Who): boolean =>
  owner !== undefined && [subject, name].map(folded).includes(folded(owner));

/** Hers before the others; each part in its order. */
export const hersFirst = <A extends { owner?: string | undefined }>(articles: readonly A[], who: Who): A[] => [
  ...articles.filter(({ owner }) => isHers(owner, who)),
  ...articles.filter(({ owner }) => !isHers(owner, who)),
];

/**
 * What is due on a day, counted from the lists themselves: nothing is kept about it, so it is gone with its reason. `undefined`
 * where the lists could not be read; the next reading says it.
 */
export async function remindersOf(tools: DeskTools, day: string): Promise<Reminders | undefined> {
  const ask = { act: 'list', limit: MOST, ...dueOn(day) };
  const pages = await Promise.all(
    dueStates.map((state) => askCloud(tools, '/knowledge/articles', Page, { ...ask, state })),
  );
  const read = pages.flatMap((page) => (page.kind === 'read' ? [page.value] : []));
  if (read.length < dueStates.length) return undefined;
  const owners = read.flatMap(({ articles }) => articles.map(({ owner }) => owner));
  return {
    due: owners.length,
    mine: owners.filter((owner) => isHers(owner, tools.who)).length,
    more: read.some(({ next }) => next !== undefined),
  };
}
