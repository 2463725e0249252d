import { expect, test } from 'vitest';
import { partsOf, withoutMarks } from '../../console/conversation/bold.ts';
import { spansOf } from '../../widget/rich-text.ts';

const boldIn = (text: string) => partsOf(text).flatMap(({ bold, text }) => (bold ? [text] : []));

test.each([
  ['多数省份**8元**，满**88元**免', ['8元', '88元']],
  ['**all of it**', ['all of it']],
  ['call 138****8000 or 139****1234', []],
  ['card **** **** **** 1234', []],
  ['half a **mark', []],
  ['2 ** 3 is a power', []],
  ['', []],
])('the console and the widget find the same bold words in %j', (text, bold) => {
  const inWidget = spansOf(text).flatMap((span) => (span.kind === 'bold' ? [span.text] : []));

  expect(boldIn(text)).toEqual(bold);
  expect(inWidget).toEqual(bold);
});

test('no word is lost with the marks', () => {
  expect(withoutMarks('满**88元**免，尾号 138****8000')).toBe('满88元免，尾号 138****8000');
  expect(partsOf('满**88元**免').map(({ text }) => text)).toEqual(['满', '88元', '免']);
});
