import { isDeepStrictEqual } from 'node:util';

/** A step that was not as the scenario says. */
export class Unexpected extends Error {
  readonly expected: string;
  readonly seen: string;

  constructor(expected: string, seen: string) {
    super(`expected ${expected}; seen ${seen}`);
    this.expected = expected;
    this.seen = seen;
  }
}

/** Texts are compared without case, spaces and the marks of bold print. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\*\*|\s/g, '');

export const holds = (text: string, part: string): boolean => plain(text).includes(plain(part));

export const listOf = (given: string | string[] | undefined): string[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given];

type Wanted = { containing?: string | string[] | undefined; 'not containing'?: string | string[] | undefined };

/** What is wrong with a text, or nothing. */
export const textFault = (text: string, wanted: Wanted): string | undefined => {
  const missing = listOf(wanted.containing).find((part) => !holds(text, part));
  if (missing !== undefined) return `words containing '${missing}'`;
  const unwanted = listOf(wanted['not containing']).find((part) => holds(text, part));
  return unwanted === undefined ? undefined : `words without '${unwanted}'`;
};

/** Every field that is wanted is there and equal; objects field by field, of a list of words any one may be meant. */
export const fieldFault = (seen: unknown, wanted: unknown, at = ''): string | undefined => {
  if (Array.isArray(wanted) && !Array.isArray(seen))
    return wanted.some((one) => isDeepStrictEqual(one, seen))
      ? undefined
      : `${at} to be one of ${JSON.stringify(wanted)}`;
  if (typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)) {
    for (const [field, value] of Object.entries(wanted)) {
      const fault = fieldFault(
        (seen as Record<string, unknown> | undefined)?.[field],
        value,
        at ? `${at}.${field}` : field,
      );
      if (fault) return fault;
    }
    return undefined;
  }
  return isDeepStrictEqual(seen, wanted) ? undefined : `${at} to be ${JSON.stringify(wanted)}`;
};
