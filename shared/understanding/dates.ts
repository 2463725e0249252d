/** A day as it is said. `day` (`YYYY-MM-DD`) is the one it means, seen from `today`; absent where it means no single day. */
export type DateSaid = { value: string; index: number; day?: string };

const DAY = 86_400_000;
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);
const shifted = (today: string, days: number): string => dayAt(timeOf(today) + days * DAY);
/** Monday is 0. */
const weekdayOf = (day: string): number => (new Date(timeOf(day)).getUTCDay() + 6) % 7;

const pad = (value: number): string => String(value).padStart(2, '0');
/** The day, or nothing where the calendar has none such (30 February). */
const dated = (year: number, month: number, date: number): string | undefined => {
  const day = `${year}-${pad(month)}-${pad(date)}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || dayAt(time) !== day ? undefined : day;
};

/** Without a year the nearest one is meant: people speak of what they bought months ago, seldom of what comes in half a year. */
const nearestYear = (today: string, month: number, date: number): string | undefined => {
  const year = Number(today.slice(0, 4));
  const candidates = [year - 1, year, year + 1].flatMap((one) => dated(one, month, date) ?? []);
  const far = (day: string): number => {
    const days = (timeOf(day) - timeOf(today)) / DAY;
    return days > 0 ? days * 2 : -days;
  };
  return candidates.sort((a, b) => far(a) - far(b))[0];
};

/** "the 15th", "15号": of the month that brings it nearest. */
const nearestMonth = (today: string, date: number): string | undefined => {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const candidates = [-1, 0, 1].flatMap((step) => {
    const at = new Date(Date.UTC(year, month - 1 + step, 1));
    return dated(at.getUTCFullYear(), at.getUTCMonth() + 1, date) ?? [];
  });
  return candidates.sort((a, b) => Math.abs(timeOf(a) - timeOf(today)) - Math.abs(timeOf(b) - timeOf(today)))[0];
};

const numerals: Readonly<Record<string, number>> = {
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  ten: 10,
  couple: 2,
};
const numberOf = (word: string): number => {
  if (/^\d+$/.test(word)) return Number(word);
  const tens = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/.exec(word);
  if (tens) return (tens[1] ? (numerals[tens[1]] ?? 1) : 1) * 10 + (tens[2] ? (numerals[tens[2]] ?? 0) : 0);
  return numerals[word] ?? Number.NaN;
};

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdays = 'mon tue wed thu fri sat sun'.split(' ');
const hanWeekdays = '一二三四五六日天';
const weekdayIn = (word: string): number => {
  const han = hanWeekdays.indexOf(word);
  return han >= 0 ? Math.min(6, han) : weekdays.indexOf(word.slice(0, 3));
};
/** A weekday of the calendar week so many weeks from this one; weeks begin on Monday. */
const inWeek = (today: string, weekday: number, weeks: number): string =>
  shifted(today, weekday - weekdayOf(today) + weeks * 7);
/** A bare weekday: the coming one where something is yet to happen, else the last one; today counts as both. */
const bareWeekday = (today: string, weekday: number, ahead: boolean): string => {
  const back = (weekdayOf(today) - weekday + 7) % 7;
  return shifted(today, ahead ? (7 - back) % 7 : -back);
};
const ahead =
  /送|到货|上门|预约|约|改到|改成|改期|之前|前能|能到|会到|再|来取|取件|(?<!没)收到吗|\b(?:by|deliver|arrive|come|collect|pick|book|reschedule|change|before|until|will|can)\b/;

type Reading = { words: RegExp; day: (match: RegExpMatchArray, today: string, text: string) => string | undefined };

const fixed: Readonly<Record<string, number>> = {
  今天: 0,
  今早: 0,
  今晚: 0,
  今日: 0,
  昨天: -1,
  昨晚: -1,
  昨日: -1,
  前天: -2,
  大前天: -3,
  明天: 1,
  明早: 1,
  明晚: 1,
  明日: 1,
  后天: 2,
  大后天: 3,
  today: 0,
  tonight: 0,
  'this morning': 0,
  yesterday: -1,
  'last night': -1,
  tomorrow: 1,
  'day before yesterday': -2,
  'day after tomorrow': 2,
};

const monthName = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const weekdayName = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?';
const monthIn = (word: string): number => months.indexOf(word.slice(0, 3)) + 1;

/** In this order; what one has read the next do not see. Texts are in plain form. */
const readings: readonly Reading[] = [
  {
    words: /(?<!\d)(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?(?!\d)/g,
    day: ([, year, month, date]) => dated(Number(year), Number(month), Number(date)),
  },
  {
    words: /(?<![\d.])(\d{1,2})月(\d{1,2})(?:日|号)?(?!\d)/g,
    day: ([, month, date], today) => nearestYear(today, Number(month), Number(date)),
  },
  {
    words: new RegExp(`\\b(${monthName}) (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? (20\\d{2}))?`, 'g'),
    day: ([, month = '', date, year], today) =>
      year ? dated(Number(year), monthIn(month), Number(date)) : nearestYear(today, monthIn(month), Number(date)),
  },
  {
    words: new RegExp(`(?<![\\d.])(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthName})\\b(?:,? (20\\d{2}))?`, 'g'),
    day: ([, date, month = '', year], today) =>
      year ? dated(Number(year), monthIn(month), Number(date)) : nearestYear(today, monthIn(month), Number(date)),
  },
  {
    words: /(?<![\d/.-])(\d{1,2})\/(\d{1,2})\/(20\d{2})(?![\d/])/g,
    day: ([, one, other, year]) => {
      const [first, second] = [Number(one), Number(other)];
      // 3/4 may be either; 25/4 may not.
      if (first <= 12 && second <= 12 && first !== second) return undefined;
      return first > 12 ? dated(Number(year), second, first) : dated(Number(year), first, second);
    },
  },
  {
    words: /双11|双十一|双12|双十二|(?<!\d)618(?!\d)/g,
    day: ([said = ''], today) =>
      said === '618'
        ? nearestYear(today, 6, 18)
        : /11|十一/.test(said)
          ? nearestYear(today, 11, 11)
          : nearestYear(today, 12, 12),
  },
  {
    words:
      /(大前天|前天|昨天|昨晚|昨日|今天|今早|今晚|今日|明天|明早|明晚|明日|大后天|后天)|\b(day before yesterday|day after tomorrow)\b|\b(today|tonight|this morning|yesterday|last night|tomorrow)\b/g,
    day: ([, han, phrase, word], today) => shifted(today, fixed[han ?? phrase ?? word ?? ''] ?? 0),
  },
  {
    words: /(上上|上|这|本|下下|下)个?(?:周|星期|礼拜)([一二三四五六日天末])?/g,
    day: ([, which = '', weekday], today) => {
      if (!weekday || weekday === '末') return undefined;
      const weeks = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }[which] ?? 0;
      return inWeek(today, weekdayIn(weekday), weeks);
    },
  },
  {
    words: /(?:周|星期|礼拜)([一二三四五六日天])(?!到|至|-)/g,
    day: ([, weekday = ''], today, text) => bareWeekday(today, weekdayIn(weekday), ahead.test(text)),
  },
  {
    words: new RegExp(`\\b(?:(last|this|next|coming|past) )?(${weekdayName})\\b(?: (last|this|next) week\\b)?`, 'g'),
    day: ([, which, weekday = '', week], today, text) => {
      const day = weekdayIn(weekday);
      if (which === 'next' || week === 'next') return inWeek(today, day, 1);
      if (week === 'last') return inWeek(today, day, -1);
      if (week === 'this') return inWeek(today, day, 0);
      if (which === 'last' || which === 'past') return bareWeekday(shifted(today, -1), day, false);
      if (which === 'this' || which === 'coming') return bareWeekday(today, day, true);
      return bareWeekday(today, day, ahead.test(text));
    },
  },
  {
    words: /(\d{1,3}|[一两二三四五六七八九十]{1,3})(天|周|个?星期|个?礼拜)(?:以|之)?(前|后)/g,
    day: ([, count = '', unit, side], today) => {
      const days = numberOf(count) * (unit === '天' ? 1 : 7);
      return Number.isNaN(days) ? undefined : shifted(today, side === '前' ? -days : days);
    },
  },
  {
    words:
      /\b(\d{1,3}|an?|one|two|three|four|five|six|seven|ten|(?:a )?couple of) (days?|weeks?) (ago|later|from now)\b/g,
    day: ([, count = '', unit = '', side], today) => {
      const days = numberOf(/couple/.test(count) ? 'couple' : count) * (unit.startsWith('day') ? 1 : 7);
      return shifted(today, side === 'ago' ? -days : days);
    },
  },
  {
    words: /\bin (\d{1,3}|two|three|four|five|six|seven|ten) (days|weeks)\b(?= (?:i|we|it|please|at|for|time)\b|$)/g,
    day: ([, count = '', unit = ''], today) => shifted(today, numberOf(count) * (unit === 'days' ? 1 : 7)),
  },
  {
    words: /(上个?月|这个月|本月|下个?月|去年|今年)(?!\d)(?:底|初|中旬)?|\b(?:last|this|next) (?:week|month|year)\b/g,
    day: () => undefined,
  },
  {
    words: /(?<![\d.\-#])(\d{1,2})(?:日|号)(?!线|楼|码|店|电|机|门|院|房|柜|仓|库|\d)/g,
    day: ([, date], today) => nearestMonth(today, Number(date)),
  },
  {
    words: /\bthe (\d{1,2})(?:st|nd|rd|th)\b(?! (?:time|order|one|item|floor|day|try|person))/g,
    day: ([, date], today) => nearestMonth(today, Number(date)),
  },
];

/** Every day that a plain text names, in the order of the text. `today` is the shop's day; without it no day is worked out. */
export const datesIn = (text: string, today?: string): DateSaid[] => {
  let rest = text;
  const found: DateSaid[] = [];
  for (const { words, day } of readings)
    for (const match of rest.matchAll(words)) {
      const means = today === undefined ? undefined : day(match, today, text);
      found.push({ value: match[0], index: match.index, ...(means !== undefined && { day: means }) });
      rest = rest.slice(0, match.index) + '\u0000'.repeat(match[0].length) + rest.slice(match.index + match[0].length);
    }
  return found.sort((a, b) => a.index - b.index);
};
