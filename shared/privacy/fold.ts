/** Folded text for matching, with the way back: `starts[i]`..`ends[i]` is the original span of folded character `i`. */
export type Folded = { text: string; starts: number[]; ends: number[] };

/** Drawn as nothing, and so a favourite way to break a number in two: zero widths, soft hyphen, emoji keycaps. */
const invisible = /\u00AD|[\u200B-\u200F]|\u2060|\uFEFF|\uFE0F|\u20E3/u;
const dash = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/u;
const dot = /[\u00B7\u2022\u2027\u30FB]/u;

/**
 * Brings every way of writing the same characters to one (NFKC, one dash, one dot, no invisible characters)
 * and remembers where each came from, so that a finding can be cut out of the original.
 */
export function fold(original: string): Folded {
  const folded: Folded = { text: '', starts: [], ends: [] };
  let at = 0;
  for (const character of original) {
    const end = at + character.length;
    if (invisible.test(character)) extend(folded, end);
    for (const unit of foldCharacter(character).split('')) {
      folded.text += unit;
      folded.starts.push(at);
      folded.ends.push(end);
    }
    at = end;
  }
  return folded;
}

/** What is invisible belongs to the character before it, and goes when that one goes. */
function extend(folded: Folded, end: number): void {
  if (folded.ends.length > 0) folded.ends[folded.ends.length - 1] = end;
}

function foldCharacter(character: string): string {
  if (invisible.test(character)) return '';
  if (dash.test(character)) return '-';
  if (dot.test(character)) return '.';
  return character.normalize('NFKC');
}

const numerals: Record<string, string> = {
  零: '0',
  〇: '0',
  '○': '0',
  一: '1',
  幺: '1',
  壹: '1',
  二: '2',
  贰: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
};
const numeral = `[${Object.keys(numerals).join('')}\\d]`;
const spoken = new RegExp(`${numeral}(?:[ \\-.,，、]{0,3}${numeral}){6,}`, 'gu');

/** Numbers read out in Chinese (一三八…) become digits, character for character, so the offsets stay. */
export const foldNumerals = (text: string): string =>
  text.replace(spoken, (run) => run.replace(/[^\d]/gu, (character) => numerals[character] ?? spacer(character)));

/** The enumeration comma parts spoken digits too; as a space it joins them like any other separator. */
const spacer = (character: string): string => (character === '，' || character === '、' ? ' ' : character);
