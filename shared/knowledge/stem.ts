const VOWEL = /[aeiouy]/;
/** Vowel-consonant alternations: how much of a word is left when an ending is cut (Porter's measure). */
const measure = (stem: string): number =>
  stem.replace(/(?<=[aeiou])y/g, 'j').match(/[aeiouy]+[^aeiouy]+/g)?.length ?? 0;

/** Forms no rule reaches and customers use all the time. */
const IRREGULAR: Readonly<Record<string, string>> = {
  bought: 'buy',
  broke: 'break',
  broken: 'break',
  came: 'come',
  chose: 'choose',
  chosen: 'choose',
  forgot: 'forget',
  forgotten: 'forget',
  found: 'find',
  gave: 'give',
  given: 'give',
  gone: 'go',
  gotten: 'get',
  got: 'get',
  kept: 'keep',
  lost: 'lose',
  paid: 'pay',
  sent: 'send',
  sold: 'sell',
  spent: 'spend',
  taken: 'take',
  took: 'take',
  went: 'go',
  written: 'write',
  wrote: 'write',
};

/** Endings that turn one word class into another; longest first. The right side is what stays. */
const DERIVED: ReadonlyArray<readonly [ending: string, kept: string, atLeast: number]> = [
  ['ification', 'ify', 1],
  ['ization', 'ize', 1],
  ['isation', 'ize', 1],
  ['fulness', '', 1],
  ['iveness', '', 1],
  ['ibility', '', 2],
  ['ability', '', 2],
  ['ication', 'y', 1],
  ['ation', '', 2],
  ['ition', '', 2],
  ['ance', '', 2],
  ['ence', '', 2],
  ['able', '', 1],
  ['ible', '', 2],
  ['ment', '', 1],
  ['ness', '', 1],
  ['ful', '', 1],
  ['ery', '', 2],
  ['ive', '', 2],
  ['ion', '', 2],
  ['ity', '', 2],
  ['al', '', 2],
  ['er', '', 2],
  ['or', '', 2],
  ['ly', '', 2],
];

function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** `stopped` → `stop`, `changing` → `chang` (the last `e` is dropped everywhere below, so `change` meets it). */
function withoutTense(word: string): string {
  const bare = word.replace(/(?:ied)$/, 'y').replace(/(?:ed|ing)$/, '');
  if (bare === word) return word;
  if (bare.length < 2 || !VOWEL.test(bare)) return word;
  if (bare.length === 2) return `${bare}e`;
  return bare.replace(/([^aeiouylsz])\1$/, '$1');
}

function withoutDerivation(word: string): string {
  for (const [ending, kept, atLeast] of DERIVED) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    return measure(stem) >= atLeast ? stem + kept : word;
  }
  return word;
}

/**
 * The stem of a lower-case English word, after the idea of M. F. Porter, "An algorithm for suffix stripping" (1980), in far
 * fewer rules: it need not be a word, it only has to be the same for the forms a customer and a writer would use.
 */
export function stem(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return stem(irregular);
  if (word.length < 4 || /[^a-z]/.test(word)) return word;
  const base = withoutDerivation(withoutTense(singular(word)));
  return base.length > 3 ? base.replace(/e$/, '').replace(/y$/, 'i').replace(/ll$/, 'l') : base;
}
