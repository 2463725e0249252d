import { tokens } from '#shared/knowledge/tokens';
import { addressesIn } from './addresses.ts';
import { type Figure, figuresGiven, figuresIn, isGiven } from './figures.ts';
import type { Claim, ModelReply } from './reply.ts';

/** An article as it was shown to the model; claims cite it by its place, from 1. */
export type GroundingSource = { articleId: string; version: number; title: string; text: string };

/** Why an answer is not said. `what` is the piece that stands in no cited source; it may hold anything a model writes, so it is not for logs. */
export type Blocked = {
  blocked: 'unknown' | 'no-claims' | 'uncited' | 'unknown-source' | 'figure' | 'link' | 'number' | 'unrelated';
  kind?: Figure['kind'];
  what?: string;
};
export type Grounded = { grounded: true; text: string; cited: GroundingSource[] };

/**
 * A claim of which the cited articles hold less than this share of words speaks of something else. Low on purpose: a paraphrase
 * has words of its own.
 */
const COMMON = 0.12;
/** Shorter claims say too little to be measured. */
const MEASURED_FROM = 6;

/**
 * May this be said? Every claim cites articles of this turn, its figures mean what stands in one of those, its links and numbers stand
 * there, too. `said`: the customer's own words, from which an order's number may be repeated, but no price.
 */
export const groundingOf = (
  reply: ModelReply,
  sources: readonly GroundingSource[],
  said: readonly string[],
): Grounded | Blocked => {
  if (!reply.known) return { blocked: 'unknown' };
  if (reply.claims.length === 0) return { blocked: 'no-claims' };
  const own = new Set(said.flatMap((words) => addressesIn(words).identifiers));
  for (const claim of reply.claims) {
    const blocked = faultOf(claim, sources, own);
    if (blocked) return blocked;
  }
  const places = [...new Set(reply.claims.flatMap(({ cites }) => cites))].toSorted((a, b) => a - b);
  return {
    grounded: true,
    text: joined(reply.claims),
    cited: places.flatMap((place) => sources[place - 1] ?? []),
  };
};

/** Chinese sentences stand side by side, others are parted by a space; a list keeps its lines. */
const joined = (claims: readonly Claim[]): string =>
  claims.reduce((text, { text: next }) => {
    const tight = text === '' || /[\p{Script=Han}。！？；：，\n]$/u.test(text) || /^\n/.test(next);
    return text + (tight ? '' : ' ') + next.trim();
  }, '');

const faultOf = (
  { text, cites }: Claim,
  sources: readonly GroundingSource[],
  own: ReadonlySet<string>,
): Blocked | undefined => {
  if (cites.length === 0) return { blocked: 'uncited', what: text };
  const cited = cites.map((place) => sources[place - 1]);
  if (cited.some((source) => source === undefined)) return { blocked: 'unknown-source', what: text };
  const given = cited.flatMap((source) => (source ? [`${source.title}\n${source.text}`] : [])).join('\n');
  return addressFault(text, given, own) ?? figureFault(text, given) ?? subjectFault(text, given);
};

const addressFault = (text: string, given: string, own: ReadonlySet<string>): Blocked | undefined => {
  const [claimed, known] = [addressesIn(text), addressesIn(given)];
  const link = claimed.links.find((one) => !known.links.includes(one));
  if (link) return { blocked: 'link', what: link };
  const all = given.normalize('NFKC').replace(/[\s-]/g, '').toLowerCase();
  const number = claimed.identifiers.find(
    (one) => !known.identifiers.includes(one) && !own.has(one) && !isIn(one, all),
  );
  return number ? { blocked: 'number', what: number } : undefined;
};

const isIn = (number: string, text: string): boolean => new RegExp(`(?<![a-z\\d])${number}(?![a-z\\d])`).test(text);

const figureFault = (text: string, given: string): Blocked | undefined => {
  const known = figuresGiven(given);
  const invented = figuresIn(addressesIn(text).rest).find((figure) => !isGiven(figure, known));
  return invented && { blocked: 'figure', kind: invented.kind, what: invented.text };
};

const subjectFault = (text: string, given: string): Blocked | undefined => {
  const words = [...new Set(tokens(text))];
  // Another language has other words; its figures were compared by their meaning all the same.
  if (words.length < MEASURED_FROM || isHan(text) !== isHan(given)) return undefined;
  const known = new Set(tokens(given));
  const share = words.filter((word) => known.has(word)).length / words.length;
  return share < COMMON ? { blocked: 'unrelated', what: text } : undefined;
};

const isHan = (text: string): boolean => (text.match(/\p{Script=Han}/gu)?.length ?? 0) * 4 > text.length;
