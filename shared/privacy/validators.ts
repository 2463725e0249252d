/** Luhn's check over digits alone. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Issuer prefixes with the lengths they use (ISO/IEC 7812 ranges; 9558 and 6 cover older Chinese debit cards). */
const brands: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(30[0-5]|3095|3[689])/, [14, 16, 17, 18, 19]],
  [/^35(2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(2131|1800)/, [15]],
  [/^(62|81|9558)/, [16, 17, 18, 19]],
  [/^(5[0678]|6)/, [16, 17, 18, 19]],
];

export const isCard = (digits: string): boolean =>
  luhn(digits) && brands.some(([prefix, lengths]) => lengths.includes(digits.length) && prefix.test(digits));

/** Provinces of GB/T 2260; 71, 81, 82 are residents of Taiwan, Hong Kong and Macao, 91 is a foreigner's permanent card. */
const province = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9[1-9])/;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The 18 characters of GB 11643 without its check digit: province and a birthday that exists. */
export const looksLikeId = (id: string): boolean =>
  /^\d{17}[\dX]$/.test(id) && province.test(id) && /^(18|19|20)/.test(id.slice(6)) && isDay(id.slice(6, 14));

/** An 18-character resident identity number whose check digit (ISO 7064 MOD 11-2) is right. */
export function isResidentId(id: string): boolean {
  if (!looksLikeId(id)) return false;
  const sum = weights.reduce((total, weight, i) => total + weight * Number(id[i]), 0);
  return '10X98765432'[sum % 11] === id[17];
}

/** The 15-digit form issued until 1999 has no check digit: province and birthday are all there is. */
export const isOldResidentId = (id: string): boolean =>
  /^\d{15}$/.test(id) && province.test(id) && isDay(`19${id.slice(6, 12)}`);

/** YYYYMMDD that exists in the calendar. */
export function isDay(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Hong Kong identity card, written A123456(3): letters count A = 10 …, weights 9 to 1, sum divisible by 11. */
export function isHongKongId(letters: string, digits: string, check: string): boolean {
  const values = [...letters.padStart(2, ' ')].map((letter) => (letter === ' ' ? 36 : letter.charCodeAt(0) - 55));
  const all = [...values, ...[...digits].map(Number), check === 'A' ? 10 : Number(check)];
  return all.reduce((sum, value, i) => sum + value * (9 - i), 0) % 11 === 0;
}

/** Length of an IBAN by country (ISO 13616 registry); by length, since many share one. */
const ibanCountries: Record<number, string> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FI FO GL NL',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU XK',
  21: 'CH HR LI LV',
  22: 'BG BH CR DE GB GE IE ME RS VA',
  23: 'AE GI IL IQ',
  24: 'AD CZ ES MD PK RO SA SE SK TN VG',
  25: 'PT',
  26: 'IS TR',
  27: 'FR GR IT MC MR SM',
  28: 'AL AZ BY CY DO GT HU LB MA PL',
  29: 'BR EG PS QA UA',
  30: 'JO KW MU',
  31: 'MT',
  32: 'LC',
};

/** IBAN by its check digits (ISO 7064 MOD 97-10), letters upper case, no spaces. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  if (!ibanCountries[iban.length]?.includes(iban.slice(0, 2))) return false;
  const turned = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const character of turned) {
    const value = parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Area of a United States social security number that was ever issued. */
export const isSocialSecurity = (digits: string): boolean =>
  /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits);
