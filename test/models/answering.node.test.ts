import { afterAll, beforeAll, expect, test } from 'vitest';
import { groundingOf } from '#shared/answering/grounding/grounding';
import { replyOf } from '#shared/answering/grounding/reply';
import { answerRequest } from '#shared/answering/prompts/answer-request';
import { currentBook } from '#shared/cost/price-book';
import { bedrockClient } from '#shared/models/bedrock';
import { maxTokens } from '#shared/models/chat-model';
import { realTimer } from '#shared/models/deadlines';
import { processGates } from '#shared/models/gates';
import { type Climb, ladder } from '#shared/models/ladder';
import { rungsOf } from '#shared/models/rungs';
import { Models } from '#shared/models/settings';
import { shelf } from '#test/answering/grounding/articles';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const sources = [shelf.milkEn, shelf.hoursEn];
const judge: Climb['judge'] = ({ text }) => {
  const reply = replyOf(text);
  if ('unreadable' in reply) return { good: false, why: 'unreadable' };
  const grounded = groundingOf(reply, sources, []);
  if ('blocked' in grounded) return { good: false, why: grounded.blocked };
  return { good: true, keep: { text: grounded.text, articleIds: [], from: 'model' } };
};

const ask = (data: object) => {
  const models = Models.parse(data);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const rungs = rungsOf(models, {
    bedrock: () => bedrockClient({ endpoint: server.bedrock, region: 'us-east-1', credentials }),
    apiKey: async (secretName) => `key of ${secretName}`,
    fetch,
    now: Date.now,
  });
  const climb = ladder({
    rungs,
    cache: memoryAnswerCache(),
    budget: memoryBudget(),
    book: currentBook,
    gates: processGates(),
    timer: realTimer,
    now: Date.now,
    sleep: async () => undefined,
    random: () => 0,
    tell: () => undefined,
    tellFault: (error) => {
      throw error;
    },
  });
  const request = answerRequest({
    name: 'Lumi',
    brand: 'Lantern',
    tone: { manner: 'friendly', address: '您', emoji: false, longest: 400 },
    language: 'en',
    strategy: { rule: 'calm', slow: false },
    sources,
    history: [],
    question: 'Can I return milk powder?',
    maxTokens: maxTokens(800),
  });
  const purse = { scope: 'shop', day: '2026-11-20', conversationId: 'thread-1' };
  return climb({ request, judge, purse, limits: { turnUsd: '1', conversationUsd: '1', dayUsd: '1' } });
};
const wires = (small: string, large: string) => [
  { kind: 'bedrock', small, large },
  { kind: 'openAiCompatible', endpoint: server.openAi, secretName: 's', small, large },
];

test('from settings to a grounded answer, on both wires: an inventor is not heard, an honest model is', async () => {
  for (const models of wires('scripted.inventor', 'scripted.honest'))
    expect(await ask(models)).toMatchObject({
      outcome: 'answered',
      rung: 'large',
      tried: [{ rung: 'small', why: 'figure' }],
    });
});

test('of two inventors nothing is said, on either wire', async () => {
  for (const models of wires('scripted.inventor', 'scripted.inventor'))
    expect(await ask(models)).toMatchObject({ outcome: 'none', because: 'unsure' });
});

test('a small model that is throttled and a large one that breaks off leave the articles', async () => {
  for (const models of wires('scripted.throttled-before', 'scripted.ends-early')) {
    const { outcome, tried } = await ask(models);

    expect(outcome).toBe('none');
    expect(tried.map(({ why }) => why.split(':')[0])).toEqual(['throttled', 'cut-stream']);
  }
});
