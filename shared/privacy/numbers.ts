import { cardSpokenOf, isLabelledOrder, isLabelledPhone } from './labels.ts';
import { parting, type Stretch } from './runs.ts';
import { isCard, isDay, isOldResidentId, isResidentId, isSocialSecurity, looksLikeId, luhn } from './validators.ts';

export type NumberKind = 'phone' | 'id' | 'card';

/** How people group each kind. Other groupings are looked at only when these have found nothing. */
const mobileShape = /^((2|4)-)?(11|3-4-4|3-8|7-4|4-4-3|3-3-5|5-6|6-5|4-3-4|3-4-2-2|3-2-2-2-2|4-7|3-5-3)$|^1[35]$/;
const cardShape = /^\d+$|^4(-4)*(-[1-4])?$|^4-6-[45]$|^6-\d+$|^8-8$/;
const idShape = /^\d+$|^6-(8-[34]|4-4-[34]|6-[36]|2-2-2-3|4-2-2-[34])$|^3-3-4-4-[34]$|^4-4-4-4-[12]$/;
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

/** A way to know a number: the kind a stretch of digits is, if this way tells. */
export type Proof = (text: string, stretch: Stretch) => NumberKind | undefined;

/** Check digits and calendars, in digits grouped as people group a document's. */
export const usualDocument: Proof = (text, stretch) => {
  if (idShape.test(stretch.shape) && isIdentity(text, stretch)) return 'id';
  return cardShape.test(stretch.shape) && isBankCard(text, stretch) ? 'card' : undefined;
};

/** A Chinese mobile's prefix and length. */
export const usualMobile: Proof = (_text, stretch) =>
  mobileShape.test(stretch.shape) && isMobile(stretch) ? 'phone' : undefined;

/** A country code; a comma ends such a number. */
export const international: Proof = (text, stretch) =>
  isInternational(text, stretch) && !parting.test(stretch.raw) ? 'phone' : undefined;

/** The same for digits grouped in any other way, as long as it is one way, or nothing else stands beside them. */
export const unusual: Proof = (text, stretch) => {
  if (!(stretch.uniform || stretch.whole) || isQuantity(stretch)) return undefined;
  if (isIdentity(text, stretch)) return 'id';
  if (isBankCard(text, stretch)) return 'card';
  return isMobile(stretch) ? 'phone' : undefined;
};

/** The shape alone: an area code apart, the American 3-3-4, a social security number. */
export const shaped: Proof = (text, stretch) => {
  if (isSomethingElse(text, stretch)) return undefined;
  if (stretch.shape === '3-2-4' && isSocialSecurity(stretch.digits)) return 'id';
  if (isGroupedPhone(text, stretch)) return 'phone';
  return landline.test(stretch.digits) && !touchesLetter(text, stretch) ? 'phone' : undefined;
};

/** Only a word beside it makes it a phone. */
export const labelled: Proof = (text, stretch) => {
  if (isSomethingElse(text, stretch) || touchesLetter(text, stretch) || parting.test(stretch.raw)) return undefined;
  const { digits, start, end } = stretch;
  return digits.length >= 7 && digits.length <= 13 && isLabelledPhone(text, start, end) ? 'phone' : undefined;
};

const isSomethingElse = (text: string, stretch: Stretch): boolean =>
  isLabelledOrder(text, stretch.start) ||
  isDate(stretch) ||
  isAmount(text, stretch) ||
  isQuantity(stretch) ||
  publicHotline.test(stretch.digits);

/** Grouped as only phones are: an area code apart, or the American 3-3-4. */
function isGroupedPhone(text: string, { digits, shape, start }: Stretch): boolean {
  const area = /^(2-)?[234]-/.test(shape) && (landline.test(digits) || landlineAbroad.test(digits));
  const american = nanpShape.test(shape) || (shape === '3-7' && text[start - 1] === '(');
  return area || (american && nanp.test(digits));
}

function isIdentity(text: string, { digits, start, end }: Stretch): boolean {
  const last = text.slice(end).match(/^[ \-.]?x/i) ? 'X' : '';
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

const isMobile = ({ digits }: Stretch): boolean => mobile.test(digits) || satellite.test(digits);

function isInternational(text: string, { digits, start }: Stretch): boolean {
  const plus = /\+ ?\(?$/.test(text.slice(Math.max(0, start - 3), start));
  if (plus) return digits.length >= 8 && digits.length <= 15 && digits[0] !== '0';
  return /^00[1-9]\d{8,13}$/.test(digits) && !isLabelledOrder(text, start);
}

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
