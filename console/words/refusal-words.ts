import type { Words } from './words.ts';

/** A code newer than this page still says that it was refused. */
export const refusalWords = (code: string, { refused, refusedOther }: Words): string =>
  Object.hasOwn(refused, code) ? refused[code as keyof typeof refused] : refusedOther;
