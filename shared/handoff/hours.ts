import type { Handoff } from '#shared/conversation/head';
import type { Hours, Settings, Weekly } from '#shared/runtime/settings';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies (keyof Weekly)[];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A year of closed days in a row counts as never open. */
const SEARCHED_DAYS = 370;
/** A promise made while people are there falls due after a pause: somebody must first become free. */
const PAUSE_SECONDS = 1800;

/** A moment as the clock on the wall of a time zone shows it. `minute` counts from midnight. */
type Wall = { date: string; weekday: keyof Weekly; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
};

/** What must be added to UTC at an instant to read the wall's clock, in ms. */
const offsetAt = (time: number, timeZone: string): number => {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
};

const wallAt = (time: number, timeZone: string): Wall => {
  const wall = new Date(time + offsetAt(time, timeZone));
  const weekday = WEEKDAYS[(wall.getUTCDay() + 6) % 7] ?? 'mon';
  return { date: wall.toISOString().slice(0, 10), weekday, minute: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
};

const minuteOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

/** The shop's calendar day (`YYYY-MM-DD`) at a moment. */
export const shopDay = (at: string, timeZone: string): string => wallAt(Date.parse(at), timeZone).date;

/** Are people there at a moment? A skill with hours of its own (`weekly`) keeps those; holidays are everybody's. */
export const isOpen = (hours: Hours, weekly: Weekly | undefined, at: string): boolean =>
  openAt(hours, weekly ?? hours.weekly, Date.parse(at));

const openAt = ({ timeZone, holidays }: Hours, weekly: Weekly, time: number): boolean => {
  const { date, weekday, minute } = wallAt(time, timeZone);
  if (holidays.includes(date)) return false;
  return (weekly[weekday] ?? []).some(([from, until]) => minuteOf(from) <= minute && minute < minuteOf(until));
};

/** Instants at which the wall may show this minute of this day: with clocks changed nearby, one too many rather than too few. */
const instantsOf = (day: number, minute: number, timeZone: string): number[] => {
  const wall = day + minute * MINUTE;
  const offsets = new Set([wall - DAY, wall, wall + DAY].map((time) => offsetAt(time, timeZone)));
  return [...offsets].map((offset) => wall - offset);
};

/** Where the clocks are changed between two instants, to the minute; nothing where they are not. */
const changeBetween = (from: number, until: number, timeZone: string): number[] => {
  const before = offsetAt(from, timeZone);
  if (offsetAt(until, timeZone) === before) return [];
  let [low, high] = [Math.floor(from / MINUTE), Math.ceil(until / MINUTE)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE, timeZone) === before) low = middle;
    else high = middle;
  }
  return [high * MINUTE];
};

/**
 * The first moment from `at` on at which people are there; `at` itself while they are. `undefined`: never within a year.
 * Doors open where a span begins, or where a change of clocks leaps into one.
 */
export const nextOpening = (hours: Hours, weekly: Weekly | undefined, at: string): string | undefined => {
  const spans = weekly ?? hours.weekly;
  const start = Date.parse(at);
  if (openAt(hours, spans, start)) return new Date(start).toISOString();
  const opens = (time: number): boolean => time >= start && openAt(hours, spans, time);
  const today = Date.parse(`${shopDay(at, hours.timeZone)}T00:00:00Z`);
  for (let day = today; day <= today + SEARCHED_DAYS * DAY; day += DAY) {
    const first = openingsOf(hours, spans, day)
      .filter(opens)
      .sort((a, b) => a - b)[0];
    if (first !== undefined) return new Date(first).toISOString();
  }
  return undefined;
};

/** Where doors may open on a wall's day; the day is given as if it were UTC. */
const openingsOf = ({ timeZone }: Hours, weekly: Weekly, day: number): number[] => {
  const weekday = WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 'mon';
  const begins = (weekly[weekday] ?? []).flatMap(([from]) => instantsOf(day, minuteOf(from), timeZone));
  const midnight = day - offsetAt(day, timeZone);
  const changes = changeBetween(midnight - 3 * 60 * MINUTE, midnight + DAY + 3 * 60 * MINUTE, timeZone);
  // A change that is the next day's comes after what that day opens with.
  const date = new Date(day).toISOString().slice(0, 10);
  return [...begins, ...changes].filter((time) => wallAt(time, timeZone).date === date);
};

/** When a promise that ends this handoff now is due. */
export type PromiseDueAt = (handoff: Pick<Handoff, 'skill' | 'missed'> | undefined, at: string) => string;

/** `missed`: promises in a row that nobody came for (`Handoff.missed`). */
type Rota = { settings: Pick<Settings, 'hours' | 'skills'>; skill: string; missed?: number | undefined };

/** Half an hour; twice as long with each promise in a row that nobody came for, up to a day. In ms. */
const pauseAfter = (missed: number): number => Math.min(PAUSE_SECONDS * 1000 * 2 ** missed, DAY);

/**
 * When the firm keeps a promise made at `at`: after a pause while people of the skill are there, else when they next come.
 * A skill nobody ever staffs leaves it to the others; with nobody at all it is the same time tomorrow.
 */
export const promiseDueAt = ({ settings: { hours, skills }, skill, missed = 0 }: Rota, at: string): string => {
  const weekly = skills.find(({ name }) => name === skill)?.weekly;
  const later = new Date(Date.parse(at) + pauseAfter(missed)).toISOString();
  const due = (spans: Weekly | undefined): string | undefined =>
    nextOpening(hours, spans, isOpen(hours, spans, at) ? later : at);
  return due(weekly) ?? due(undefined) ?? new Date(Date.parse(at) + DAY).toISOString();
};
