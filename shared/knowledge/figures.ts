/** A figure of a sentence: what it counts, and how much. Dates count as `day`. */
export type Figure = { what: 'number' | 'date'; unit: string; value: string };

const HAN_DIGITS = '零一二三四五六七八九';
const ENGLISH = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const COUNTED =
  '%|％|个工作日|工作日|个自然日|自然日|个小时|小时|分钟|天|日|周|个?月|年|元|块钱?|万元|次|件|个|张|积分|分|折|公斤|千克|kg|' +
  'percent|per cent|working days?|business days?|calendar days?|days?|hours?|minutes?|weeks?|months?|years?|yuan|rmb|dollars?|euros?|times|items?|photos?|points?';
const DATE =
  /(\d{4})-(\d{1,2})-(\d{1,2})|(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})\b|\b(\d{1,2}) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/g;
const NUMBER = new RegExp(`([¥￥$€£])?\\s?(\\d+(?:[.,]\\d+)*)\\s?-?(${COUNTED})?`, 'g');

/** The same unit under one name. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^[¥￥]|^元|^块|yuan|rmb/, 'yuan'],
  [/^[$]|dollar/, 'dollar'],
  [/^€|euro/, 'euro'],
  [/工作日|working|business/, 'working day'],
  [/天|日|days?$/, 'day'],
  [/小时|hour/, 'hour'],
  [/分钟|minute/, 'minute'],
  [/周|week/, 'week'],
  [/月|month/, 'month'],
  [/年|year/, 'year'],
  [/%|％|percent|per cent/, '%'],
  [/积分|^分$|point/, 'point'],
  [/次|times/, 'time'],
  [/公斤|千克|kg/, 'kg'],
  [/件|items?/, 'item'],
  [/张|photos?/, 'photo'],
];
const unitOf = (sign: string, counted: string): string =>
  UNITS.find(([pattern]) => pattern.test(sign || counted))?.[1] ?? counted;

/** 七天 and "seven days" are 7 days. Chinese numerals up to 99, and only before a unit, since 一 is in many words. */
function inDigits(text: string): string {
  const han = new RegExp(`[${HAN_DIGITS}两十]{1,3}(?=${COUNTED})`, 'g');
  return text
    .replace(han, (numeral) => String(hanNumber(numeral)))
    .replace(new RegExp(`\\b(${ENGLISH.join('|')})\\b(?= )`, 'g'), (word) => String(ENGLISH.indexOf(word)));
}

function hanNumber(numeral: string): number {
  const digit = (one: string): number => (one === '两' ? 2 : HAN_DIGITS.indexOf(one));
  if (!numeral.includes('十')) return [...numeral].reduce((sum, one) => sum * 10 + digit(one), 0);
  const [tens = '', ones = ''] = numeral.split('十');
  return (tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0);
}

const dateOf = ([, y, m, d, hy = '', hm, hd, em, ed, fd, fm]: RegExpMatchArray): string => {
  const named = em ?? fm;
  const month = named ? MONTHS.indexOf(named) + 1 : Number(m ?? hm);
  return `${y ?? hy}-${month}-${Number(d ?? hd ?? ed ?? fd)}`.replace(/^-/, '');
};

/** The figures of a sentence, and the sentence without them. */
export function figuresIn(sentence: string): { figures: Figure[]; rest: string } {
  const figures: Figure[] = [];
  const plain = inDigits(sentence.normalize('NFKC').toLowerCase().replace(/\*\*/g, ''));
  const undated = plain.replace(DATE, (...found) => {
    figures.push({ what: 'date', unit: 'day', value: dateOf(found as unknown as RegExpMatchArray) });
    return ' ';
  });
  const rest = undated.replace(NUMBER, (_, sign = '', digits: string, counted = '') => {
    const value = String(Number(digits.replace(/,(?=\d{3})/g, '').replace(',', '.')));
    figures.push({ what: 'number', unit: unitOf(sign, counted), value });
    return ' ';
  });
  return { figures, rest };
}
