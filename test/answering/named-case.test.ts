import { expect, test } from 'vitest';
import { judged, wantsModel, worded } from '#shared/answering/by-model';
import { answerTurn, type BotPlan, queryOf } from '#shared/answering/plan';
import { slotsOf } from '#shared/understanding/slots';
import { DAY, demoArticles, withIndex } from '#test/search/demo-base';
import { conversation } from './conversation.ts';

/** What a model makes of the article, claim by claim. */
const CLAIMS = [
  '可以退，前提是未拆封，并且在签收后7天内，保质期还剩三分之一以上。',
  '请准备订单号和三张照片：罐身正面、封口、批号。',
  '现在就可以开始：在这里回复“退货”并附上这些，或在订单里点“申请退货”，一个工作日内答复。',
];
const REPLY = JSON.stringify({ known: true, claims: CLAIMS.map((text) => ({ text, cites: [1] })) });

/** These lines put to the demo shop's bot, with a model that words what it is asked or without one; what it says to each. */
const told = (lines: string[], model: boolean): Promise<BotPlan[]> =>
  withIndex(demoArticles(), async (index) => {
    const talk = conversation('zh').opened();
    const plans: BotPlan[] = [];
    for (const line of lines) {
      const { words, history } = talk.customer(line).open();
      const query = queryOf(words, history);
      const hits = await index.search(query, { language: 'zh', limit: 5, at: DAY });
      const misses = plans.at(-1)?.outcome === 'unknown' ? 1 : 0;
      const floor = answerTurn({ query, words, history, language: 'zh', hits, misses });
      const turn = {
        floor,
        words,
        history,
        language: 'zh' as const,
        hits,
        strategy: { rule: 'calm' as const, slow: false },
      };
      const said = model && wantsModel(turn, 'model') ? judged(turn, { text: REPLY, stop: 'end' }) : undefined;
      if (said && 'blocked' in said) throw new Error(`the model was blocked: ${said.blocked}`);
      const plan = said ? worded(floor, said, { name: 'm', choice: '1' }) : floor;
      talk.bot(plan.outcome, plan.text, plan.sources);
      plans.push(plan);
    }
    return plans;
  });

test.each([
  ['from the article alone', false],
  ['worded by a model', true],
])(
  '奶粉退不了？ is answered at once, %s, with the rule, what is needed and how the return begins; 12345 is then its order number',
  async (_, model) => {
    const [rule, number, corrected] = await told(['奶粉退不了？', '12345', '打错了，是12346'], model);

    expect(rule?.sources).toMatchObject([{ articleId: 'returns-unopened-food' }]);
    for (const part of ['未拆封', '签收后7天内', '订单号', '三张照片', '回复“退货”', '申请退货'])
      expect(rule?.text).toContain(part);
    expect(rule?.model !== undefined).toBe(model);
    expect(number?.text).toContain('订单号 12345 记下了（关于“奶粉退不了”）');
    expect(corrected?.text).toContain('订单号 12346 记下了（关于“奶粉退不了”）');
    expect(number?.model).toBeUndefined();
  },
);

test('the number that a person is given is the corrected one', () => {
  const asked = { seq: 1, from: 'firm' as const, text: '需要订单号和三张照片。' };
  const lines = ['12345', '打错了，是12346'].map((text, i) => ({ seq: i + 2, from: 'customer' as const, text }));

  expect(slotsOf([asked, ...lines])).toEqual([{ name: 'order-number', value: '12346', seq: 3 }]);
});
