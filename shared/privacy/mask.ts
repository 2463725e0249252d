import { detect, type Finding } from './detect.ts';
import { fold, foldNumerals } from './fold.ts';

/**
 * The text with every identifier made unreadable: `138****1234`, `a***@example.com`, `1101**********1234`,
 * `**** **** **** 1234`. What is masked once is masked for good: `mask(mask(text)) === mask(text)`.
 */
export function mask(text: string): string {
  const findings = detect(text);
  if (findings.length === 0) return text;
  // A mask may bring what stood around it together, so look again; each pass leaves fewer digits and letters than before.
  return mask(replaceAll(text, findings));
}

function replaceAll(text: string, findings: Finding[]): string {
  let rest = 0;
  let out = '';
  for (const { kind, start, end } of findings) {
    out += text.slice(rest, start) + maskOne(kind, text.slice(start, end));
    rest = end;
  }
  return out + text.slice(rest);
}

function maskOne(kind: Finding['kind'], found: string): string {
  const plain = fold(found).text;
  if (kind === 'email') return maskEmail(plain);
  const kept = foldNumerals(plain)
    .replace(/[^\dA-Za-z]/g, '')
    .toUpperCase();
  if (kind === 'card') return `**** **** **** ${kept.slice(-4)}`;
  if (kind === 'id') return kept.length >= 15 ? hide(kept, 4, 4) : hide(kept, 1, 2);
  return maskPhone(plain, kept);
}

/** The domain is no secret, unless somebody hides a number in it. */
function maskEmail(address: string): string {
  const [local = '', domain = ''] = address.split(/\s?@\s?/);
  const first = local.length > 1 && /^[\p{L}\d]/u.test(local) ? local[0] : '';
  return `${first}***@${/\d{5}/.test(domain) ? domain.replace(/\d/g, '*') : domain}`;
}

function maskPhone(plain: string, digits: string): string {
  const mobile = digits.match(/^(?:00)?(86)?(1[3-9]\d{9})$/);
  if (mobile) return `${mobile[1] ? '+86 ' : ''}${hide(mobile[2] ?? '', 3, 4)}`;
  const plus = plain.includes('+') ? '+' : '';
  if (digits.length >= 11) return plus + hide(digits, 3, 4);
  return plus + (digits.length >= 9 ? hide(digits, 2, 4) : hide(digits, 0, 2));
}

const hide = (text: string, first: number, last: number): string =>
  text.slice(0, first) + '*'.repeat(text.length - first - last) + text.slice(-last);

/**
 * Masks every string of a JSON value, keys included; a number that is somebody's becomes its mask as a string.
 * The values under the keys in `untouched` (ids, moments) stay as they are, whatever they hold.
 */
export function maskDeep<T>(value: T, untouched: ReadonlySet<string> = new Set()): T {
  return deep(value, untouched) as T;
}

function deep(value: unknown, untouched: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && detect(`${value}`).length > 0 ? mask(`${value}`) : value;
  if (Array.isArray(value)) return value.map((item) => deep(item, untouched));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => (untouched.has(key) ? [key, item] : [mask(key), deep(item, untouched)])),
  );
}
