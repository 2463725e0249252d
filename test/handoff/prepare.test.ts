import { describe, expect, test } from 'vitest';
import { evolve } from '#shared/conversation/evolve';
import type { Head } from '#shared/conversation/head';
import { Packet } from '#shared/handoff/packet';
import { earlierOf, packetOf, summaryOf } from '#shared/handoff/prepare';
import { conversation } from '#test/answering/conversation';

const at = '2026-11-20T09:00:00.000Z';
const milk = { articleId: 'returns-unopened-food', version: 2, title: '食品和奶粉可以退吗？' };
const delivery = { articleId: 'delivery-time', version: 1, title: 'How long does delivery take?' };

const headOf = ({ events }: ReturnType<typeof conversation>): Head => {
  const head = events.reduce<Head | undefined>((before, event) => evolve(before, event), undefined);
  if (!head) throw new Error('an empty conversation has no head');
  return head;
};
const asked = (talk: ReturnType<typeof conversation>, reason: 'customer-asked' | 'bot-missed' = 'customer-asked') =>
  talk.fact({
    kind: 'handed-off',
    reason,
    skill: 'general',
    priority: 0,
    open: true,
    queueUntil: '2026-11-20T08:10:00.000Z',
    answersUpTo: talk.events.length,
    by: { role: 'system' },
  });
const packetFor = (talk: ReturnType<typeof conversation>) => Packet.parse(packetOf(talk.events, headOf(talk), at));
const sentences = (text: string) => text.match(/[。.](?=\s|$|[^”"\d])/g)?.length ?? 0;

test('the packet says what is open, what was tried, what was told and how she sounds', () => {
  const talk = asked(
    conversation('zh')
      .opened()
      .customer('奶粉能退吗？')
      .bot('answered', '未拆封七天内可以。请把订单号发给我。', [milk])
      .customer('12345')
      .bot('unknown', '要帮您转吗？')
      .customer('我买的奶粉罐子鼓了，你们怎么处理？', '很着急，孩子等着喝，电话13812345678', '转人工'),
  );

  const packet = packetFor(talk);

  expect(packet.question).toEqual({
    seq: 6,
    text: '我买的奶粉罐子鼓了，你们怎么处理？ 很着急，孩子等着喝，电话13812345678',
  });
  expect(packet.tried).toEqual([{ seq: 3, text: '未拆封七天内可以。请把订单号发给我。', sources: [milk] }]);
  expect(packet.slots).toEqual(
    expect.arrayContaining([
      { name: 'order-number', value: '12345', seq: 4 },
      { name: 'phone', value: '13812345678', seq: 7 },
      { name: 'product', value: '奶粉', seq: 2 },
    ]),
  );
  expect(packet.emotion.now).toBe('anxious');
  expect(packet.emotion.curve.map(({ seq }) => seq)).toEqual([2, 4, 6, 7, 8]);
  expect(packet).toMatchObject({ reason: 'customer-asked', language: 'zh', turns: 3, promises: [] });
  expect(packet.waitingSince).toBe(talk.events.at(-1)?.at);
  expect(packet.summary).toBe(
    '客户问：“我买的奶粉罐子鼓了，你们怎么处理”。还说过：“很着急，孩子等着喝，电话13812345678”。机器人答过《食品和奶粉可以退吗？》，没有解决。',
  );
});

test('the packet says the day that a date means, by the shop’s clock', () => {
  const talk = asked(conversation('zh').opened().customer('昨天买的耳机坏了'));

  const packet = Packet.parse(packetOf(talk.events, headOf(talk), at, 'Asia/Shanghai'));

  const [said] = talk.events.filter(({ kind }) => kind === 'customer-said');
  const yesterday = new Date(Date.parse(said?.at ?? '') + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  expect(packet.slots).toContainEqual({ name: 'date', value: '昨天', seq: 2, day: yesterday });
});

test('the packet says where she stands, and the most pressing matter with the message it was read from', () => {
  const talk = asked(conversation('zh').opened().customer('充电宝冒烟了', '我要投诉', '怎么退货？'));

  const packet = packetFor(talk);

  expect(packet.stage).toBe('after-sales');
  expect(packet.topic).toEqual({ topic: 'safety', rule: 'fire', words: '冒烟', seq: 2 });
});

test('in English the summary is English, of at most three sentences', () => {
  const talk = asked(
    conversation()
      .opened()
      .customer('Hi! My parcel has not moved for five days. It was a present for my mother. Where is it?')
      .bot('answered', 'Two to four working days.', [delivery])
      .customer('that does not help, I want to talk to a person'),
  );

  const { summary, question } = packetFor(talk);

  expect(question?.text).toContain('Where is it?');
  expect(summary).toBe(
    'The customer asks: “Where is it”. Also said: “My parcel has not moved for five days”. The bot answered from “How long does delivery take?”; that did not settle it.',
  );
});

test('who only pressed the button has no open question', () => {
  const packet = packetFor(asked(conversation('zh').opened().customer('你好').bot('small-talk', '您好！')));

  expect(packet.question).toBeUndefined();
  expect(packet.summary).toBe('客户要求转人工，还没有说明是什么问题。');
  expect(packet.turns).toBe(0);
});

test('an answered question is not open, unless she has rejected the answer or asked for a person at once', () => {
  const answered = () => conversation().opened().customer('can i return food').bot('answered', 'Yes.', [delivery]);

  expect(packetFor(asked(answered())).question).toBeUndefined();
  expect(packetFor(asked(answered().customer('thanks').bot('small-talk', 'Welcome.'))).question).toBeUndefined();
  expect(packetFor(asked(answered().customer("that's not what I asked"))).question).toEqual({
    seq: 2,
    text: 'can i return food',
  });
  expect(packetFor(asked(answered().customer('talk to a human'))).question?.seq).toBe(2);
});

test('a miss leaves the question open, and a number sent after it does not take its place', () => {
  const talk = conversation('zh')
    .opened()
    .customer('退不了')
    .bot('unknown', '不清楚。')
    .customer('12345')
    .bot('unknown', '转吗？');

  expect(packetFor(asked(talk.customer('好的'))).question).toEqual({ seq: 2, text: '退不了 12345' });
});

test('words after an agent’s answer are the open ones when she is lost', () => {
  const talk = conversation()
    .opened()
    .customer('where is my refund')
    .agent('It is on its way.')
    .customer('and the postage, who pays that?');

  expect(packetFor(talk).question?.text).toBe('and the postage, who pays that?');
});

test('the conversation before is told to who asks for a person without a word', () => {
  const packet = packetFor(
    asked(conversation().opened('The customer asked: “where is my refund”. Closed by a colleague.')),
  );

  expect(packet.summary).toContain('has not yet said what it is about');
  expect(packet.summary).toContain('where is my refund');
});

test('however long she writes, the packet fits one frame', () => {
  const talk = conversation('zh').opened();
  for (let turn = 0; turn < 60; turn += 1) {
    talk.customer(`第${turn}次问：我的订单 LT-20261120-${1000 + turn} 到底什么时候到？`.repeat(60));
    talk.bot('answered', '两到四个工作日。'.repeat(300), [delivery]);
  }

  const packet = packetFor(asked(talk.customer('气死我了，还是没到！'.repeat(300))));

  expect(Buffer.byteLength(JSON.stringify(packet))).toBeLessThan(22_000);
  expect(sentences(packet.summary)).toBeLessThanOrEqual(3);
});

test.each([
  [
    'closed by an agent',
    conversation('zh')
      .opened()
      .customer('奶粉罐子鼓了怎么办')
      .agent('已为您登记退货。快递明天上门。', '小梅')
      .fact({
        kind: 'closed',
        reason: 'by-agent',
        disposition: 'resolved',
        words: {},
        by: { role: 'system' },
      }),
    '客户问过：“奶粉罐子鼓了怎么办”。小梅最后答复：“已为您登记退货”。同事结束了会话，问题已解决。',
  ],
  [
    'a promise',
    conversation()
      .opened()
      .customer('where is my refund?')
      .bot('unknown', 'no')
      .fact({
        kind: 'promised',
        promiseId: 'p',
        promise: 'callback',
        dueAt: '2026-11-23T01:00:00.000Z',
        words: { contact: '13812345678' },
        by: { role: 'system' },
      }),
    'The customer asked: “where is my refund”. A callback was promised by 2026-11-23 01:00 UTC.',
  ],
  [
    'abandoned without a word',
    asked(conversation().opened()).fact({
      kind: 'closed',
      reason: 'abandoned',
      disposition: 'no-answer',
      words: {},
      by: { role: 'system' },
    }),
    'The customer asked for a person. The customer left while waiting, no answer.',
  ],
] as const)('the summary of a conversation that ended: %s', (_, talk, summary) => {
  expect(summaryOf(talk.events)).toBe(summary);
});

describe('what the next conversation begins with', () => {
  const before = conversation('zh')
    .opened()
    .customer('奶粉退不了？我的电话是13800138000')
    .bot('answered', '需要订单号和三张照片。')
    .customer('12345')
    .bot('unknown', '收到，订单号 12345 记下了。')
    .customer('打错了，是12346')
    .fact({
      kind: 'promised',
      promiseId: 'p-1',
      promise: 'callback',
      dueAt: '2026-11-21T01:00:00.000Z',
      words: { contact: '13800138000' },
      by: { role: 'customer', customerId: 'customer-1' },
    })
    .fact({ kind: 'closed', reason: 'by-customer', disposition: 'none', words: {}, by: { role: 'system' } });

  test('is her question, the order number as she corrected it, what was promised and how it ended; no telephone number', () => {
    const earlier = earlierOf(before.events);

    expect(earlier).toMatchObject({ question: expect.stringContaining('奶粉退不了'), orders: ['12346'] });
    expect(earlier.summary).toMatch(/订单号：12346。.*已承诺回电，最迟 2026-11-21 01:00 UTC。客户结束了会话。$/);
    expect(JSON.stringify(earlier)).not.toContain('13800138000');
  });

  test('a promise that came due is not told as one', () => {
    const asked = {
      reason: 'promise-due',
      skill: 'general',
      priority: 0,
      open: true,
      queueUntil: '',
      answersUpTo: 1,
    } as const;
    const kept = conversation('zh').opened();
    for (const event of before.events.slice(1, -1)) kept.events.push(event);
    kept.fact({ kind: 'handed-off', ...asked, by: { role: 'system' } });
    kept.fact({ kind: 'closed', reason: 'by-agent', disposition: 'resolved', words: {}, by: { role: 'system' } });

    expect(summaryOf(kept.events)).not.toContain('已承诺');
  });

  test('is in the packet of the next one: its summary after the question, its order number as a slot', () => {
    const talk = conversation('zh').earlier(earlierOf(before.events)).customer('还是退不了').bot('unknown', '不清楚。');
    const packet = packetFor(talk);

    expect(packet.summary).toMatch(/^客户问：.*上一次：“客户问过：“奶粉退不了/);
    expect(packet.slots).toEqual([{ name: 'order-number', value: '12346', seq: 1 }]);
  });
});
