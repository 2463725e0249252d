import fc from 'fast-check';

/** Numbers of persons that exist nowhere, each valid by its own rules: `digits` as they are, `shapes` as people group them. */
export type Planted = { kind: 'phone' | 'email' | 'id' | 'card'; digits: string; shapes: number[][] };

const digitsOf = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

const mobile = fc.tuple(fc.integer({ min: 3, max: 9 }), digitsOf(9)).map(
  ([second, rest]): Planted => ({
    kind: 'phone',
    digits: `1${second}${rest}`,
    shapes: [[11], [3, 4, 4], [3, 8], [7, 4], [4, 4, 3], Array(11).fill(1)],
  }),
);

const birthday = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2015-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10).replaceAll('-', ''));
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const residentId = fc
  .tuple(fc.constantFrom('110101', '310115', '440305', '520323', '650102'), birthday, digitsOf(3))
  .map(([region, day, rest]): Planted => {
    const body = region + day + rest;
    const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
    return {
      kind: 'id',
      digits: body + '10X98765432'[sum % 11],
      shapes: [[18], [6, 8, 4], [6, 4, 4, 4], [3, 3, 4, 4, 4]],
    };
  });

const withLuhn = (body: string): string =>
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((check) => `${body}${check}`).find((all) => luhnSum(all) % 10 === 0) ?? body;
const luhnSum = (digits: string): number =>
  [...digits]
    .reverse()
    .reduce((sum, digit, i) => sum + (i % 2 ? ([0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(digit)] ?? 0) : Number(digit)), 0);
const card = fc
  .constantFrom(['6222', 19], ['6217', 16], ['4', 16], ['53', 16], ['37', 15], ['3566', 16] as const)
  .chain(([prefix, length]) =>
    digitsOf(Number(length) - String(prefix).length - 1).map((rest) => withLuhn(`${prefix}${rest}`)),
  )
  .map((digits): Planted => {
    const fours = digits.match(/.{1,4}/g)?.map((part) => part.length) ?? [];
    return { kind: 'card', digits, shapes: [[digits.length], fours] };
  });

const landline = fc
  .tuple(fc.constantFrom('010', '021', '0755', '0571'), fc.integer({ min: 2, max: 8 }), digitsOf(7))
  .map(
    ([area, first, rest]): Planted => ({
      kind: 'phone',
      digits: `${area}${first}${rest}`,
      shapes: [
        [area.length, 8],
        [area.length, 4, 4],
      ],
    }),
  );

const abroad = fc
  .tuple(fc.constantFrom('1', '44', '852', '49', '81'), fc.integer({ min: 2, max: 9 }), digitsOf(9))
  .map(([country, first, rest]): Planted => {
    const national = `${first}${rest}`.slice(0, country === '852' ? 8 : 10);
    const shapes = country === '1' ? [[1, 3, 3, 4], [11]] : [[country.length, 4, national.length - 4]];
    return { kind: 'phone', digits: `+${country}${national}`, shapes };
  });

export const plantedNumber: fc.Arbitrary<Planted> = fc.oneof(mobile, residentId, card, landline, abroad);

const full = (text: string): string =>
  text.replace(/[\dA-Z+]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const spoken = (text: string): string => text.replace(/\d/g, (digit) => '零一二三四五六七八九'[Number(digit)] ?? digit);
const hidden = (text: string): string => text.replace(/(\d)(?=\d)/g, '$1\u200b');
const plain = (text: string): string => text;

/** The number as somebody may write it: grouped, with one separator or several, full width, read out, with hidden characters. */
export const written = ({ digits, shapes }: Planted): fc.Arbitrary<string> => {
  const [sign, bare] = digits.startsWith('+') ? ['+', digits.slice(1)] : ['', digits];
  const writing = bare.includes('X') || sign ? [plain, full, hidden] : [plain, full, hidden, spoken];
  return fc
    .tuple(
      fc.constantFrom(...shapes),
      fc.constantFrom(' ', '-', '.', '·', ' - ', '–', '\u00a0', '\u3000'),
      fc.constantFrom(...writing),
    )
    .map(([shape, separator, write]) => sign + write(groups(bare, shape).join(separator)));
};

function groups(digits: string, shape: number[]): string[] {
  const ends = shape.map((_, i) => shape.slice(0, i + 1).reduce((sum, length) => sum + length, 0));
  return shape.map((length, i) => digits.slice((ends[i] ?? 0) - length, ends[i]));
}

/** Talk around it; nothing in it labels the number as an order's. */
const piece = fc.constantFrom(
  '请尽快联系我',
  '我的手机',
  '换货要多久',
  '家里人的',
  '谢谢',
  '，',
  '。',
  '2 件',
  '共 99.50 元',
  '一共三个',
  '之一',
  '在11月20日',
  'please call me',
  'my number is',
  'thanks',
  'VIP',
  'I moved to flat 12',
  'on 2026-11-20',
  ': ',
  '; ',
  'at 14:30',
  '😀',
  '(',
  '"',
);
export const talk: fc.Arbitrary<string> = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(' '));
/** A number is a number of its own only where no digit touches it. */
export const beside = (before: string, number: string, after: string): string =>
  `${/[\d.]$/.test(before) ? `${before}，` : before}${number}${/^[\d.]/.test(after) ? `，${after}` : after}`;
