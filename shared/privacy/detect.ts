import { emailsIn } from './emails.ts';
import { fold, foldNumerals } from './fold.ts';
import { type NumberKind, strongKind, weakKind } from './numbers.ts';
import { type Run, runsOf, type Stretch, stretchesFrom } from './runs.ts';
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
  if (spoken !== plain) blank([...numbersIn(spoken), ...buriedMobiles(spoken, plain)], spoken);

  return merged(found).map(({ kind, start, end }) => ({ kind, start: starts[start] ?? 0, end: ends[end - 1] ?? 0 }));
}

/** A found number leaves a hole that no later pattern reaches across. */
const cover = (text: string, start: number, end: number): string =>
  text.slice(0, start) + '\u0000'.repeat(end - start) + text.slice(end);

function numbersIn(text: string): Finding[] {
  return runsOf(text).flatMap((run) => {
    const strong = scan(text, run, strongKind);
    const weak = pieces(run, strong).flatMap((rest) => scan(text, rest, weakKind));
    return [...strong, ...weak];
  });
}

function scan(text: string, run: Run, kindOf: (text: string, stretch: Stretch) => NumberKind | undefined): Finding[] {
  const found: Finding[] = [];
  for (let from = 0; from < run.length; ) {
    const hit = firstHit(text, run, from, kindOf);
    if (hit) found.push(hit.finding);
    from += hit ? hit.groups : 1;
  }
  return found;
}

function firstHit(
  text: string,
  run: Run,
  from: number,
  kindOf: (text: string, stretch: Stretch) => NumberKind | undefined,
): { finding: Finding; groups: number } | undefined {
  for (const stretch of stretchesFrom(text, run, from, 19)) {
    const kind = kindOf(text, stretch);
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

/** In Chinese a number word may touch the number (之一一三八…): only then is a mobile sought inside longer digits. */
function buriedMobiles(spoken: string, plain: string): Finding[] {
  return [...spoken.matchAll(/\d{12,}/g)].flatMap(({ 0: digits, index }) => {
    if (/^\d+$/.test(plain.slice(index, index + digits.length))) return [];
    const at = digits.search(/1[3-9]\d{9}/);
    return at < 0 ? [] : [{ kind: 'phone' as const, start: index + at, end: index + at + 11 }];
  });
}

function merged(findings: Finding[]): Finding[] {
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let covered = 0;
  return sorted.filter(({ start, end }) => {
    if (start < covered) return false;
    covered = end;
    return true;
  });
}
