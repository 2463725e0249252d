import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { isGrouped, labelled } from '#local/evaluate/examples';

const folder = mkdtempSync(path.join(tmpdir(), 'evaluate-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};

const two = [
  { text: 'refund, please', intent: 'refund', group: undefined },
  { text: 'he said "where?"', intent: 'track', group: undefined },
];
const lines = two.map(({ text, intent }) => JSON.stringify({ text, intent })).join('\n');

test.each([
  ['lines.jsonl', lines],
  ['lines.jsonl.gz', gzipSync(lines)],
  ['zipped-without-an-ending', gzipSync(lines)],
  ['array.json', JSON.stringify(two)],
  ['table.csv', 'intent,text\nrefund,"refund, please"\ntrack,"he said ""where?"""\n'],
  ['table.tsv', '\uFEFFtext\tintent\r\nrefund, please\trefund\r\n"he said ""where?"""\ttrack\r\n'],
  ['own-names.csv', 'utterance,label\n"refund, please",refund\n"he said ""where?""",track\n'],
])('%s is read', (name, content) => {
  expect(labelled(file(name, content)).rows).toEqual(two);
});

test.each([
  ['broken.jsonl', '{"text":"a","intent":"x"}\n{"text":', /broken\.jsonl, line 2: not JSON/],
  ['no-text.jsonl', '{"text":"a","intent":"x"}\n{"intent":"x"}', /no-text\.jsonl, line 2, field text: /],
  ['short.csv', 'text,intent\na,x\nb\n', /short\.csv, line 3: 1 fields where the first line names 2/],
  ['no-intent.jsonl', '{"text":"a"}', /no-intent\.jsonl, line 1, field intent: /],
  ['empty.jsonl', '', /empty\.jsonl: empty/],
])('%s is refused with its line and field', (name, content, told) => {
  expect(() => labelled(file(name, content))).toThrow(told);
});

test('a file that is not there is refused by its name', () => {
  expect(() => labelled(path.join(folder, 'none.jsonl'))).toThrow(/none\.jsonl: there is no such file/);
});

test('rows of several intents or none are left out and counted', () => {
  const rows = '{"text":"a","intents":["x"]}\n{"text":"b","intents":["x","y"]}\n{"text":"c","intents":[]}';

  expect(labelled(file('several.jsonl', rows))).toMatchObject({ rows: [{ text: 'a', intent: 'x' }], left: 2 });
});

test('domains are businesses of their own where they share intents, and headings where they do not', () => {
  const row = (intent: string, group?: string) => ({ text: 'x', intent, group });

  expect(isGrouped([row('greeting', 'airline'), row('greeting', 'media')])).toBe(true);
  expect(isGrouped([row('fly', 'travel'), row('pay', 'bank'), row('oos', 'travel'), row('oos', 'bank')])).toBe(false);
  expect(isGrouped([row('greeting'), row('greeting', 'media')])).toBe(false);
});
