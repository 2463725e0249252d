import type { Persona, Replacement } from './persona.ts';

/** Between two Han characters one of these does not make other words: 微 信, 微·信, 微*信. */
const BETWEEN = String.raw`[\s\u200b-\u200d\u00ad·•.*_-]?`;
const isHan = (sign: string): boolean => /\p{Script=Han}/u.test(sign);
const escaped = (sign: string): string => sign.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** A sign in both widths. */
const signOf = (sign: string): string => {
  const code = sign.codePointAt(0) ?? 0;
  const wide = code > 0x20 && code < 0x7f ? String.fromCodePoint(code + 0xfee0) : undefined;
  return wide ? `[${escaped(sign)}${wide}]` : escaped(sign);
};

const patternOf = (words: string): string => {
  const signs = [...words.normalize('NFKC').toLowerCase()];
  const body = signs
    .map((sign, i) => {
      if (/\s/.test(sign)) return String.raw`[\s\u00a0-]{1,2}`;
      const next = signs[i + 1];
      return signOf(sign) + (next && isHan(sign) && isHan(next) ? BETWEEN : '');
    })
    .join('');
  const latin = String.raw`[\p{Script=Latin}\p{N}]`;
  const edge = (sign: string | undefined): boolean => sign !== undefined && new RegExp(latin, 'u').test(sign);
  return `${edge(signs[0]) ? `(?<!${latin})` : ''}${body}${edge(signs.at(-1)) ? `(?!${latin})` : ''}`;
};

type Rule = { words: string; instead: string };
const rulesOf = ({ banned, competitors }: Pick<Persona, 'banned' | 'competitors'>): Rule[] =>
  [...banned, ...competitors]
    .flatMap(({ words, instead }: Replacement) => words.map((one) => ({ words: one, instead })))
    // The longest first: what is meant by "Acme Pro" is not "Acme".
    .toSorted((a, b) => b.words.length - a.words.length);

/** What was replaced, by the words of its rule: for the editors, never for the log. */
export type Cleaned = { text: string; replaced: string[] };

export type Cleaner = {
  /** A whole text. */
  clean(text: string): Cleaned;
  /** A stream: `push` gives what can be said already, `end` the rest. A phrase that two pieces share is found. */
  stream(): { push(piece: string): string; end(): string };
};

/** Takes a brand's banned words and competitors out of every text of the bot; make one a version of the persona. */
export const cleanerOf = (persona: Pick<Persona, 'banned' | 'competitors'>): Cleaner => {
  const rules = rulesOf(persona);
  if (rules.length === 0)
    return { clean: (text) => ({ text, replaced: [] }), stream: () => ({ push: (text) => text, end: () => '' }) };
  const pattern = new RegExp(rules.map(({ words }) => `(${patternOf(words)})`).join('|'), 'giu');
  /** No phrase is longer than this in a text, with what may stand between, and the sign behind it that decides. */
  const longest = Math.max(...rules.map(({ words }) => words.length)) * 2 + 2;
  const ruleOf = (match: RegExpMatchArray): Rule | undefined =>
    rules[match.slice(1).findIndex((group) => group !== undefined)];

  const clean = (text: string): Cleaned => {
    const replaced: string[] = [];
    let said = '';
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      const rule = ruleOf(match);
      said += text.slice(from, match.index) + (rule?.instead ?? '');
      from = match.index + match[0].length;
      if (rule) replaced.push(rule.words);
    }
    return { text: said + text.slice(from), replaced };
  };

  return {
    clean,
    stream() {
      let held = '';
      /** What was said last stays as context: a phrase does not begin in the middle of a word. */
      let context = '';
      const release = (upTo: number): string => {
        const text = context + held;
        const offset = context.length;
        let said = '';
        let from = offset;
        for (const match of text.matchAll(pattern)) {
          if (match.index < from) continue;
          if (match.index >= offset + upTo) break;
          said += text.slice(from, match.index) + (ruleOf(match)?.instead ?? '');
          from = match.index + match[0].length;
        }
        const end = Math.max(from, offset + upTo);
        said += text.slice(from, end);
        held = text.slice(end);
        context = text.slice(Math.max(0, end - 2), end);
        return said;
      };
      return {
        push(piece) {
          held += piece;
          const free = held.length - longest;
          return free > 0 ? release(free) : '';
        },
        end: () => release(held.length),
      };
    },
  };
};
