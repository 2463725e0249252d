const hanDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const hanPlaces: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const hanMyriads: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };

/** 三百六十五, 两千, 十五, 一万二; and a row of digits, 二〇二六. */
const hanNumber = (words: string): number => {
  const [before = '', after] = words.split('点');
  if (after) return Number(`${hanNumber(before)}.${[...after].map((sign) => hanDigits[sign]).join('')}`);
  if (/^[零〇一二三四五六七八九]{2,}$/.test(words)) return Number([...words].map((sign) => hanDigits[sign]).join(''));
  let [whole, section, digit] = [0, 0, 0];
  for (const sign of words) {
    const [place, myriad] = [hanPlaces[sign], hanMyriads[sign]];
    if (myriad) {
      whole += (section + digit || 1) * myriad;
      [section, digit] = [0, 0];
    } else if (place) {
      section += (digit || 1) * place;
      digit = 0;
    } else digit = hanDigits[sign] ?? 0;
  }
  return whole + section + digit;
};

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const english: Readonly<Record<string, number>> = {
  ...Object.fromEntries(small.map((word, value) => [word, value])),
  ...Object.fromEntries(tens.map((word, i) => [word, (i + 2) * 10])),
  a: 1,
  an: 1,
  dozen: 12,
};
const englishPlaces: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 };

/** twenty-four, three hundred and sixty five, a thousand. */
const englishNumber = (words: string): number => {
  let [whole, section] = [0, 0];
  for (const word of words.split(/[\s-]+/)) {
    const place = englishPlaces[word];
    if (place === 100) section = (section || 1) * 100;
    else if (place) {
      whole += (section || 1) * place;
      section = 0;
    } else section += english[word] ?? 0;
  }
  return whole + section;
};

const DIGITS = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const MYRIAD = String.raw`(?:\s?[万千百亿](?![一-龥]*分之)|k(?![a-z]))?`;
const HAN = '[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?';
const EN_WORD = [...small, ...tens].join('|');
const ENGLISH = String.raw`(?<![a-z])(?:(?:${EN_WORD}|an?)(?:[\s-]+(?:hundred|thousand|million)(?:\s+and)?)?(?:[\s-]+(?:${EN_WORD}|hundred|thousand))*|a dozen|dozen)(?![a-z])`;

/** A number as anybody writes it: the source of a pattern without groups. */
export const NUMBER = `(?:(?:${DIGITS})${MYRIAD}|${HAN}|${ENGLISH})`;
/** A number in digits only. */
export const DIGIT_NUMBER = `(?:${DIGITS})${MYRIAD}`;

const factors: Readonly<Record<string, number>> = { k: 1000, 百: 100, 千: 1000, ...hanMyriads };

/** What such a number is worth; plain text is expected (half width, lower case). */
export const worthOf = (written: string): number => {
  const text = written.trim();
  const [, digits, factor] = /^([\d,]+(?:\.\d+)?)\s?([万千百亿k])?$/.exec(text) ?? [];
  if (digits) return round(Number(digits.replaceAll(',', '')) * (factor ? (factors[factor] ?? 1) : 1));
  return /^[a-z]/.test(text) ? englishNumber(text.replace(/\band\b/g, ' ').replace(/\s+/g, ' ')) : hanNumber(text);
};

/** 2.3 × 100 is 229.99999999999997: compared are numbers that people write. */
export const round = (value: number): number => Math.round(value * 1e6) / 1e6;
