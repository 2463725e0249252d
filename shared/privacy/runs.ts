/** Digits in one piece; `start`..`end` in the folded text. */
export type Group = { digits: string; start: number; end: number };
/** Groups that only separators part: what a reader may take for one number, or for several beside each other. */
export type Run = Group[];

/** A slash or bar with spaces around it parts two numbers. */
const separator = /^(?! [/|] )[ \-.,/_|~()]{1,4}$/u;

/** Every run of digit groups in a folded text, left to right. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const match of text.matchAll(/\d+/g)) {
    const group = { digits: match[0], start: match.index, end: match.index + match[0].length };
    const last = runs.at(-1)?.at(-1);
    if (last && separator.test(text.slice(last.end, group.start))) runs.at(-1)?.push(group);
    else runs.push([group]);
  }
  return runs;
}

/** A stretch of neighbouring groups taken as one number. */
export type Stretch = {
  digits: string;
  /** Lengths of its groups, `3-4-4`. */
  shape: string;
  /** The same separator everywhere, or none. */
  uniform: boolean;
  /** It is all its run has. */
  whole: boolean;
  /** As it is written. */
  raw: string;
  start: number;
  end: number;
};

/** What parts two numbers sooner than it groups one, unless the whole number is grouped by it. */
export const parting = /[,|~_]/;

/** Stretches that begin at group `from`, longest first, of at most `limit` digits. */
export function stretchesFrom(text: string, run: Run, from: number, limit: number): Stretch[] {
  const stretches: Stretch[] = [];
  let digits = '';
  for (let to = from; to < run.length; to += 1) {
    digits += run[to]?.digits ?? '';
    if (digits.length > limit) break;
    const stretch = stretchOf(text, run, from, to, digits);
    if (stretch.uniform || !parting.test(stretch.raw)) stretches.unshift(stretch);
  }
  return stretches;
}

function stretchOf(text: string, run: Run, from: number, to: number, digits: string): Stretch {
  const groups = run.slice(from, to + 1);
  const gaps = groups.slice(1).map((group, i) => text.slice(groups[i]?.end, group.start).trim() || ' ');
  return {
    digits,
    shape: groups.map((group) => group.digits.length).join('-'),
    uniform: new Set(gaps).size <= 1,
    whole: from === 0 && to === run.length - 1,
    raw: text.slice(run[from]?.start, run[to]?.end),
    start: run[from]?.start ?? 0,
    end: run[to]?.end ?? 0,
  };
}
