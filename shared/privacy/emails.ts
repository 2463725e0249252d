export type Span = { start: number; end: number };

/** Bounded, so that a long word without an @ costs no more than its length. */
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}";
const local = `${atom}(?:\\.${atom}){0,8}`;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const address = new RegExp(`(?:"[^"\\s@]{1,64}"|${local})(?: ?@ ?)(?:${label}[.。]){1,8}[a-z]{2,24}`, 'giu');
/** A masked address (`a***@example.com`) is none. */
const masked = /^[^*]?\*\*\*@/u;

/** E-mail addresses in folded text; Chinese words may touch them on either side. */
export const emailsIn = (text: string): Span[] =>
  [...text.matchAll(address)]
    .filter((match) => !masked.test(match[0]))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
