import type { Language } from '#events/actor';
import { en } from './en.ts';
import type { Telling, Words } from './words.ts';
import { zh } from './zh.ts';

export const catalogues: Record<Language, Words> = { zh, en };
const tags: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** Dates, spans and money as a language writes them. A zone is given in tests; the page uses the reader's own. */
export type Formats = {
  clock: (iso: string) => string;
  day: (iso: string) => string;
  moment: (iso: string) => string;
  /** A calendar day as `YYYY-MM-DD`, which is the same day for every reader. */
  date: (day: string) => string;
  /** A count-up as `1:05` or `1:02:03`. */
  timer: (ms: number) => string;
  span: (seconds: number) => string;
  number: (decimal: string) => string;
  /** All digits that are there: the sum must be seen to be right. */
  money: (decimal: string, currency: string) => string;
  score: (score: number) => string;
};

export function formatsOf(language: Language, timeZone?: string): Formats {
  const zone = timeZone ? { timeZone } : {};
  const tag = tags[language];
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { ...options, ...zone });
  const clock = date({ hour: '2-digit', minute: '2-digit', hour12: false });
  const day = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const moment = date({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
  const calendar = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 18 });
  const score = new Intl.NumberFormat(tag, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  return {
    clock: (iso) => clock.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    moment: (iso) => moment.format(new Date(iso)),
    date: (written) => calendar.format(new Date(`${written}T00:00:00Z`)),
    timer,
    span: (seconds) => spanIn(tag, seconds),
    number: (decimal) => number.format(decimal as `${number}`),
    money: (decimal, currency) => moneyIn(tag, decimal, currency),
    score: (value) => score.format(value),
  };
}

export function timer(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

function spanIn(tag: string, seconds: number): string {
  const inMinutes = seconds >= 60;
  const value = Math.round(inMinutes ? seconds / 60 : seconds);
  const unit = inMinutes ? 'minute' : 'second';
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** Decimal strings are formatted as they are; a binary float would show digits nobody wrote. */
const moneyIn = (tag: string, decimal: string, currency: string) =>
  new Intl.NumberFormat(tag, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: 2,
    maximumFractionDigits: 18,
  }).format(decimal as `${number}`);

export function tellingOf(words: Words, formats: Formats): Telling {
  return {
    moment: formats.moment,
    span: formats.span,
    reasonOf: (reason) => words.reason[reason],
    choiceReasonOf: (reason) => words.choiceReason[reason],
    promiseOf: (promise) => words.promise[promise],
    dispositionOf: (disposition) => words.disposition[disposition],
  };
}
