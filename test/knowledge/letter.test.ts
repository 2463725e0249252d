import { expect, test } from 'vitest';
import { passagesOf } from '#shared/knowledge/letter';

const sentence = 'My parcel with the blue kettle has not come yet, and I need it for Sunday.';

test('a question is searched as it was written, however many sentences it has', () => {
  const question = `  ${sentence} Where is it?\n`;

  expect(passagesOf(question)).toEqual([question]);
});

test('a letter is parted between its sentences, in their order, and nothing of it is lost', () => {
  const letter = Array.from({ length: 20 }, (_, n) => `${n}: ${sentence}`).join(' ');

  const passages = passagesOf(letter);

  expect(passages.length).toBeGreaterThan(3);
  expect(passages.join(' ')).toBe(letter);
  for (const passage of passages) expect(passage).toMatch(/^\d+: .*Sunday\.$/);
});

test('Chinese is parted at its own full stops, sooner than Latin letters would be', () => {
  const letter = '我上个月买的蓝色水壶一直没有送到，星期天要用。'.repeat(12);

  const passages = passagesOf(letter);

  expect(passages.length).toBeGreaterThan(2);
  expect(passages.join('')).toBe(letter);
  for (const passage of passages) expect(passage).toMatch(/^我.*。$/);
});

test.each([
  ['a word without end', 'x'.repeat(100_000)],
  ['words without a full stop', 'kettle '.repeat(20_000)],
  ['Chinese without a full stop', '水壶'.repeat(30_000)],
  ['full stops alone', '. '.repeat(9_000)],
  ['half a surrogate pair at each end', `\udc00${'水 '.repeat(500)}\ud83d`],
])('%s costs no more than some twenty questions, all well formed', (_kind, text) => {
  const passages = passagesOf(text);

  expect(passages.length).toBeLessThanOrEqual(20);
  for (const passage of passages) expect(passage.isWellFormed()).toBe(true);
});

test('of a very long letter its beginning and its end are read', () => {
  const passages = passagesOf(`The first thing. ${`${sentence} `.repeat(400)}The last thing.`);

  expect(passages[0]).toMatch(/^The first thing\./);
  expect(passages.at(-1)).toMatch(/The last thing\.$/);
});
