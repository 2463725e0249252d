import { expect, test } from 'vitest';
import { groundingOf } from '#shared/answering/grounding/grounding';
import { replyOf } from '#shared/answering/grounding/reply';
import { currentBook } from '#shared/cost/price-book';
import { maxTokens } from '#shared/models/chat-model';
import { processGates } from '#shared/models/gates';
import { type Climb, ladder } from '#shared/models/ladder';
import { manualTimer } from '#test/fakes/manual-timer';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import { scriptedModel } from '#test/fakes/scripted-model';
import { demoArticles } from '#test/search/demo-base';

/** Prices that the shop has nowhere, worded as models word them. */
const wordings = [
  (price: number) => `It costs ¥${price}.`,
  (price: number) => `这个要${price}元。`,
  (price: number) => `You pay $${price}.99, shipping included.`,
  (price: number) => `一共${price}块钱,下单就能买。`,
  (price: number) => `The fee is ${price.toLocaleString('en')} yuan per order.`,
  (price: number) => `只要 RMB ${price}，很划算。`,
  (price: number) => `It is **${price} CNY**, tax included.`,
  (price: number) => `价格为${(price / 10_000).toFixed(4)}万元。`,
  () => 'It costs seven hundred and thirty-one dollars.',
  () => '售价七百三十一块。',
];

test('of a model that always invents a price, 100 answers of 100 are blocked', async () => {
  const articles = demoArticles().slice(0, 100);
  let asked = 0;
  const model = scriptedModel({}, () => {
    const wording = wordings[asked % wordings.length];
    const text = wording?.(73_117 + asked * 13) ?? '';
    asked += 1;
    return { text: JSON.stringify({ known: true, claims: [{ text, cites: [1] }] }) };
  });
  const climb = ladder({
    rungs: [{ name: 'small', model, deadlines: { firstTokenMs: 4000, totalMs: 25_000 } }],
    cache: memoryAnswerCache(),
    budget: memoryBudget(),
    book: currentBook,
    gates: processGates(),
    timer: manualTimer(),
    now: () => 0,
    sleep: async () => undefined,
    random: () => 0,
    tell: () => undefined,
    tellFault: () => undefined,
  });

  const outcomes = await Promise.all(
    articles.map(async ({ id, version, texts }, i) => {
      const article = texts.zh ?? texts.en;
      const sources = [{ articleId: id, version, title: article?.title ?? '', text: article?.answer ?? '' }];
      const judge: Climb['judge'] = ({ text }) => {
        const reply = replyOf(text);
        if ('unreadable' in reply) return { good: false, why: 'unreadable' };
        const grounded = groundingOf(reply, sources, []);
        return 'blocked' in grounded ? { good: false, why: `blocked: ${grounded.blocked}` } : { good: true };
      };
      const request = {
        system: '',
        messages: [{ role: 'user' as const, text: article?.title ?? '' }],
        tools: [],
        maxTokens: maxTokens(300),
        temperature: 0,
        cache: [],
      };
      const purse = { scope: 'shop', day: '2026-11-20', conversationId: `thread-${i}` };
      return climb({ request, judge, purse, limits: { turnUsd: '1', conversationUsd: '1', dayUsd: '100' } });
    }),
  );

  expect(outcomes).toHaveLength(100);
  expect(outcomes.filter(({ outcome }) => outcome !== 'none')).toEqual([]);
  expect(new Set(outcomes.map((one) => ('tried' in one ? one.tried[0]?.why : '')))).toEqual(
    new Set(['blocked: figure']),
  );
});
