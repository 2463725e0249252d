import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff, lineDiff, type Piece, wordDiff } from '#shared/knowledge/lifecycle/diff';
import { content } from './contents.ts';

const without = (kind: Piece['kind'], pieces: Piece[]) =>
  pieces
    .filter((piece) => piece.kind !== kind)
    .map(({ text }) => text)
    .join('');

test('one changed figure is one changed word, in English and in Chinese', () => {
  expect(wordDiff('Within 30 days.', 'Within 14 days.')).toEqual([
    { kind: 'same', text: 'Within ' },
    { kind: 'removed', text: '30' },
    { kind: 'added', text: '14' },
    { kind: 'same', text: ' days.' },
  ]);
  expect(wordDiff('奶粉可以退货', '奶粉不可以退货')).toEqual([
    { kind: 'same', text: '奶粉' },
    { kind: 'added', text: '不' },
    { kind: 'same', text: '可以退货' },
  ]);
});

test('lines that stayed are told apart from those that changed, came and went', () => {
  expect(lineDiff('one\ntwo\nthree', 'one\ntwo b\nthree\nfour').map(({ kind }) => kind)).toEqual([
    'same',
    'changed',
    'same',
    'added',
  ]);
});

test('a version is compared field by field and language by language', () => {
  const before = content('30 days.', { owner: 'kim' });
  const after = content('14 days.', {
    validUntil: '2026-12-31',
    texts: { ...content('14 days.').texts, zh: { title: '退货', questions: ['怎么退'], answer: '14 天' } },
  });

  const { fields, texts } = diff(before, after);

  expect(fields).toEqual([
    { field: 'owner', before: 'kim' },
    { field: 'validUntil', after: '2026-12-31' },
  ]);
  expect(texts.map(({ language }) => language)).toEqual(['en', 'zh']);
  expect(texts[1]).toMatchObject({
    title: [{ kind: 'added', text: '退货' }],
    questions: [{ kind: 'added', text: '怎么退' }],
  });
});

test('two versions that are alike have no difference', () => {
  expect(diff(content(), content())).toEqual({ fields: [], texts: [] });
});

const someText = fc
  .array(fc.constantFrom('a', 'b ', '退', '货', '\n', '3', '. '), { maxLength: 30 })
  .map((all) => all.join(''));

test('from the pieces both texts can be put together again, whatever they are', () => {
  fc.assert(
    fc.property(someText, someText, (before, after) => {
      const pieces = wordDiff(before, after);
      expect(without('added', pieces)).toBe(before);
      expect(without('removed', pieces)).toBe(after);
      const lines = lineDiff(before, after);
      const told = (skipped: Piece['kind']) =>
        lines
          .filter(({ kind }) => kind !== skipped)
          .map((line) => without(skipped, line.pieces))
          .join('\n');
      expect(told('added')).toBe(before);
      expect(told('removed')).toBe(after);
    }),
  );
});

test('texts too long to be compared word by word are shown as removed and added, whole', () => {
  const [before, after] = ['退'.repeat(20_000), '换'.repeat(20_000)];

  expect(wordDiff(before, after)).toEqual([
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ]);
});
