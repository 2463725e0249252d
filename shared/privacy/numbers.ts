import { cardSpokenOf, isLabelledOrder, isLabelledPhone } from './labels.ts';
import type { Stretch } from './runs.ts';
import { isCard, isDay, isOldResidentId, isResidentId, isSocialSecurity, looksLikeId, luhn } from './validators.ts';

export type NumberKind = 'phone' | 'id' | 'card';

/** Ways in which a Chinese mobile number is grouped; others count only where one separator is used throughout. */
const mobileShapes = /^(11|3-4-4|3-8|7-4|4-4-3|3-3-5|5-6|6-5|4-3-4|3-4-2-2|3-2-2-2-2|4-7|3-5-3|1-3-3-4)$/;
const afterCountry = /^(2|4)-/;
const mobile = /^(?:0086|86)?1[3-9]\d{9}$/;
/** Satellite numbers, only with the country code: alone they look like any number. */
const satellite = /^(?:0086|86)9[28]\d{9}$/;

const areaCode = '0(?:10|2[0-57-9]|[3-9]\\d{2})';
const landline = new RegExp(`^(?:86)?${areaCode}[2-9]\\d{6,7}$`);
const landlineAbroad = /^(?:86)(?:10|2[0-57-9]|[3-9]\d{2})[2-9]\d{6,7}$/;
/** 400 and 800 numbers are a firm's, never a person's. */
const publicHotline = /^[48]00\d{7}$/;
const nanp = /^1?[2-9]\d{2}[2-9]\d{6}$/;
const nanpShape = /^(1-)?3-3-4$/;

/** What the digits prove by themselves: check digits, calendars, prefixes. Wrong about one number in a thousand. */
export function strongKind(text: string, stretch: Stretch): NumberKind | undefined {
  if (isIdentity(text, stretch)) return 'id';
  if (isBankCard(text, stretch)) return 'card';
  if (isMobile(stretch) || isInternational(text, stretch)) return 'phone';
  return undefined;
}

/** What only the shape or a word beside it makes a person's number. */
export function weakKind(text: string, stretch: Stretch): NumberKind | undefined {
  if (isLabelledOrder(text, stretch.start) || touchesLetter(text, stretch) || isDate(stretch)) return undefined;
  if (stretch.shape === '3-2-4' && isSocialSecurity(stretch.digits)) return 'id';
  if (isAmount(text, stretch) || isQuantity(stretch) || publicHotline.test(stretch.digits)) return undefined;
  if (isLandline(stretch) || isAmerican(text, stretch)) return 'phone';
  const long = stretch.digits.length >= 7 && stretch.digits.length <= 13;
  return long && isLabelledPhone(text, stretch.start, stretch.end) ? 'phone' : undefined;
}

function isIdentity(text: string, { digits, start, end }: Stretch): boolean {
  const last = text.slice(end).match(/^[ \-.]?x(?![a-z])/i) ? 'X' : '';
  if (digits.length === 17 && last) return looksLikeId(`${digits}X`);
  // A mistyped check digit still says whose birthday it is; a mere order number seldom holds a province and a day.
  if (digits.length === 18) return isResidentId(digits) || (looksLikeId(digits) && !isLabelledOrder(text, start));
  return isOldResidentId(digits) && !isLabelledOrder(text, start);
}

function isBankCard(text: string, { digits, shape, start }: Stretch): boolean {
  const ungrouped = !shape.includes('-');
  if (isCard(digits)) return !(ungrouped && isLabelledOrder(text, start));
  if (digits.length < 12 || digits.length > 19) return false;
  const spoken = cardSpokenOf(text, start);
  return (spoken !== undefined && luhn(digits)) || (spoken === 'bank' && digits.length >= 15);
}

function isMobile(stretch: Stretch): boolean {
  const { digits, shape, uniform, whole } = stretch;
  if (!mobile.test(digits) && !satellite.test(digits)) return false;
  const usual = mobileShapes.test(shape) || mobileShapes.test(shape.replace(afterCountry, '')) || !shape.includes('-');
  return usual || ((uniform || whole) && !isQuantity(stretch));
}

function isInternational(text: string, { digits, start }: Stretch): boolean {
  const plus = /\+ ?\(?$/.test(text.slice(Math.max(0, start - 3), start));
  if (plus) return digits.length >= 8 && digits.length <= 15 && digits[0] !== '0';
  return /^00[1-9]\d{8,13}$/.test(digits) && !isLabelledOrder(text, start);
}

const isLandline = ({ digits, shape }: Stretch): boolean =>
  landline.test(digits) || (landlineAbroad.test(digits) && shape.includes('-'));

const isAmerican = (text: string, { digits, shape, start, end }: Stretch): boolean =>
  nanp.test(digits) &&
  (nanpShape.test(shape) || (shape === '3-7' && text[start - 1] === '(') || isLabelledPhone(text, start, end));

/** `SF1234567`, `v20`, `1Z999AA1`: part of a code, not a number of its own. */
const touchesLetter = (text: string, { start, end }: Stretch): boolean =>
  /[a-z][-_]?$/i.test(text.slice(Math.max(0, start - 2), start)) || /^[a-wyz]/i.test(text.slice(end));

function isDate({ digits, shape, raw }: Stretch): boolean {
  if (digits.length < 8 || digits.length > 14) return false;
  if (/^(19|20)/.test(digits) && isDay(digits.slice(0, 8))) return true;
  const [, first = '', second = '', year = ''] = raw.match(/^(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})/) ?? [];
  return shape.includes('-') && [first + second, second + first].some((day) => isDay(year + day));
}

/** An address of a machine, thousands, a row of prices: digits that mean how many, or where. */
const isQuantity = ({ raw }: Stretch): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(raw) ||
  /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(raw) ||
  (/\d\.\d{1,2}(?!\d)/.test(raw) && raw.includes(' '));

const isAmount = (text: string, { shape, start, end }: Stretch): boolean =>
  /[¥$€£]\s*$/.test(text.slice(Math.max(0, start - 2), start)) ||
  /^\s*(?:元|块|万|美元|usd|cny|rmb|%)/i.test(text.slice(end)) ||
  /^\d+-[12]$/.test(shape);
