import { plain } from '#shared/understanding/plain';
import { DIGIT_NUMBER, NUMBER, round, worthOf } from './numerals.ts';

/**
 * A figure by what it means: `¥30`, `30元` and `三十块` are one, 30 days are another. `duration` is in minutes up to weeks, in months
 * beyond; `working` ones are their own kind. `share` is a percentage that is paid, taken off or reached.
 */
export type Figure = {
  kind:
    | 'money'
    | 'share'
    | 'duration'
    | 'working-days'
    | 'months'
    | 'date'
    | 'month'
    | 'day-of-month'
    | 'year'
    | 'weekday'
    | 'time'
    | 'day-after'
    | 'free'
    | 'measure'
    | 'count'
    | 'number';
  value: number;
  /** Currency, or unit of a measure; empty where none is said. */
  unit: string;
  /** As it was written. */
  text: string;
};

type Reader = { pattern: RegExp; read: (match: RegExpExecArray) => Omit<Figure, 'text'>[] };

const SEP = String.raw`\s*(?:-|–|—|~|～|to|至|到|or|and|或者?|、)\s*`;
/** `3-5`: both ends have the unit that follows. */
const RANGE = `(?:(${NUMBER})${SEP})?(${NUMBER})`;
const g = (source: string): RegExp => new RegExp(source, 'g');

const ends = (match: RegExpExecArray): number[] =>
  [match[1], match[2]].filter((end) => end !== undefined).map((end) => worthOf(end));
const each = (values: readonly number[], kind: Figure['kind'], unit = ''): Omit<Figure, 'text'>[] =>
  values.map((value) => ({ kind, value: round(value), unit }));

const DOLLARS: Readonly<Record<string, string>> = { s: 'SGD', a: 'AUD', au: 'AUD', c: 'CAD', ca: 'CAD', nt: 'TWD' };
const currencyOf = (sign: string): string => {
  const dollars = DOLLARS[/^([a-z]+)\$/.exec(sign)?.[1] ?? ''];
  if (dollars) return dollars;
  if (/新台币|台币/.test(sign)) return 'TWD';
  if (/新加坡|^新|sgd/.test(sign)) return 'SGD';
  if (/澳|aud/.test(sign)) return 'AUD';
  if (/加|cad/.test(sign)) return 'CAD';
  if (/日元|円|jpy|yen/.test(sign)) return 'JPY';
  if (/₩|韩|krw|won/.test(sign)) return 'KRW';
  if (/hk|港/.test(sign)) return 'HKD';
  if (/€|eur|欧/.test(sign)) return 'EUR';
  if (/£|gbp|pound|英镑/.test(sign)) return 'GBP';
  if (/\$|usd|dollar|buck|美|cent/.test(sign)) return 'USD';
  return 'CNY';
};
const isHundredth = (sign: string): boolean => /cent|^分/.test(sign);

const money: Reader[] = [
  {
    pattern: g(
      `((?:hk|us|nt|au|ca|s|a|c)?\\$|[¥€£₩]|rmb|cny|usd|hkd|eur|gbp|sgd|aud|cad|jpy|krw)\\s?(${DIGIT_NUMBER})(?:${SEP}(?:(?:hk|us|nt|au|ca|s|a|c)?\\$|[¥€£₩])?\\s?(${DIGIT_NUMBER}))?`,
    ),
    read: ([, sign = '', from, to]) =>
      each([from, to].filter((end) => end !== undefined).map(worthOf), 'money', currencyOf(sign)),
  },
  {
    pattern: g(
      `${RANGE}\\s?(元人民币|人民币|港币|港元|美元|美金|欧元|英镑|新台币|新加坡元|新币|新元|澳元|加元|日元|円|韩元|元|块钱?|hk dollars?|yen|won(?! )|hkd|usd|rmb|cny|eur|gbp|yuan|us dollars?|dollars?|bucks|euros?|pounds?(?! of)|cents?)(?![a-z])`,
    ),
    read: (match) => {
      const sign = match[3] ?? '';
      return each(
        ends(match).map((value) => (isHundredth(sign) ? value / 100 : value)),
        'money',
        currencyOf(sign),
      );
    },
  },
];

const shares: Reader[] = [
  // 满500减60: both are money.
  {
    pattern: g(`满\\s?(${DIGIT_NUMBER})\\s?元?,?(?:立?减|免|送|返)\\s?(${DIGIT_NUMBER})(?!\\d)\\s?元?`),
    read: ([, from = '', to = '']) => each([worthOf(from), worthOf(to)], 'money', 'CNY'),
  },
  {
    pattern: g(`(${NUMBER})成(?!功|为|本|员|立|交|熟|人|分|都)`),
    read: ([, n = '']) => each([worthOf(n) * 10], 'share'),
  },
  { pattern: g(`${RANGE}\\s?(?:%|percent|per cent|个?百分点)`), read: (match) => each(ends(match), 'share') },
  { pattern: g(`百分之(${NUMBER})`), read: ([, n = '']) => each([worthOf(n)], 'share') },
  {
    // 八五折 and 8.5折 are 85 %; 九折 is 90 %.
    pattern: /(\d{2}|\d(?:\.\d)?|[一二三四五六七八九][一二三四五六七八九]?)\s?折/g,
    read: ([, n = '']) => {
      const written = /^\d{2}$/.test(n)
        ? Number(n)
        : /^\d/.test(n)
          ? Number(n) * 10
          : worthOf(n) * (n.length === 1 ? 10 : 1);
      return each([written], 'share');
    },
  },
  {
    pattern: /\bhalf (?:the )?(?:price|off)\b|\bhalf of the (?:price|amount|fee|cost)\b|半价|(?:退|付|收|减)一半/g,
    read: () => each([50], 'share'),
  },
];

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = `(${months.join('|')})[a-z]*\\.?`;
const monthOf = (name: string): number => months.indexOf(name.slice(0, 3)) + 1;
const dated = (month: number, day: number, year?: string): Omit<Figure, 'text'>[] => [
  ...each([month * 100 + day], 'date'),
  ...(year ? each([Number(year)], 'year') : []),
];
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;

const dates: Reader[] = [
  {
    pattern: /(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?/g,
    read: ([, y, m, d]) => dated(Number(m), Number(d), y),
  },
  {
    pattern: g(`(${NUMBER})月(${NUMBER})[日号]?${SEP}(${NUMBER})[日号]`),
    read: ([, m = '', from = '', to = '']) => [from, to].flatMap((d) => dated(worthOf(m), worthOf(d))),
  },
  {
    pattern: new RegExp(String.raw`\b${MONTH} ${DAY}${SEP}${DAY}(?![a-z\d:])`, 'g'),
    read: ([, name = '', from, to]) => [from, to].flatMap((d) => dated(monthOf(name), Number(d))),
  },
  {
    pattern: new RegExp(String.raw`(?<!\d)${DAY}${SEP}${DAY} (?:of )?${MONTH}(?![a-z\d])`, 'g'),
    read: ([, from, to, name = '']) => [from, to].flatMap((d) => dated(monthOf(name), Number(d))),
  },
  {
    pattern: g(`(${NUMBER})月(${NUMBER})[日号]`),
    read: ([, m = '', d = '']) => dated(worthOf(m), worthOf(d)),
  },
  {
    pattern: new RegExp(String.raw`\b${MONTH} ${DAY}(?:(?:,? )(20\d{2}))?(?!\d|:)`, 'g'),
    read: ([, name = '', d, y]) => dated(monthOf(name), Number(d), y),
  },
  {
    pattern: new RegExp(String.raw`(?<!\d)${DAY} (?:of )?${MONTH}(?: (20\d{2}))?(?![a-z\d])`, 'g'),
    read: ([, d, name = '', y]) => dated(monthOf(name), Number(d), y),
  },
  { pattern: /双十一|双11|double (?:11|eleven)|singles'? day/g, read: () => each([1111], 'date') },
  { pattern: /双十二|双12/g, read: () => each([1212], 'date') },
  { pattern: g(`(20\\d{2}|二[〇零]二[零〇一二三四五六七八九])年`), read: ([, y = '']) => each([worthOf(y)], 'year') },
  {
    pattern: g(`(${NUMBER})月(?:份|底|初|中旬?|上旬|下旬|(?![一-龥]*内))`),
    read: ([, m = '']) => each([worthOf(m)], 'month'),
  },
  {
    pattern: g(
      String.raw`\b(?:in|by|until|since|from|during|end of|early|late|mid) (january|february|march|april|may|june|july|august|september|october|november|december)\b(?: (20\d{2}))?`,
    ),
    read: ([, name = '', y]) => [...each([monthOf(name)], 'month'), ...(y ? each([Number(y)], 'year') : [])],
  },
  {
    pattern: g(`(?:每月|当月|次月)?(${NUMBER})[号日](?!内|之内|以内|后|线|楼|店|码)`),
    read: ([, d = '']) => each([worthOf(d)], 'day-of-month'),
  },
  {
    pattern: /\b(\d{1,2})(?:st|nd|rd|th) of (?:each|every|the) month/g,
    read: ([, d]) => each([Number(d)], 'day-of-month'),
  },
];

const weekdays = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const days: Reader[] = [
  {
    pattern: /\b(mon|tues?|wed(?:nes)?|thur?s?|fri|satur|sat|sun)(?:day)?s?\b/g,
    read: ([, name = '']) => each([weekdays.findIndex((day) => day.startsWith(name.slice(0, 3))) + 1], 'weekday'),
  },
  {
    pattern:
      /(?:周|星期|礼拜)([一二三四五六日天])(?:\s*(?:-|~|至|到|、|和|或)\s*(?:周|星期|礼拜)?([一二三四五六日天])(?![个天次件年月小点]))?/g,
    read: ([, from = '', to]) =>
      each(
        [from, to].filter((day) => day !== undefined).map((day) => ('一二三四五六日天'.indexOf(day) % 7) + 1),
        'weekday',
      ).map((day) => ({ ...day, value: day.value === 1 && (from === '天' || to === '天') ? 7 : day.value })),
  },
];

const clock = (hour: number, minute: number, half: string): Omit<Figure, 'text'>[] => {
  const late = /p|下午|晚|傍晚/.test(half) && hour < 12;
  const twelve = /a|凌晨/.test(half) && hour === 12;
  return each([((late ? hour + 12 : twelve ? 0 : hour) % 24) * 60 + minute], 'time');
};
const HALF_DAY = '(上午|早上|早晨|中午|下午|晚上|傍晚|凌晨|晚|早)?';
const times: Reader[] = [
  {
    pattern: new RegExp(String.raw`${HALF_DAY}(?<!\d)(\d{1,2}):(\d{2})\s?(a\.?m\.?|p\.?m\.?)?(?![\d])`, 'g'),
    read: ([, before = '', h, m, after = '']) => clock(Number(h), Number(m), before || after),
  },
  {
    // "9 to 6 pm" is 9 in the morning.
    pattern: /(?<![\d.:])(\d{1,2})(?:\s*(?:-|–|to|until)\s*(\d{1,2}))?\s?(a\.?m\.?|p\.?m\.?)(?![a-z])/g,
    read: ([, from, to, half = '']) =>
      to === undefined
        ? clock(Number(from), 0, half)
        : [...clock(Number(from), 0, Number(from) < Number(to) ? half : ''), ...clock(Number(to), 0, half)],
  },
  {
    pattern: g(`${HALF_DAY}(${NUMBER})[点时](?!钟头|候|间|段|效|尚)(半|(?:(${NUMBER})分)?)`),
    read: ([, half = '', h = '', minutes = '', m]) =>
      clock(worthOf(h), minutes === '半' ? 30 : m ? worthOf(m) : 0, half),
  },
  { pattern: /\bnoon\b|正午/g, read: () => each([720], 'time') },
  { pattern: /\bmidnight\b|半夜十二点/g, read: () => each([0], 'time') },
];

/** Minutes of each unit up to weeks; months of the longer ones. */
const units: [RegExp, 'duration' | 'months' | 'working-days', number][] = [
  [/^(?:working|business|work)[\s-]days?$|工作日/, 'working-days', 1],
  [/^sec|秒/, 'duration', 1 / 60],
  [/^min|分钟/, 'duration', 1],
  [/^h|小时|钟头/, 'duration', 60],
  [/day|天|日/, 'duration', 1440],
  [/^week|周|星期|礼拜/, 'duration', 10_080],
  [/^fortnight/, 'duration', 20_160],
  [/^month|月/, 'months', 1],
  [/^year|年/, 'months', 12],
];
const lasting = (values: readonly number[], unit: string): Omit<Figure, 'text'>[] => {
  const [, kind = 'duration', factor = 1] = units.find(([name]) => name.test(unit)) ?? [];
  return each(
    values.map((value) => value * factor),
    kind,
  );
};
const EN_UNIT =
  '(?:(?:full|calendar|consecutive|natural|more|whole|extra)[\\s-]+)?((?:working|business|work)[\\s-]days?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?)(?![a-z])';
const ZH_UNIT =
  '(个?工作日|个?自然日|秒钟?|分钟|个?小时|个?钟头|天|日(?=内|之内|以内|后)|个?星期|个?礼拜|周(?!年|边|[一二三四五六日])|个月|年(?!级|货|底|初|会|龄|费|度))';

const durations: Reader[] = [
  {
    pattern: g(`(${NUMBER})个半(小时|钟头|月|星期)`),
    read: ([, n = '', unit = '']) => lasting([worthOf(n) + 0.5], unit),
  },
  { pattern: g(`第(${NUMBER})[天日]`), read: ([, n = '']) => lasting([worthOf(n)], '天') },
  {
    pattern: /(?<![a-z\d])(?:(\d+)(?:st|nd|rd|th) day|day (\d+))(?![a-z\d])/g,
    read: ([, n, m]) => lasting([Number(n ?? m)], 'day'),
  },
  { pattern: /一年半/g, read: () => each([18], 'months') },
  { pattern: /半个?(小时|钟头|天|月|年)/g, read: ([, unit = '']) => lasting([0.5], unit) },
  { pattern: /\bhalf (?:an?|a) (hour|day|year|month)\b/g, read: ([, unit = '']) => lasting([0.5], unit) },
  { pattern: /\b(?:an|one) hour and a half\b|\bone and a half hours\b/g, read: () => each([90], 'duration') },
  {
    pattern: g(`${RANGE}[\\s-]{0,2}${EN_UNIT}`),
    read: (match) => lasting(ends(match), match[3] ?? ''),
  },
  { pattern: g(`${RANGE}\\s?${ZH_UNIT}`), read: (match) => lasting(ends(match), match[3] ?? '') },
  {
    pattern: /\b(?:the )?(?:next|following)[- ]day\b|\btomorrow\b|次日|隔天|第二天|明天/g,
    read: () => each([1], 'day-after'),
  },
  { pattern: /\bday after tomorrow\b|后天/g, read: () => each([2], 'day-after') },
  { pattern: /\bsame[- ]day\b|当天|当日|即日/g, read: () => each([0], 'day-after') },
];

const FREE =
  /\bfree(?! to\b| of any\b| from (?:any |all )?[a-z])\b|\bno (?:extra |additional )?(?:charge|cost|fee)s?\b|\bcosts? (?:you )?nothing\b|\bwithout (?:any |extra )?(?:charge|cost)\b|\bat our (?:expense|cost)\b|\bwe (?:pay|cover|bear) (?:for )?(?:the |your |all )?(?:return )?(?:shipping|postage|delivery|freight|costs?|fees?|it)\b|\bon us\b|\bcomplimentary\b|\bgratis\b|免费|免(?:手续费|服务费|息)|(?<=[\d元币金])\*{0,2}\s?免(?!税|疫)|起免|没有(?:任何)?(?:费用|手续费)|无手续费|零(?:元|手续费)|不产生费用|包邮|免运费|免邮|不收费|不收取|不收(?:您|任何)|不要钱|不用(?:花|付)?钱|不另收|免收|(?:运费|邮费|费用)?由?(?:我们|商家|店铺|本店|卖家)(?:来)?(?:承担|出|付|负责)|(?:无需|不用|不需要?)(?:支付|付费|另付|承担)/g;

const measures: readonly (readonly [RegExp, string, number])[] = [
  [/^(?:kg|kilos?|kilograms?|公斤|千克)$/, 'g', 1000],
  [/^(?:斤)$/, 'g', 500],
  [/^(?:g|grams?|克)$/, 'g', 1],
  [/^(?:ml|毫升)$/, 'ml', 1],
  [/^(?:l|lit(?:er|re)s?|升)$/, 'ml', 1000],
  [/^(?:mm|毫米)$/, 'mm', 1],
  [/^(?:cm|厘米|公分)$/, 'mm', 10],
  [/^(?:m|met(?:er|re)s?|米)$/, 'mm', 1000],
  [/^(?:km|公里|千米)$/, 'mm', 1_000_000],
  [/^(?:mb|兆)$/, 'mb', 1],
  [/^(?:gb|g内存)$/, 'mb', 1024],
  [/^(?:°c|℃|degrees?|度|摄氏度)$/, '°', 1],
  [/^(?:points?|积分|分)$/, 'points', 1],
  [/^(?:times|次|倍)$/, 'times', 1],
];
const COUNTED =
  'items?|pieces?|bottles?|boxes|cans?|packs?|pairs?|photos?|pictures?|coupons?|orders?|parcels?|stores?|shops?|件|台|瓶|罐|箱|包|盒|双|只|张|家(?:店|门店)|部|套|袋|位数?|单|份';
const amounts: Reader[] = [
  {
    pattern: g(
      `${RANGE}\\s?(kg|kilos?|kilograms?|grams?|g|ml|lit(?:er|re)s?|l|mm|cm|km|met(?:er|re)s?|m|mb|gb|°c|degrees?|points?|times|公斤|千克|斤|克|毫升|升|毫米|厘米|公分|公里|千米|米|兆|摄氏度|度|积分|分|次|倍)(?![a-z])`,
    ),
    read: (match) => {
      const [, unit = '', factor = 1] = measures.find(([name]) => name.test(match[3] ?? '')) ?? [];
      // "one time" and 一次 are ways to speak, as is "a kilo".
      const values = ends(match).filter((value) => value > 1 || (unit !== 'times' && !/^an? /.test(match[0])));
      return each(
        values.map((value) => value * factor),
        'measure',
        unit,
      );
    },
  },
  { pattern: /\btwice\b/g, read: () => each([2], 'measure', 'times') },
  {
    pattern: g(`${RANGE}\\s?(?:个)?(?:${COUNTED})(?![a-z])`),
    // "one item", 一件 and 一份 are ways to say "an item".
    read: (match) =>
      each(
        ends(match).filter((value) => value > 1 || /\d/.test(match[0])),
        'count',
      ),
  },
];

/** Numbers of a list, steps and citations say nothing about the world. */
const ORDINALS =
  /(?<=^|\n)\s*(?:\d{1,2}[.)、](?!\d)|[（(]?[一二三四五六七八九十][)）、.])|\[\d+(?:\s*,\s*\d+)*\]|第[一二三四五六七八九十\d]+(?![一二三四五六七八九十\d天日])(?:步|点|项|次|个|种|条|款|方)?|(?<=[\d元%]\*{0,2} ?|times |twice |once )(?:a|an|per|each) (?:day|week|month|year|hour)\b|\ba second\b|\bblack friday\b|黑色星期五|黑五|\bsteps? \d+\b|步骤\s?[\d一二三四五六七八九十]+|[①-⑳]|(?<![\d一二三四五六七八九十百千])万一|千万(?![元人个])|一[定般些起下样直旦并]|统一|唯一|十分(?!钟)|24\s?[/x*×]\s?7|7\s?[/x*×]\s?24/g;

const readers: readonly Reader[] = [
  ...money,
  ...shares,
  ...dates,
  ...times,
  ...durations,
  ...days,
  ...amounts,
  {
    pattern: /(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?(?:[万千亿]|k(?![a-z]))?/g,
    read: ([text]) => each([worthOf(text)], 'number'),
  },
];

/** In words, small numbers are mere ways to speak (一下, 一一, "one of them"); larger ones are figures also without a unit. */
const SPOKEN_FROM = 11;
const spoken: Reader = {
  pattern: g(`(?<![几数好多])(${NUMBER})(?![几多余来])`),
  read: ([, words = '']) =>
    each(words === '一一' ? [] : [worthOf(words)].filter((value) => value >= SPOKEN_FROM), 'number'),
};

const blank = (text: string): string => ' '.repeat(text.length);

const lined = (text: string): string => text.normalize('NFKC').split('\n').map(plain).join('\n');

const readBy = (lines: string, by: readonly Reader[]): { found: Figure[]; rest: string } => {
  let rest = lines;
  const found: Figure[] = [];
  for (const { pattern, read } of by) {
    for (const match of rest.matchAll(pattern))
      found.push(...read(match).map((figure) => ({ ...figure, text: match[0].trim() })));
    rest = rest.replace(pattern, blank);
  }
  return { found, rest };
};

const freeOf = (text: string): Figure[] =>
  [...text.matchAll(FREE)].map(([free]) => ({ kind: 'free', value: 0, unit: '', text: free }));

/** Every figure that a text claims, by its meaning, in digits or in words, Chinese or English. What one reading has taken no other one sees. */
export const figuresIn = (text: string): Figure[] => {
  const lines = lined(text).replace(ORDINALS, blank);
  return [...freeOf(lines), ...readBy(lines, [...readers, spoken]).found];
};

/** Every figure that a source gives: also the small ones in words, which in an answer are mere ways to speak. */
export const figuresGiven = (text: string): Figure[] => {
  const lines = lined(text);
  const { found, rest } = readBy(lines, readers);
  const words = [...rest.matchAll(g(NUMBER))].map(([number]) => ({
    ...({ kind: 'number', unit: '' } as const),
    value: worthOf(number),
    text: number,
  }));
  return [...freeOf(lines), ...found, ...words];
};

const sameMeaning = (claimed: Figure, given: Figure): boolean => {
  if (claimed.kind === 'number') return claimed.value === given.value || rawsOf(given).includes(claimed.value);
  if (claimed.kind === 'free') return given.kind === 'free' || (given.kind === 'money' && given.value === 0);
  if (claimed.value !== given.value) {
    // 八折 is 20 % off.
    return claimed.kind === 'share' && given.kind === 'share' && claimed.value + given.value === 100;
  }
  if (claimed.kind === 'count') return given.kind === 'count' || given.kind === 'number';
  if (claimed.kind === 'money') return given.kind === 'money' && claimed.unit === given.unit;
  return claimed.kind === given.kind && claimed.unit === given.unit;
};
/** The numbers as they were written, whatever they mean. */
const rawsOf = ({ text }: Figure): number[] => [...text.matchAll(g(NUMBER))].map(([number]) => worthOf(number));

/** A figure that is not among those given. */
export const isGiven = (claimed: Figure, given: readonly Figure[]): boolean =>
  given.some((figure) => sameMeaning(claimed, figure));
