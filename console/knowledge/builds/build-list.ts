import { type Build, type BuildRefused, BuildRefused as Refused } from '#shared/protocol/builds';
import type { Missed } from '../../desk/ask-cloud.ts';

/** Builds as far as they were read, newest first. `next`: where the older ones begin. */
export type BuildList = { builds: readonly Build[]; live?: string | undefined; next?: string | undefined };

/** The first page read anew, before what was read of older ones: nothing is lost from sight when a new build comes. */
export function refreshed(before: BuildList | undefined, first: BuildList): BuildList {
  const last = first.builds.at(-1);
  if (!before || !last) return first;
  const older = before.builds.filter(({ at, version }) => at < last.at && !isIn(first, version));
  return older.length > 0 ? { ...first, builds: [...first.builds, ...older], next: before.next } : first;
}

export const extended = (before: BuildList, page: BuildList): BuildList => ({
  ...before,
  builds: [...before.builds, ...page.builds.filter(({ version }) => !isIn(before, version))],
  next: page.next,
});

const isIn = ({ builds }: BuildList, version: string): boolean => builds.some((one) => one.version === version);

export const isBuilding = (list: BuildList | undefined): boolean =>
  list?.builds.some(({ state }) => state === 'building') ?? false;

/** Only what was live before may be again by a roll-back; a stopped version would pass by its questions. */
export const mayRollBackTo = ({ state }: Build): boolean => state === 'replaced';

/** Why a build was not put live, where the cloud said so. */
export function whyNotBuilt(missed: Missed): BuildRefused | undefined {
  return missed.kind === 'refused' ? Refused.safeParse(missed.body).data : undefined;
}
