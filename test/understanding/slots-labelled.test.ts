import { expect, test } from 'vitest';
import { type Line, slotsOf } from '#shared/understanding/slots';
import { counted, labelled } from './labelled.ts';

const TODAY = '2026-11-18';
const linesOf = (said: string): Line[] =>
  said.split(' | ').map((text, place) => ({
    seq: place + 1,
    from: text.startsWith('>') ? 'firm' : 'customer',
    text: text.replace(/^> /, ''),
    day: TODAY,
  }));
const read = (said: string): string[] =>
  slotsOf(linesOf(said)).map(({ name, value, day }) => `${name}=${value}${day ? `->${day}` : ''}`);

test.each([
  ['zh', 0.98],
  ['en', 0.99],
] as const)('%s: of the labelled slots, value and meant day exact, F1 is at least %d', (language, floor) => {
  const cases = labelled('slots.yaml')[language];

  const { f1, faults } = counted(cases, read);

  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(f1, faults.join('\n')).toBeGreaterThanOrEqual(floor);
});
