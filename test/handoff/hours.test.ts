import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOpen, nextOpening, promiseDueAt, shopDay } from '#shared/handoff/hours';
import type { Hours, Weekly } from '#shared/runtime/settings';

const week = (span: [string, string], days: (keyof Weekly)[]): Weekly =>
  Object.fromEntries(days.map((day) => [day, [span]]));
const office = week(['09:00', '18:00'], ['mon', 'tue', 'wed', 'thu', 'fri']);
const china: Hours = { timeZone: 'Asia/Shanghai', weekly: office, holidays: ['2026-10-01', '2026-10-02'] };
const berlin = (weekly: Weekly): Hours => ({ timeZone: 'Europe/Berlin', weekly, holidays: [] });
const everyDay = (span: [string, string]) => week(span, ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

test.each([
  ['Friday at nine in Shanghai', '2026-11-20T01:00:00.000Z', true],
  ['a second before', '2026-11-20T00:59:59.000Z', false],
  ['a second before six', '2026-11-20T09:59:59.000Z', true],
  ['six', '2026-11-20T10:00:00.000Z', false],
  ['Saturday', '2026-11-21T03:00:00.000Z', false],
  ['a holiday, a Thursday', '2026-10-01T03:00:00.000Z', false],
])('office hours in China: %s', (_, at, open) => {
  expect(isOpen(china, undefined, at)).toBe(open);
});

test('a skill keeps its own hours and the holidays of all', () => {
  const night = everyDay(['20:00', '24:00']);

  expect(isOpen(china, night, '2026-11-21T15:59:00.000Z')).toBe(true);
  expect(isOpen(china, night, '2026-11-21T16:00:00.000Z')).toBe(false);
  expect(isOpen(china, night, '2026-10-01T13:00:00.000Z')).toBe(false);
  expect(isOpen(china, {}, '2026-11-20T03:00:00.000Z')).toBe(false);
});

test.each([
  ['now, while open', '2026-11-20T03:00:00.000Z', '2026-11-20T03:00:00.000Z'],
  ['in the morning', '2026-11-19T22:00:00.000Z', '2026-11-20T01:00:00.000Z'],
  ['after the weekend', '2026-11-20T10:00:00.000Z', '2026-11-23T01:00:00.000Z'],
  ['after the holidays and the weekend', '2026-09-30T10:00:00.000Z', '2026-10-05T01:00:00.000Z'],
])('people are next there: %s', (_, at, opening) => {
  expect(nextOpening(china, undefined, at)).toBe(opening);
});

test('clocks that go forward over an opening open where they land; the day before and after keep the wall’s time', () => {
  const early = berlin(everyDay(['02:30', '05:00']));

  expect(nextOpening(early, undefined, '2026-03-27T23:00:00.000Z')).toBe('2026-03-28T01:30:00.000Z');
  expect(nextOpening(early, undefined, '2026-03-28T23:00:00.000Z')).toBe('2026-03-29T01:00:00.000Z');
  expect(nextOpening(early, undefined, '2026-03-29T23:00:00.000Z')).toBe('2026-03-30T00:30:00.000Z');
});

test('in the hour that clocks show twice, doors open twice', () => {
  const span = berlin(everyDay(['02:10', '02:20']));

  expect(nextOpening(span, undefined, '2026-10-24T22:00:00.000Z')).toBe('2026-10-25T00:10:00.000Z');
  expect(nextOpening(span, undefined, '2026-10-25T00:20:00.000Z')).toBe('2026-10-25T01:10:00.000Z');
});

test.each([
  ['America/New_York', ['00:00', '01:15'], '2026-10-29T04:05:00.000Z', '2026-11-01T04:00:00.000Z'],
  ['Australia/Lord_Howe', ['00:00', '01:45'], '2026-04-03T00:00:00.000Z', '2026-04-04T13:00:00.000Z'],
])('clocks that go back within a night’s hours in %s do not hide the midnight at which doors opened', (...row) => {
  const [timeZone, night, at, opening] = row as [string, [string, string], string, string];
  const sundays: Hours = { timeZone, weekly: { sun: [night] }, holidays: [] };

  expect(nextOpening(sundays, undefined, at)).toBe(opening);
});

test('who is never there has no next opening', () => {
  expect(nextOpening({ ...china, weekly: {} }, undefined, '2026-11-20T03:00:00.000Z')).toBeUndefined();
});

test('the shop’s day is the one of its wall, not of UTC', () => {
  expect(shopDay('2026-11-20T16:00:00.000Z', 'Asia/Shanghai')).toBe('2026-11-21');
  expect(shopDay('2026-11-20T16:00:00.000Z', 'America/New_York')).toBe('2026-11-20');
});

const timeOfDay = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const hour = String(Math.floor(quarter / 4)).padStart(2, '0');
  return `${hour}:${String((quarter % 4) * 15).padStart(2, '0')}`;
});
const span = fc
  .tuple(timeOfDay, timeOfDay)
  .filter(([from, until]) => from < until)
  .map(([from, until]): [string, string] => [from, until]);
const anyWeek = fc.dictionary(
  fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'),
  fc.array(span, { maxLength: 2 }),
) as fc.Arbitrary<Weekly>;
const zone = fc.constantFrom(
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Chatham',
);
/** Near the changes of clocks of 2026 as often as not. */
const moment = fc
  .tuple(
    fc.constantFrom(
      '2026-03-07',
      '2026-03-28',
      '2026-04-03',
      '2026-04-23',
      '2026-10-24',
      '2026-10-29',
      '2026-11-01',
      '2026-07-01',
    ),
    fc.integer({ min: 0, max: 4 * 24 * 60 }),
  )
  .map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00.000Z`) + minutes * 60_000).toISOString());

test('in any week, time zone and season, the next opening is open and no minute before it is', () => {
  fc.assert(
    fc.property(anyWeek, zone, moment, (weekly, timeZone, at) => {
      const hours: Hours = { timeZone, weekly, holidays: ['2026-10-25', '2026-03-08'] };
      const opening = nextOpening(hours, undefined, at);
      const until = Math.min(opening ? Date.parse(opening) : Number.POSITIVE_INFINITY, Date.parse(at) + 3 * 86_400_000);
      let time = Date.parse(at);
      while (time < until && !isOpen(hours, undefined, new Date(time).toISOString())) time += 5 * 60_000;
      expect(time).toBeGreaterThanOrEqual(until);
      if (opening) {
        expect(opening >= at).toBe(true);
        expect(isOpen(hours, undefined, opening)).toBe(true);
        if (opening > at) expect(isOpen(hours, undefined, new Date(Date.parse(opening) - 1).toISOString())).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

const skills = [
  { name: 'general', words: [], acceptance: 'confirm' as const },
  { name: 'night', words: ['night'], acceptance: 'confirm' as const, weekly: {} },
];
const settings = { hours: china, skills };

test.each([
  ['half an hour on while people are there', 'general', '2026-11-20T03:00:00.000Z', '2026-11-20T03:30:00.000Z'],
  ['in the morning, if the pause ends after hours', 'general', '2026-11-20T09:45:00.000Z', '2026-11-23T01:00:00.000Z'],
  [
    'as soon as they come, if that is within the half hour',
    'general',
    '2026-11-20T00:45:00.000Z',
    '2026-11-20T01:00:00.000Z',
  ],
  ['when they next come', 'general', '2026-11-21T03:00:00.000Z', '2026-11-23T01:00:00.000Z'],
  ['by the others for a skill nobody staffs', 'night', '2026-11-21T03:00:00.000Z', '2026-11-23T01:00:00.000Z'],
  ['by the hours of all for an unknown skill', '', '2026-11-20T03:00:00.000Z', '2026-11-20T03:30:00.000Z'],
])('a promise is kept %s', (_, skill, at, due) => {
  expect(promiseDueAt({ settings, skill }, at)).toBe(due);
});

test.each([
  [1, '2026-11-20T02:00:00.000Z'],
  [2, '2026-11-20T03:00:00.000Z'],
  [6, '2026-11-23T01:00:00.000Z'],
])('a promise made after %i that nobody came for has a longer pause, a day at most', (missed, due) => {
  expect(promiseDueAt({ settings, skill: 'general', missed }, '2026-11-20T01:00:00.000Z')).toBe(due);
});

test('where nobody ever is, a promise is due tomorrow, for a supervisor to see', () => {
  const nobody = { hours: { ...china, weekly: {} }, skills };

  expect(promiseDueAt({ settings: nobody, skill: 'general' }, '2026-11-20T03:00:00.000Z')).toBe(
    '2026-11-21T03:00:00.000Z',
  );
});
