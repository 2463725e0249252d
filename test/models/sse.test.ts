import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dataOf } from '#shared/models/sse';

async function* chunks(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}
const read = async (text: string, cuts: readonly number[] = []): Promise<string[]> => {
  const data: string[] = [];
  for await (const one of dataOf(chunks(new TextEncoder().encode(text), cuts))) data.push(one);
  return data;
};

test.each<[string, string[]]>([
  ['data: a\n\ndata: b\n\n', ['a', 'b']],
  ['data: a\r\n\r\ndata: b\r\r', ['a', 'b']],
  ['data:no space\n\n', ['no space']],
  ['data:  two\n\n', [' two']],
  ['data: one\ndata: two\n\n', ['one\ntwo']],
  [': comment\nevent: ping\nid: 3\ndata: x\n\n', ['x']],
  ['\uFEFFdata: first\n\n', ['first']],
  ['data: unfinished\n', []],
  ['data: unfinished', []],
  ['\n\n\n', []],
])('%j holds %j', async (text, data) => {
  expect(await read(text)).toEqual(data);
});

test('a CRLF that two reads share ends one line, not two', async () => {
  expect(await read('data: one\r\ndata: two\r\n\r\n', [10])).toEqual(['one\ntwo']);
});

test('however the bytes are cut, the same data comes out', async () => {
  const line = fc.stringMatching(/^[a-z奶粉退🙂 ]{0,12}$/u);
  const event = fc.array(line, { minLength: 1, maxLength: 3 });
  const ending = fc.constantFrom('\n', '\r\n', '\r');
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 8 }), ending, fc.array(fc.nat()), async (events, end, cuts) => {
      const text = events.map((lines) => `${lines.map((one) => `data: ${one}${end}`).join('')}${end}`).join('');
      expect(await read(text, cuts)).toEqual(events.map((lines) => lines.join('\n')));
    }),
  );
});

test('a line without end is refused before it fills the memory', async () => {
  await expect(read(`data: ${'x'.repeat(1_000_001)}`)).rejects.toThrow('a line of more than 1000000 characters');
});
