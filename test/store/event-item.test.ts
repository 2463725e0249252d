import { expect, test } from 'vitest';
import type { ConversationEvent } from '#events/conversation';
import { questionsOf } from '#shared/knowledge/entries';
import { eventItems, eventOf } from '#shared/store/event-item';
import { type Reading, readingsIn, shortReadings } from '#shared/store/readings';
import { demoArticles } from '#test/search/demo-base';

const key = new Uint8Array(32).fill(7);
const used: Reading[] = [
  { meter: 'ddb.rru', quantity: '3.5', unit: 'Units', estimated: false },
  { meter: 'ddb.rru', quantity: '1', unit: 'Units', estimated: true },
  { meter: 'lambda.gbs.arm64', quantity: '0.011528320312', unit: 'GB-Seconds', estimated: true },
  { meter: 'apigw.ws.message', quantity: '2', unit: 'Requests', estimated: false },
  { meter: 'sqs.fifo.request', quantity: '2', unit: 'Requests', estimated: true },
];
const ofModel: Reading = { meter: 'model:eu.some.model-v1:0:input', quantity: '812', unit: 'Tokens', estimated: false };
const itemOf = (event: ConversationEvent) => {
  const [item] = eventItems([event], { key, nonce: () => new Uint8Array(12), formerHash: '', meters: used }).items;
  if (!item) throw new Error('no item');
  return item;
};
const answered = (text: string, title: string, articleId: string): ConversationEvent => ({
  kind: 'bot-said',
  turn: 'customer00000000000000000000000-12-1-1',
  conversationId: 'customer00000000000000000000000-12',
  seq: 3,
  at: '2026-11-20T09:30:15.123Z',
  epoch: 1,
  by: { role: 'bot' },
  answersUpTo: 2,
  outcome: 'answered',
  confidence: 0.91,
  knowledgeVersion: '20261120t093015123z',
  words: { text, sources: [{ articleId, version: 1, title }] },
});
/** As DynamoDB counts: texts by their bytes, two digits a byte and one more, 3 for a list or map and 1 for each entry. */
const sizeOf = (value: unknown): number => {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return 1 + Math.ceil(String(value).length / 2);
  if (typeof value !== 'object' || value === null) return 1;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  const inner = Object.values(value).reduce((sum, one) => sum + 1 + sizeOf(one), 3);
  return inner + names.reduce((sum, name) => sum + name.length, 0);
};
/** An item is no map of its own: its attributes' names and values alone count. */
const itemSize = (item: object): number => sizeOf(item) - 3 - Object.keys(item).length;

test('the readings that an event carries are read as they were told', () => {
  const told = [...used, ofModel];

  expect(readingsIn(shortReadings(told))).toEqual(told);
});

test('text that is no reading is refused with what it says', () => {
  expect(() => readingsIn('ddb.rru 1;nonsense 2')).toThrow('there is no meter "nonsense"');
});

test('every answer of the demo shop, with its sources and meters, is less than 1 KB and opens as it was', () => {
  const answers = demoArticles().flatMap(({ id, texts }) =>
    Object.values(texts)
      .filter((text) => text !== undefined)
      .map((text) => answered(text.answer, questionsOf(text)[0] ?? '', id)),
  );

  const items = answers.map(itemOf);

  expect(items.map((item) => eventOf(item, key))).toEqual(answers);
  expect(Math.max(...items.map(itemSize))).toBeLessThan(1024);
  expect(answers.length).toBeGreaterThan(240);
});
