/** 53 bits of a text, in base 36: the same everywhere and for ever, since articles are found again by it. */
export function hashOf(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

/** Lower-case letters, digits and single hyphens; empty where a text has none of them. */
export const slugOf = (text: string, longest: number): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');

const LONGEST_ID = 100;
const LONGEST_WORDS = 60;

/** A name that a file gave, as an id. What cannot be said in Latin letters is told apart by its hash. */
export function idOf(given: string): string {
  const slug = slugOf(given, LONGEST_ID);
  const lost = /[^\p{Script=Latin}\p{M}\p{N}\p{P}\p{S}\s]/u.test(given) || given.length > LONGEST_ID;
  return lost || slug === '' ? named(given, given) : slug;
}

/** The id of an article that has none: from what it is called, so that the same file gives the same ids. */
export const named = (title: string, identity: string): string =>
  [slugOf(title, LONGEST_WORDS), hashOf(identity)].filter(Boolean).join('-');

/** What makes two titles or questions the same: letters and digits alone. */
export const sameWords = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
