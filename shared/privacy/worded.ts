import type { Finding } from './detect.ts';
import { isHongKongId, isIban } from './validators.ts';

/** Documents whose number holds letters: a passport beside its word, a Hong Kong identity card, an IBAN. */
export const wordedIn = (text: string): Finding[] => [...passports(text), ...hongKongIds(text), ...ibans(text)];

const passportWord =
  /(?:护照|護照|通行证|台胞证|回乡证|passport)(?:号码|号|码|是|为|no\.?|number|num|id|is|was|[:#\s(（"'-]){0,6}/giu;
const passportNumber = /^(?:[a-z]{1,2}[ -]?\d{7,8}|[a-z]\d{8}|\d{9})(?![a-z\d])/iu;

const passports = (text: string): Finding[] =>
  [...text.matchAll(passportWord)].flatMap((word) => {
    const start = word.index + word[0].length;
    const number = text.slice(start).match(passportNumber)?.[0];
    return number ? [{ kind: 'id', start, end: start + number.length }] : [];
  });

const hongKongIds = (text: string): Finding[] =>
  [...text.matchAll(/(?<![a-z\d])([A-Z]{1,2})(\d{6})\(([\dA])\)/giu)].flatMap((match) => {
    const [whole, letters = '', digits = '', check = ''] = match;
    if (!isHongKongId(letters.toUpperCase(), digits, check.toUpperCase())) return [];
    return [{ kind: 'id', start: match.index, end: match.index + whole.length }];
  });

/** Grouped by four or in one piece; the longest prefix whose check digits are right. */
const ibans = (text: string): Finding[] =>
  [...text.matchAll(/(?<![a-z\d])[a-z]{2}\d{2}(?: ?[a-z\d]){11,30}/giu)].flatMap((match) => {
    for (let end = match[0].length; end >= 15; end -= 1) {
      const part = match[0].slice(0, end);
      if (/[a-z\d]/i.test(match[0][end] ?? '') && match[0][end - 1] !== ' ') continue;
      if (isIban(part.replaceAll(' ', '').toUpperCase()))
        return [{ kind: 'card', start: match.index, end: match.index + part.trimEnd().length }];
    }
    return [];
  });
