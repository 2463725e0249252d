import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { intents } from '#functions/intents/step';
import { Intent, IntentsAsk, IntentsList } from '#shared/protocol/intents';
import type { Caller } from '#shared/runtime/http-answer';
import { actedOn } from '#shared/understanding/intents/acted';
import { type IntentSet, intentOf, readingOf } from '#shared/understanding/intents/reading';
import { unpackSet } from '#shared/understanding/intents/set-file';
import { memoryIntents } from '#test/fakes/memory-intents';

const NOW = '2026-11-20T09:00:00.000Z';
const caller = (...groups: string[]): Caller => ({ subject: 'kim', name: 'Kim', groups, origin: '', sourceIp: '' });
const kim = caller('knowledge-editor');
const DEMO = Intent.array().parse(JSON.parse(readFileSync('local/demo/intents.json', 'utf8')));

const intent = (name: string, more = {}) => ({
  name,
  examples: { en: [`about ${name}`, `${name} please`], zh: [] },
  ...more,
});

const desk = () => {
  const files = new Map<string, Uint8Array>();
  const read: string[] = [];
  const store = memoryIntents();
  let id = 0;
  const step = intents({
    intents: store,
    skills: ['general', 'returns'],
    putFile: async (key, bytes) => void files.set(key, bytes),
    readFile: async (key) => {
      read.push(key);
      const bytes = files.get(key);
      if (!bytes) throw new Error(`no file ${key}`);
      return bytes;
    },
    now: () => NOW,
    newId: () => String(++id),
  });
  const asks = async (ask: object, who = kim) => {
    const { status, body } = await step(IntentsAsk.parse(ask), who);
    return { status, body: body as Record<string, unknown> };
  };
  const set = async (): Promise<IntentSet> => unpackSet(files.get((await store.live())?.key ?? '') ?? new Uint8Array());
  return { asks, store, files, read, set };
};

test('an intent is saved, changed and removed, each version with who and when, and the list says what the bot does not know yet', async () => {
  const { asks } = desk();

  await asks({ act: 'save', intent: intent('invoice'), seen: 0 });
  expect(await asks({ act: 'save', intent: intent('invoice', { skill: 'returns' }), seen: 1 })).toMatchObject({
    status: 200,
    body: { n: 2, at: NOW, by: { id: 'kim', name: 'Kim' } },
  });
  const { body } = await asks({ act: 'list' });
  expect(IntentsList.parse(body)).toEqual(body);
  expect(body).toMatchObject({ intents: [{ intent: { name: 'invoice', skill: 'returns' }, n: 2 }], changed: true });
  await asks({ act: 'remove', name: 'invoice', seen: 2 });

  expect((await asks({ act: 'list' })).body).toEqual({ intents: [], changed: false });
  expect((await asks({ act: 'versions', name: 'invoice' })).body).toMatchObject({
    versions: [{ n: 3, act: 'remove' }, { n: 2, act: 'save' }, { n: 1 }],
  });
  expect(await asks({ act: 'save', intent: intent('invoice'), seen: 0 })).toMatchObject({ body: { n: 4 } });
});

test('whoever has not seen the newest version is refused, and so is one who changes nothing or names no skill of the house', async () => {
  const { asks } = desk();
  await asks({ act: 'save', intent: intent('invoice'), seen: 0 });

  for (const seen of [0, 2])
    expect(await asks({ act: 'save', intent: intent('invoice', { handOff: true }), seen })).toMatchObject({
      status: 409,
      body: { refused: 'stale-version', newest: 1 },
    });
  expect(await asks({ act: 'save', intent: intent('invoice'), seen: 1 })).toMatchObject({
    body: { refused: 'nothing-changed' },
  });
  expect(await asks({ act: 'save', intent: intent('x', { skill: 'no-such' }), seen: 0 })).toMatchObject({
    status: 400,
    body: { refused: 'unknown-skill', skill: 'no-such', skills: ['general', 'returns'] },
  });
  expect(await asks({ act: 'remove', name: 'y', seen: 1 })).toMatchObject({ status: 404 });
});

test('an intent of one example, and one more than the limit, are not understood', () => {
  const of = (en: string[]) => IntentsAsk.safeParse({ act: 'save', intent: { name: 'a', examples: { en } }, seen: 0 });

  expect(of(['one']).success).toBe(false);
  expect(of(Array.from({ length: 201 }, (_, i) => `number ${i}`)).success).toBe(false);
  expect(of(['one', 'two']).success).toBe(true);
});

test('a publish learns only what has changed, from where the last one ended; nothing left means nothing known', async () => {
  const { asks, files, read, store } = desk();
  await asks({ act: 'import', intents: [intent('invoice'), intent('refund')] });

  expect((await asks({ act: 'publish' })).body).toMatchObject({ trained: true, live: { intents: 2, examples: 4 } });
  expect((await asks({ act: 'publish' })).body).toMatchObject({ trained: false });
  expect([...files.keys()]).toHaveLength(2);
  expect(read).toEqual([]);
  const first = await store.live();

  await asks({ act: 'save', intent: intent('refund', { skill: 'returns' }), seen: 1 });
  await asks({ act: 'publish' });
  expect(read).toEqual([first?.kept]);
  expect((await store.live())?.version).not.toBe(first?.version);

  await asks({ act: 'import', whole: true, intents: [] });
  expect((await asks({ act: 'publish' })).body).toEqual({ trained: true });
  expect(await store.live()).toBeUndefined();
});

test('a list comes as CSV too, in any order of columns, and nothing of it is written while a line is at fault', async () => {
  const { asks } = desk();
  const csv = '\uFEFFlanguage,example,name,skill\nen,"an invoice, please",invoice,returns\nzh,开发票,invoice,\n';

  expect((await asks({ act: 'import', csv })).body).toMatchObject({ written: 1, unchanged: 0, lost: [] });
  expect((await asks({ act: 'import', csv })).body).toMatchObject({ written: 0, unchanged: 1 });
  expect((await asks({ act: 'list' })).body).toMatchObject({
    intents: [
      { intent: { name: 'invoice', skill: 'returns', examples: { en: ['an invoice, please'], zh: ['开发票'] } } },
    ],
  });
  for (const [fault, why] of [
    ['refund,en,money back\nrefund,fr,argent', { line: 2, why: 'language' }],
    ['refund,en', { line: 1, why: 'columns' }],
    ['refund,en,"money', { why: 'quotes' }],
    ['refund,en,only one', { name: 'refund', field: 'examples' }],
  ] as const)
    expect(await asks({ act: 'import', csv: fault })).toMatchObject({
      status: 400,
      body: { refused: 'intents-refused', faults: [why] },
    });
});

test('agents look and change nothing; finance sees nothing', async () => {
  const { asks } = desk();

  expect((await asks({ act: 'list' }, caller('agent'))).status).toBe(200);
  expect((await asks({ act: 'publish' }, caller('agent'))).status).toBe(403);
  expect((await asks({ act: 'list' }, caller('finance'))).status).toBe(403);
});

test('the demo shop’s intents are learned, fit into their file, and sort words they have never seen', async () => {
  const { asks, files, set } = desk();
  await asks({ act: 'import', intents: DEMO.map(({ skill: _, ...one }) => one) });
  await asks({ act: 'publish' });
  const known = await set();
  const rows = readFileSync('test/data/intents-shop/held-out.jsonl', 'utf8').trim().split('\n');
  const judged = rows.map((line) => {
    const { text, intent: meant } = JSON.parse(line) as { text: string; intent: string };
    const reading = readingOf(known, text);
    return { right: reading?.read.name === meant, acted: reading && actedOn(reading.read), meant };
  });
  const acted = judged.filter((one) => one.acted);

  expect(judged.filter(({ right }) => right).length / judged.length).toBeGreaterThan(0.75);
  expect(acted.filter((one) => one.acted === one.meant).length / acted.length).toBeGreaterThan(0.88);
  for (const file of files.values()) expect(file.length).toBeLessThan(5_000_000);
});

test('the file that evaluate learns from holds the demo shop’s examples and no others', () => {
  const rows = readFileSync('test/data/intents-shop/train.jsonl', 'utf8').trim().split('\n');
  const examples = DEMO.flatMap(({ name, examples: { en, zh } }) =>
    [...en, ...zh].map((text) => ({ text, intent: name })),
  );

  expect(rows.map((line) => JSON.parse(line) as object)).toEqual(examples);
});

test('what is done with an intent is done only where it is surely meant', async () => {
  const { asks, set } = desk();
  await asks({ act: 'import', intents: DEMO });
  await asks({ act: 'publish' });
  const known = await set();
  const read = { name: 'wholesale', confidence: 0.9, outOfScope: false, version: 'v' };

  expect(intentOf(known, read)).toMatchObject({ name: 'wholesale', handOff: true });
  expect(intentOf(known, { ...read, confidence: 0.4 })).toBeUndefined();
  expect(intentOf(known, { ...read, outOfScope: true })).toBeUndefined();
  const model = { name: 'm', choice: 'c', intent: 'coupon', sure: 0.8 };
  expect(intentOf(known, { ...read, model })).toMatchObject({ name: 'coupon' });
  expect(intentOf(known, { ...read, model: { ...model, intent: null } })).toBeUndefined();
});
