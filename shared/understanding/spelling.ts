/** Words the rules look for and people mistype; each is at least five letters, since shorter ones are one slip from many. */
const WANTED = [
  'agent',
  'human',
  'person',
  'people',
  'representative',
  'operator',
  'advisor',
  'manager',
  'supervisor',
  'speak',
  'transfer',
  'connect',
  'escalate',
  'customer',
  'service',
  'somebody',
  'someone',
  'please',
] as const;

/** Words of their own that are one slip away from a wanted one. */
const OTHERS = new Set(
  'agents humans persons peoples representatives operators advisors managers supervisors speaks speaker transfers transferred connects connected connection customers services serviced pleased pleaser pleases sneak steak spear parson humane agenda argent served persona reason season arent parent recent event scent prison pressing urgent regent'.split(
    ' ',
  ),
);

/** The same word but for one slip: a letter missing, added, exchanged, or two neighbours swapped. Long words may have two. */
const slipped = (word: string, wanted: string): boolean =>
  Math.abs(word.length - wanted.length) <= 2 && distance(word, wanted) <= (wanted.length >= 10 ? 2 : 1);

/** Slips between two short words (restricted Damerau-Levenshtein). */
const distance = (one: string, other: string): number => {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const steps = [at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(rows, i - 1, j - 1) + (same ? 0 : 1)];
      row.push(Math.min(...steps, ...(swapped ? [at(rows, i - 2, j - 2) + 1] : [])));
    }
    rows.push(row);
  }
  return at(rows, one.length, other.length);
};
const at = (rows: number[][], i: number, j: number): number => rows[i]?.[j] ?? 0;

const corrected = (word: string): string =>
  word.length < 5 || OTHERS.has(word) ? word : (WANTED.find((wanted) => slipped(word, wanted)) ?? word);

/** Slips in short words that cannot be told from their letters alone. */
const SHORT: Readonly<Record<string, string>> = {
  tlak: 'talk',
  takl: 'talk',
  talkk: 'talk',
  spek: 'speak',
  agnt: 'agent',
  hmn: 'human',
};

/** Plain English words with the slips taken out of the ones the rules look for; everything else stays as typed. */
export const respelled = (text: string): string =>
  text.replace(/[a-z]{3,16}/g, (word) => SHORT[word] ?? corrected(word));
