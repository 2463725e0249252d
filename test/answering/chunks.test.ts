import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunksOf } from '#shared/answering/chunks';

test('Chinese and English are streamed sentence by sentence', () => {
  expect(chunksOf('可以退，条件是未拆封、签收后7天内。请先准备订单号和三张照片。')).toEqual([
    '可以退，条件是未拆封、签收后7天内。',
    '请先准备订单号和三张照片。',
  ]);
  expect(chunksOf('Yes, while it is sealed. Needed: the order number.\n\nWrite “return” here.')).toEqual([
    'Yes, while it is sealed. ',
    'Needed: the order number.\n\n',
    'Write “return” here.',
  ]);
});

test('nothing gives no chunk', () => {
  expect(chunksOf('')).toEqual([]);
});

test('the chunks of any text are that text, each within its length and none with half a sign', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
      const chunks = chunksOf(text);
      expect(chunks.join('')).toBe(text);
      for (const chunk of chunks) {
        expect(chunk.length).toBeGreaterThan(0);
        expect(chunk.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a sentence without end is cut between signs, never inside an emoji', () => {
  const chunks = chunksOf('👨‍👩‍👧‍👦'.repeat(60));

  expect(chunks.length).toBeGreaterThan(5);
  for (const chunk of chunks) expect(chunk.replaceAll('👨‍👩‍👧‍👦', '')).toBe('');
});
