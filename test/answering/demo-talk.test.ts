import { expect, test } from 'vitest';
import type { Language } from '#events/actor';
import { answerTurn, queryOf } from '#shared/answering/plan';
import { signalsOf } from '#shared/handoff/signals';
import { triggered } from '#shared/handoff/triggers';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { DAY, demoArticles, withIndex } from '#test/search/demo-base';
import { conversation } from './conversation.ts';

/** Puts the lines to the bot as its step does, and gives what became of each: an article, small talk, a miss, or the rule that brought a person. */
const played = async (index: KnowledgeIndex, language: Language, lines: string[]): Promise<string[]> => {
  const talk = conversation(language).opened();
  const became: string[] = [];
  let misses = 0;
  for (const line of lines) {
    talk.customer(...line.split(' | '));
    const { words, history } = talk.open();
    const said = talk.events
      .filter((event) => event.kind === 'customer-said')
      .filter(({ seq }) => seq >= (words[0]?.seq ?? 0));
    const signals = signalsOf(said, history, misses);
    const query = queryOf(words, history);
    const hits = await index.search(query, { language, limit: 5, at: DAY });
    const plan = answerTurn({ query, words, history, language, hits, misses });
    misses = plan.outcome === 'unknown' ? misses + 1 : 0;
    const person = triggered(signals) ?? (plan.outcome === 'unknown' ? triggered({ ...signals, misses }) : undefined);
    if (person) return [...became, person.rule];
    talk.bot(plan.outcome, plan.text, plan.sources);
    became.push(plan.sources.map(({ articleId }) => articleId).join(' or ') || plan.outcome);
  }
  return became;
};

test.each([
  [
    'zh',
    ['你好', '奶粉退不了？', '12345', '好的'],
    ['small-talk', 'returns-unopened-food', 'unknown', 'accepts-offered-person'],
  ],
  ['zh', ['亲，奶粉退不了？', '不是这个意思', '转人工'], ['returns-unopened-food', 'unknown', 'asks-for-person']],
  ['zh', ['账号好像被盗了怎么办？'], ['security']],
  [
    'en',
    ['How do I get an invoice?', 'How do I get an invoice?', 'yes please'],
    ['invoices-when-issued', 'unknown', 'accepts-offered-person'],
  ],
  ['en', ['is it a real person typing?', 'thanks', 'agent please'], ['small-talk', 'small-talk', 'asks-for-person']],
  [
    'en',
    [
      'What is the meaning of life?',
      'Who won the football match last night?',
      'Is it going to rain in Berlin tomorrow?',
    ],
    ['unknown', 'unknown', 'misses-in-a-row'],
  ],
  ['zh', ['退款多久能到账？', '什么垃圾客服，骗子！！'], ['refunds-time-by-method', 'outburst']],
] as const)('%s %j becomes %j', async (language, lines, became) => {
  const outcome = await withIndex(demoArticles(), (index) => played(index, language, [...lines]));

  expect(outcome).toEqual(became);
});
