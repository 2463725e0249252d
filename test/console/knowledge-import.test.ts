import { expect, test } from 'vitest';
import { articlesCsv, faultsCsv } from '#shared/knowledge/import/csv-rows';
import type { Preview } from '#shared/knowledge/import/preview';
import { ENDINGS } from '#shared/knowledge/import/read';
import type { BatchAsk, ImportAnswer, ImportArticle } from '#shared/protocol/import';
import type { Brought } from '../../console/desk/ask-cloud.ts';
import { compared, type Existing, fingerprint, retiredBy } from '../../console/knowledge/import/compare.ts';
import { endings } from '../../console/knowledge/import/endings.ts';
import { type ImportNeeds, importDesk } from '../../console/knowledge/import/import-desk.ts';
import { type Reading, reading } from '../../console/knowledge/import/reading.ts';
import { type Sending, sendAll } from '../../console/knowledge/import/sending.ts';
import { toolCatalogues } from '../../console/words/knowledge/use-tool-words.ts';
import { leaves } from './leaves.ts';

const article = (id: string, answer: string, more: Partial<ImportArticle> = {}): ImportArticle => ({
  id,
  tags: [],
  texts: { en: { title: `What of ${id}?`, questions: [], answer } },
  ...more,
});
const running = (importId: string, written: number): Brought<ImportAnswer> => ({
  kind: 'read',
  value: { importId, state: 'running', written, unchanged: 0, retired: 0 },
});

test('the picker offers exactly what the reader reads', () => {
  expect([...endings].sort()).toEqual([...ENDINGS].sort());
});

test('what an import would change is told by what it would write, and nothing else', () => {
  const before = [article('a', 'one', { version: 7 }), article('b', 'two'), article('c', 'three', { state: 'draft' })];
  const existing: Existing = {
    articles: new Map(before.map((one) => [one.id, fingerprint(one)])),
    imported: new Set(['b', 'z', 'y']),
  };
  const now = [
    article('a', 'one', { audience: 'both', state: 'published' }),
    article('b', 'other'),
    article('c', 'three'),
    article('d', 'four'),
  ];

  expect(compared(now, existing).counts).toEqual({ new: 1, changed: 2, unchanged: 1 });
  expect(compared(now, existing).standings.get('a')).toBe('unchanged');
  expect(retiredBy(now, existing)).toEqual(['y', 'z']);
});

test('a batch whose answer is lost is brought again under the same import, and nothing else is', async () => {
  const asked: BatchAsk[] = [];
  const answers: Brought<ImportAnswer>[] = [
    { kind: 'failed' },
    running('i1', 0),
    { kind: 'failed' },
    { kind: 'failed' },
    running('i1', 1),
    { kind: 'read', value: { importId: 'i1', state: 'done', written: 2, unchanged: 0, retired: 0, version: 'v2' } },
  ];
  const told: Sending[] = [];
  const tries: number[] = [];
  await sendAll([[article('a', 'one')], [article('b', 'two')]], 'merge', {
    send: async (ask) => {
      asked.push(ask);
      return answers.shift() ?? { kind: 'failed' };
    },
    restored: async (n) => void tries.push(n),
    told: (sending) => told.push(sending),
  });

  expect(asked.map(({ importId, articles, last }) => [importId, articles.map(({ id }) => id), last])).toEqual([
    [undefined, [], false],
    [undefined, [], false],
    ['i1', ['a'], false],
    ['i1', ['a'], false],
    ['i1', ['a'], false],
    ['i1', ['b'], true],
  ]);
  expect(tries).toEqual([1, 1, 2]);
  expect(told.at(-1)).toMatchObject({ kind: 'done', done: 2, total: 2, answer: { version: 'v2' } });
});

test('a refused batch ends the import where it stands, and says under which name', async () => {
  const told: Sending[] = [];
  const answers: Brought<ImportAnswer>[] = [running('i1', 0), { kind: 'refused', status: 400, body: {} }];
  await sendAll([[article('a', 'one')], [article('b', 'two')]], 'whole', {
    send: async () => answers.shift() ?? { kind: 'failed' },
    restored: () => Promise.reject(new Error('there was an answer')),
    told: (sending) => told.push(sending),
  });

  expect(told.at(-1)).toMatchObject({ kind: 'refused', importId: 'i1', done: 0, total: 2 });
});

const bytes = (text: string) => new TextEncoder().encode(text);
const inside = (read: Reading = reading()) => ({
  read: read.read,
  preview: read.preview,
  end: () => {},
});
const needs = (more: Partial<ImportNeeds> = {}): ImportNeeds => ({
  reader: () => inside(),
  existing: async () => ({ articles: new Map(), imported: new Set() }),
  send: async () => ({ kind: 'failed' }),
  site: async () => ({ pages: [], faults: [] }),
  restored: () => new Promise(() => {}),
  ...more,
});

test('a changed mapping is looked at anew, and an older look that comes late is not shown', async () => {
  const slow: ((preview: Preview) => void)[] = [];
  const none: Preview = { candidates: [], faults: [], repeats: [] };
  let looks = 0;
  const read = reading();
  const desk = importDesk(
    needs({
      reader: () => ({
        ...inside(read),
        preview: (choices, progress) => {
          looks += 1;
          return looks === 2 ? new Promise((resolve) => slow.push(resolve)) : read.preview(choices, progress);
        },
      }),
    }),
  );
  await desk.read([{ name: 'faq.csv', bytes: bytes('Question,Answer\nWhy?,So.') }]);
  const late = desk.choose({ language: 'zh' });
  await desk.choose({ language: 'en' });
  slow[0]?.(none);
  await late;

  const state = desk.state();
  expect(state).toMatchObject({ kind: 'shown', choices: { language: 'en' }, checking: false });
  expect(state.kind === 'shown' && state.preview.candidates).toHaveLength(1);
});

test('a reader that breaks is said, and the next file is read by a new one', async () => {
  let readers = 0;
  const desk = importDesk(
    needs({
      reader: () => {
        readers += 1;
        return readers === 1 ? { ...inside(), read: () => Promise.reject(new Error('out of memory')) } : inside();
      },
    }),
  );
  const file = { name: 'faq.csv', bytes: bytes('Question,Answer\nWhy?,So.') };
  await desk.read([file]);
  expect(desk.state()).toEqual({ kind: 'choosing', broke: 'out of memory' });

  await desk.read([file]);
  expect(desk.state()).toMatchObject({ kind: 'shown', compared: { counts: { new: 1 } } });
});

test('what there is cannot be read: that is said, and nothing is called new', async () => {
  const desk = importDesk(needs({ existing: async () => undefined }));
  await desk.read([{ name: 'faq.csv', bytes: bytes('Question,Answer\nWhy?,So.') }]);

  expect(desk.state()).toMatchObject({ kind: 'shown', compared: 'unknown', retires: [] });
});

test('what a spreadsheet would take for a formula is text in a downloaded table', () => {
  const fault = {
    file: 'a.csv',
    row: 2,
    field: 'title',
    found: '=HYPERLINK("x")',
    limit: 'words',
    leaves: 'article',
  } as const;

  expect(faultsCsv([fault])).toContain(`"'=HYPERLINK(""x"")"`);
  expect(articlesCsv([article('a', '@SUM(1)')])).toContain(`"'@SUM(1)"`);
});

test('both catalogues of the tools say the same things, and none is empty or left in the other language', () => {
  const [en, zh] = [leaves(toolCatalogues.en), leaves(toolCatalogues.zh)];
  const han = /\p{Script=Han}/u;
  expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
  expect(en.filter(([, word]) => word === '' || han.test(String(word)))).toEqual([]);
  expect(zh.filter(([, word]) => typeof word === 'string' && !han.test(word))).toEqual([]);
});
