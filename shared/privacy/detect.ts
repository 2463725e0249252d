import { emailsIn } from './emails.ts';
import { fold, foldNumerals } from './fold.ts';
import {
  international,
  labelled,
  type NumberKind,
  type Proof,
  shaped,
  unusual,
  usualDocument,
  usualMobile,
} from './numbers.ts';
import { type Group, type Run, runsOf, type Stretch, stretchesFrom } from './runs.ts';
import { wordedIn } from './worded.ts';

/** A person's identifier in a text; `start`..`end` are UTF-16 offsets of the original, end exclusive. */
export type Finding = { kind: 'phone' | 'email' | 'id' | 'card'; start: number; end: number };

/**
 * Finds phones, e-mail addresses, identity documents and bank cards in Chinese and English text, whatever way their digits
 * are written: full width, split by spaces, dots or dashes, spoken (一三八…). Sorted, never overlapping.
 */
export function detect(original: string): Finding[] {
  const { text, starts, ends } = fold(original);
  const found: Finding[] = [];
  const blank = (findings: Finding[], within: string): string => {
    found.push(...findings);
    return findings.reduce((rest, { start, end }) => cover(rest, start, end), within);
  };

  const words = blank(
    emailsIn(text).map((span) => ({ kind: 'email' as const, ...span })),
    text,
  );
  const digits = blank(wordedIn(words), words);
  const plain = blank(numbersIn(digits), digits);
  const spoken = foldNumerals(plain);
  if (spoken !== plain) blank(spokenNumbersIn(spoken, plain), spoken);

  return merged(found).map(({ kind, start, end }) => ({ kind, start: starts[start] ?? 0, end: ends[end - 1] ?? 0 }));
}

/** A found number leaves a hole that no later pattern reaches across. */
const cover = (text: string, start: number, end: number): string =>
  text.slice(0, start) + '\u0000'.repeat(end - start) + text.slice(end);

const numbersIn = (text: string): Finding[] => runsOf(text).flatMap((run) => numbersInRun(text, run));

/** The surest proofs take their digits first, so that a house number before a card is not read as its beginning. */
const surestFirst: Proof[] = [usualDocument, usualMobile, international, unusual, shaped, labelled];

function numbersInRun(text: string, run: Run, proofs: Proof[] = surestFirst): Finding[] {
  const found: Finding[] = [];
  for (const proof of proofs) found.push(...pieces(run, found).flatMap((rest) => scan(text, rest, proof)));
  return found;
}

function scan(text: string, run: Run, proof: Proof): Finding[] {
  const found: Finding[] = [];
  for (let from = 0; from < run.length; ) {
    const hit = firstHit(text, run, from, proof);
    if (hit) found.push(hit.finding);
    from += hit ? hit.groups : 1;
  }
  return found;
}

function firstHit(
  text: string,
  run: Run,
  from: number,
  proof: Proof,
): { finding: Finding; groups: number } | undefined {
  for (const stretch of stretchesFrom(text, run, from, 19)) {
    const kind = proof(text, stretch);
    if (!kind) continue;
    return { finding: spanOf(text, kind, stretch), groups: stretch.shape.split('-').length };
  }
  return undefined;
}

/** The finding with what belongs to it outside its digits: the check character X, a country code's plus, a bracket. */
function spanOf(text: string, kind: NumberKind, { digits, start, end }: Stretch): Finding {
  const before = text.slice(Math.max(0, start - 3), start);
  const lead = kind === 'phone' ? /(?:\(?\+ ?\(?|\()$/.exec(before)?.[0] : undefined;
  const trail = kind === 'phone' ? extension : digits.length === 17 ? checkCharacter : undefined;
  return { kind, start: start - (lead?.length ?? 0), end: end + (trail?.exec(text.slice(end))?.[0].length ?? 0) };
}
const extension = /^ ?(?:x|ext\.?) ?\d{1,5}(?!\d)/i;
const checkCharacter = /^[ \-.]?x/i;

/** The groups of a run that no finding took, as runs of their own. */
function pieces(run: Run, taken: Finding[]): Run[] {
  const rest: Run[] = [[]];
  for (const group of run) {
    if (taken.some(({ start, end }) => group.start >= start && group.end <= end)) rest.push([]);
    else rest.at(-1)?.push(group);
  }
  return rest.filter((piece) => piece.length > 0);
}

const trims = [0, 1, 2].flatMap((head) => [0, 1, 2].map((tail) => ({ head, tail })));
const leastFirst = trims.toSorted((a, b) => a.head + a.tail - b.head - b.tail);

/** In Chinese a word of number may touch the number (之一一三八…, …四三零一共三个): then it is sought a character or two further in. */
function spokenNumbersIn(spoken: string, plain: string): Finding[] {
  return runsOf(spoken).flatMap((run) => {
    const variants = leastFirst
      .map(({ head, tail }) => trimmed(run, plain, head, tail))
      .filter((one) => one !== undefined);
    const attempts = [[usualDocument], [usualMobile, unusual], surestFirst].flatMap((proofs) =>
      variants.map((variant) => () => numbersInRun(spoken, variant, proofs)),
    );
    const whole = variants.map((variant) => () => numbersInRun(spoken, variant).filter((one) => isAllOf(variant, one)));
    return firstFound([...whole, ...attempts]) ?? buriedMobiles(run, plain);
  });
}

const isAllOf = (run: Run, { start, end }: Finding): boolean =>
  start <= (run[0]?.start ?? 0) && end >= (run.at(-1)?.end ?? 0);

function firstFound(attempts: (() => Finding[])[]): Finding[] | undefined {
  for (const attempt of attempts) {
    const found = attempt();
    if (found.length > 0) return found;
  }
  return undefined;
}

/** The run without numerals at its ends; digits are never taken off. */
function trimmed(run: Run, plain: string, head: number, tail: number): Run | undefined {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || first.digits.length <= head || last.digits.length <= tail) return undefined;
  const cutOff = plain.slice(first.start, first.start + head) + plain.slice(last.end - tail, last.end);
  if (/\d/.test(cutOff)) return undefined;
  return run.map((group) => shorter(group, group === first ? head : 0, group === last ? tail : 0));
}

const shorter = ({ digits, start, end }: Group, head: number, tail: number): Group => ({
  digits: digits.slice(head, digits.length - tail),
  start: start + head,
  end: end - tail,
});

/** Several mobiles read out in one breath. */
const buriedMobiles = (run: Run, plain: string): Finding[] =>
  run
    .filter(({ start, end }) => !/^\d+$/.test(plain.slice(start, end)))
    .flatMap(({ digits, start }) =>
      [...digits.matchAll(/1[3-9]\d{9}/g)].map(({ index }) => ({
        kind: 'phone' as const,
        start: start + index,
        end: start + index + 11,
      })),
    );

function merged(findings: Finding[]): Finding[] {
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let covered = 0;
  return sorted.filter(({ start, end }) => {
    if (start < covered) return false;
    covered = end;
    return true;
  });
}
