import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Hand-labelled cases of a file beside this one, by language: what is said, then its labels. */
export const labelled = (file: string): Record<'zh' | 'en', readonly (readonly string[])[]> =>
  parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Record<'zh' | 'en', string[][]>;

/** Labels right, missed and wrong over all cases, and the cases that are not wholly right, to be read where a floor breaks. */
export type Counted = { right: number; missed: number; wrong: number; f1: number; faults: string[] };

export const counted = (cases: readonly (readonly string[])[], read: (said: string) => readonly string[]): Counted => {
  let [right, missed, wrong] = [0, 0, 0];
  const faults: string[] = [];
  for (const [said = '', ...labels] of cases) {
    const wanted = labels.filter((label) => label !== '');
    const found = read(said);
    const hits = wanted.filter((label) => found.includes(label)).length;
    right += hits;
    missed += wanted.length - hits;
    wrong += found.length - hits;
    if (hits < wanted.length || hits < found.length)
      faults.push(`${said}: wanted ${wanted.join(' ')}, read ${found.join(' ')}`);
  }
  return { right, missed, wrong, f1: (2 * right) / Math.max(1, 2 * right + missed + wrong), faults };
};
