import { type Clause, type Clue, turned } from './clue.ts';
import { type Entry, english } from './lexicon.ts';

const words = (list: string): Set<string> => new Set(list.split(' '));
const deniers = words(
  'not no never without hardly barely scarcely neither nor none nobody nothing nowhere cannot cant couldnt wont wouldnt dont doesnt didnt isnt arent wasnt werent aint havent hasnt hadnt shouldnt lack lacks zero',
);
/** Said alone of something that ought to be: it does not happen. */
const failing = words(
  'cant cannot couldnt wont wouldnt doesnt didnt isnt arent wasnt werent hasnt havent hadnt never nobody nothing none',
);
const stronger = words(
  'very so really extremely absolutely totally completely incredibly utterly such too fucking fuckin freaking frickin damn bloody super most truly beyond highly ridiculously insanely seriously literally always definitely entirely thoroughly deeply hugely massively soo sooo worst',
);
const weaker = words('bit little slightly somewhat kinda sorta rather fairly mildly partly relatively almost');
/** Between a denier and what it denies. */
const carriers = words(
  'a an the very so really that all even been be your my too any at much particularly exactly quite have had get got was is are feel what i we you it this to of as for getting being',
);
const wishing = words(
  'wish hope would could should if need needs want wants wanted maybe might wanna please better ask asking trying try',
);

const endings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/ies$/, ['y']],
  [/ied$/, ['y']],
  [/i(?:er|est|ly|ness)$/, ['y']],
  [/ably$/, ['able']],
  [/(?:ed|ing|er|est)$/, ['', 'e']],
  [/(?:es|s|d|ly|ness|ment)$/, ['']],
];
const undoubled = (stem: string): string => (/([b-df-hj-np-tv-z])\1$/.test(stem) ? stem.slice(0, -1) : stem);

/** The entry a word is, or is a form of. */
const entryOf = (word: string): Entry | undefined => {
  const { entries } = english();
  const exact = entries.get(word);
  if (exact || word.length < 4) return exact;
  for (const [ending, replacements] of endings) {
    if (!ending.test(word)) continue;
    for (const replacement of replacements) {
      const stem = word.replace(ending, replacement);
      const found = entries.get(stem) ?? entries.get(undoubled(stem));
      if (found && stem.length >= 3) return found;
    }
  }
  return undefined;
};

/** "soooo", "loooove": a letter three times in a row is one or two. */
const shortened = (word: string): string[] =>
  /(.)\1\1/.test(word) ? [word.replace(/(.)\1{2,}/g, '$1$1'), word.replace(/(.)\1{2,}/g, '$1')] : [word];

const tokensOf = (text: string): string[] =>
  text.replace(/(?<=[a-z])'(?=[a-z])/g, '').match(/[a-z0-9]+(?:[-_][a-z0-9]+)*|\?/g) ?? [];

type Match = { words: string; at: number; length: number; entry: Entry };

const matchAt = (tokens: readonly string[], at: number): Match | undefined => {
  const { entries, longest } = english();
  for (let length = Math.min(longest, tokens.length - at); length > 1; length -= 1) {
    const phrase = tokens.slice(at, at + length).join('_');
    const entry = entries.get(phrase);
    if (entry) return { words: phrase.replaceAll('_', ' '), at, length, entry };
  }
  const token = tokens[at] ?? '';
  const entry = shortened(token).reduce<Entry | undefined>((found, word) => found ?? entryOf(word), undefined);
  return entry && { words: token, at, length: 1, entry };
};

const matchesIn = (tokens: readonly string[]): Match[] => {
  const matches: Match[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = matchAt(tokens, at);
    if (found) matches.push(found);
    at += found?.length ?? 1;
  }
  return matches;
};

/** Where the denier of the word at `at` stands, or -1: at most four words before it, only carriers between. */
const denierBefore = (tokens: readonly string[], at: number): number => {
  for (let place = at - 1; place >= Math.max(0, at - 5); place -= 1) {
    const token = tokens[place] ?? '';
    if (deniers.has(token)) return tokens[place + 1] === 'only' ? -1 : place;
    if (!carriers.has(token) && !stronger.has(token)) return -1;
  }
  return -1;
};

const ruleOf = (tokens: readonly string[], { at, entry: { strength } }: Match): [rule: string, weight: number] => {
  if (denierBefore(tokens, at) >= 0) return ['negated', turned(strength)];
  const before = tokens[at - 1] ?? '';
  if (shortened(before).some((word) => stronger.has(word))) return ['stronger', strength * 1.35];
  if (weaker.has(before) || (before === 'of' && /^(?:kind|sort)$/.test(tokens[at - 2] ?? '')))
    return ['weaker', strength * 0.6];
  return ['word', strength];
};

const clueOf = (tokens: readonly string[], match: Match, asks: boolean): Clue => {
  const { kind, strength } = match.entry;
  const told = { words: match.words, kind };
  const [rule, weight] = ruleOf(tokens, match);
  const before = tokens.slice(Math.max(0, match.at - 6), match.at);
  if (weight > 0 && kind !== 'thanks' && kind !== 'love') {
    if (before.some((token) => wishing.has(token)) || /\bused to\b/.test(before.join(' ')))
      return { ...told, rule: 'wished', weight: 0 };
    if (asks && strength < 3) return { ...told, rule: 'asked', weight: 0 };
  }
  return { ...told, rule, weight: asks && strength === -1 ? weight * 0.6 : weight };
};

/** Denied deeds that no listed word tells: "can't log in", "nobody called". */
const failingIn = (tokens: readonly string[], matches: readonly Match[], asks: boolean): Clue[] => {
  const used = new Set(
    matches.flatMap(({ at, length }) => [denierBefore(tokens, at), ...Array.from({ length }, (_, i) => at + i)]),
  );
  return tokens.flatMap((token, at): Clue[] => {
    if (!failing.has(token) || used.has(at) || at === tokens.length - 1) return [];
    return [{ words: `${token} ${tokens[at + 1]}`, kind: 'fault', rule: 'not-done', weight: asks ? -0.4 : -0.7 }];
  });
};

const lapse =
  /\b(?:(?:\d+|an|a|two|three|four|five|six|several|few|couple of|many)[\s+-]?(?:plus )?(?:hours?|hrs?|hr|mins?|minutes?|days?|weeks?|months?)|hours|days|weeks|months)\b/;
const lapsing =
  /\b(?:wait|waiting|waited|hold|late|delay|delayed|sit|sitting|sat|stuck|still|over|later|line|after|for|spent|took|taking|since|past|ago)\b/;
const lapseIn = (text: string): Clue[] => {
  const found = lapse.exec(text)?.[0];
  return found && lapsing.test(text) ? [{ words: found, kind: 'wait', rule: 'lapse', weight: -0.8 }] : [];
};

const reproach =
  /^(?:and |so |but |seriously |ok |@\S+ )*(?:why (?:is|are|do|does|did|was|were|has|have|cant|can|wont|would|should|isnt|dont|am)|how (?:is|can|do|does|could) (?:you|this|it|that|u) |how (?:hard|difficult|many times|much longer)|what(?:s| is) (?:the point|wrong|going on|with)|where (?:is|are) (?:my|our|the)|when (?:will|are|is) (?:you|my|our|the|someone|this))\b/;
const reproachIn = (text: string): Clue[] => {
  const found = reproach.exec(text.replaceAll("'", ''))?.[0];
  return found ? [{ words: found.trim(), kind: 'anger', rule: 'reproach', weight: -0.8 }] : [];
};

const still = /\bstill\b|\bagain\b|\bonly to\b|\byet another\b|\bthe (?:2nd|3rd|4th|second|third|fourth|fifth) time\b/;
const stillIn = (text: string): Clue[] => {
  const found = still.exec(text)?.[0];
  return found ? [{ words: found, kind: 'wait', rule: 'persists', weight: -0.5 }] : [];
};

/** Things and set phrases that only sound like a feeling. */
const notMeant =
  /\b(?:trash|garbage|rubbish|junk) (?:bags?|cans?|bins?|mail)\b|\bno (?:problem|issue|trouble|worries)\b(?= (?:if|at|with))|\b(?:question|problem|concern)s? (?:about|regarding)\b|\b(?:would|i'd|id|we'd) (?:really |also )?(?:like|love)\b|\bgood (?:morning|evening|afternoon|night|day|luck)\b|\bis (?:it|this|that) (?:good|fine|ok|okay|nice)\b|\b(?:best|kind|warm) regards\b|\bat (?:best|least|all)\b|\bbest (?:way|time|number|place)\b|\bworst case\b|\bcredit card\b|\bfirst class\b|\bcash ?back\b|\bthank you (?:letter|card|note)s?\b|\bbetter (?:not|off)\b|\bearly (?:bird|access)\b|\bwait ?list(?:ed)?\b|\bhot (?:water|drink)s?\b/g;

/** What the Latin words of a clause tell. */
export const cluesInEnglish = ({ text: whole, asks }: Clause): Clue[] => {
  const text = whole.replace(notMeant, ' ');
  const tokens = tokensOf(text);
  if (!tokens.some((token) => /[a-z]/.test(token))) return [];
  const matches = matchesIn(tokens);
  const listed = matches.map((match) => clueOf(tokens, match, asks));
  const clues = [
    ...listed,
    ...failingIn(tokens, matches, asks),
    ...lapseIn(text),
    ...reproachIn(text),
    ...stillIn(text),
  ];
  return ironic(text, clues).filter(({ weight, kind }) => weight !== 0 || kind === 'surprise');
};

/** "Thanks for nothing", "thanks for losing my bag", "great, another delay": praise in one breath with a fault is no praise. */
const ironic = (text: string, clues: Clue[]): Clue[] => {
  const faults = clues.filter(({ weight, rule }) => weight <= -0.7 && rule !== 'negated');
  const mocks =
    /\b(?:thanks?|thank you|thx) (?:you )?(?:for (?:nothing|the (?:delay|wait|cancel|hold|lack|terrible|horrible|awful|bad|poor)|not|losing|ruining|wasting|making|leaving|cancel|ignoring|letting|keeping)|to you|alot|a lot)\b|\b(?:way to|gotta love|love how|love it when|just (?:great|wonderful|perfect|lovely|brilliant)|oh (?:great|good|joy|wonderful)|another)\b/.test(
      text,
    ) ||
    /^(?:great|awesome|fantastic|perfect|wonderful|lovely|nice|brilliant|excellent)\b(?! (?:service|flight|job|crew|staff|experience|work|product|shop|price))/.test(
      text,
    );
  if (/\bfor nothing\b/.test(text))
    return clues.map((clue) => (clue.weight > 0 ? { ...clue, rule: 'irony', weight: -2 } : clue));
  if (!mocks || faults.length === 0) return clues;
  return clues.map((clue) => (clue.weight > 0 ? { ...clue, rule: 'irony', weight: turned(clue.weight) } : clue));
};
