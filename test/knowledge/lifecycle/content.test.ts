import { expect, test } from 'vitest';
import { articleOf, contentOf, LARGEST_BYTES, readContent } from '#shared/knowledge/lifecycle/content';
import { content } from './contents.ts';

const text = (answer: string, more: object = {}) => ({
  texts: { en: { title: 'A?', questions: [], answer, ...more } },
  tags: [],
});

test('what is left out is filled in: for bot and agents, written by hand', () => {
  expect(readContent(text('Yes.'))).toEqual({
    texts: { en: { title: 'A?', questions: [], answer: 'Yes.' } },
    tags: [],
    audience: 'both',
    source: { kind: 'written' },
  });
});

test.each([
  ['**bold**, [a page](https://shop.example/a?b=c), [mail](mailto:a@shop.example), [call](tel:+861012345678)'],
  ['- one\n- two\n\n| a | b |\n| - | - |\n| 1 | 2 |'],
  ['3 < 5 and 7 > 2, a <- b, i<3, 价格 < 100 元'],
  ['[inside](/help#returns) and [here](#top)'],
  ['👨‍👩‍👧 for families: “quotes”, naïve, 退货'],
])('allowed is: %s', (answer) => {
  expect(readContent(text(answer))).not.toHaveProperty('refused');
});

test.each([
  ['<script>alert(1)</script>', '<script>'],
  ['a <img src=x onerror=alert(1)> b', '<img src=x onerror=alert(1)>'],
  ['<!-- hidden -->', '<!--'],
  ['[x](javascript:alert(1))', 'javascript:alert(1'],
  ['[x]( JavaScript:alert(1))', 'JavaScript:alert(1'],
  ['[x](<data:text/html,1>)', '<data:text/html,1>'],
  ['[x](//evil.example)', '//evil.example'],
  ['[x]: javascript:alert(1)', '[x]: javascript:alert(1)'],
  ['![x](https://shop.example/x.png)', '!['],
  ['100\u202E00', 'U+202E'],
  ['a\u0000b', 'U+0000'],
])('%j is refused, with the field, what was found and what may stand there', (answer, found) => {
  expect(readContent(text(answer))).toEqual({
    refused: 'content-refused',
    field: 'texts.en.answer',
    found,
    limit: expect.stringMatching(/link|HTML|visible/),
  });
});

test.each([
  [text('x', { title: 'a\nb' }), 'texts.en.title', /one line/],
  [text('x', { questions: ['ok', '<b>x</b>'] }), 'texts.en.questions.1', /no HTML/],
  [text('x', { title: 'a'.repeat(301) }), 'texts.en.title', /300/],
  [text('x'.repeat(20_001)), 'texts.en.answer', /20000/],
  [text('x', { questions: Array.from({ length: 51 }, () => 'q') }), 'texts.en.questions', /50/],
  [{ texts: {}, tags: [] }, 'texts', /en or zh/],
  [{ ...text('x'), validFrom: '2026-02-01', validUntil: '2026-01-01' }, 'validUntil', /validFrom/],
  [{ ...text('x'), tags: ['Returns'] }, 'tags.0', /lower-case/],
  [{ ...text('x'), audience: 'everybody' }, 'audience', /agents/],
  [{ ...text('x'), colour: 'red' }, 'content', /colour/],
  ['no object', 'content', /object/],
])('the refusal of %# names the field and its limit', (sent, field, limit) => {
  expect(readContent(sent)).toMatchObject({ refused: 'content-refused', field, limit: expect.stringMatching(limit) });
});

test('the longest texts that the fields allow one by one are refused together, in bytes', () => {
  const long = {
    title: '问',
    questions: Array.from({ length: 50 }, () => '问'.repeat(300)),
    answer: '答'.repeat(20_000),
  };

  expect(readContent({ texts: { en: long, zh: long }, tags: [] })).toMatchObject({
    refused: 'content-refused',
    field: 'texts',
    limit: `${LARGEST_BYTES} bytes for all languages together`,
  });
});

test('what an import brings and what the index builds is the same article', () => {
  const article = articleOf('return-window', 4, content());

  expect(contentOf(article, { kind: 'import', importId: 'i1' })).toEqual(
    content(undefined, { source: { kind: 'import', importId: 'i1' } }),
  );
  expect(article).toEqual({ id: 'return-window', version: 4, texts: content().texts, tags: ['returns'] });
});
