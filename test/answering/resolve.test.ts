import { describe, expect, test } from 'vitest';
import { requestOf } from '#shared/answering/by-model';
import { strategyOf } from '#shared/answering/persona/strategy';
import { voiceOf } from '#shared/answering/persona/voice';
import { answerTurn, queryOf } from '#shared/answering/plan';
import { questionBefore, resolve } from '#shared/answering/resolve';
import { subjectsIn } from '#shared/answering/subjects';
import { maxTokens } from '#shared/models/chat-model';
import { article, conversation } from './conversation.ts';

const page = { articleId: 'page', version: 1, title: 'A page' };
const other = { articleId: 'other', version: 1, title: 'Another page' };

/** What is searched for after this question has been answered. */
const askedAfter = (question: string, ...more: string[]) => {
  const talk = conversation(/\p{Script=Han}/u.test(question) ? 'zh' : 'en')
    .customer(question)
    .bot('answered', 'So it is.', [page]);
  const last = more.pop() ?? '';
  for (const text of more) talk.customer(text).bot('answered', 'And so is that.', [other]);
  const { words, history } = talk.customer(last).open();
  return resolve(words, history);
};

describe('another case of the same question', () => {
  test.each([
    ['Can I return milk powder?', 'what about shoes?', 'Can I return shoes ?'],
    ['奶粉能退吗', '那化妆品呢？', '化妆品 能退吗'],
    ['What does delivery cost in mainland China?', 'and to Germany?', 'What does delivery cost in germany ?'],
    ['退货邮费谁出？', '海外订单呢', '退货邮费谁出？ 海外'],
    ['积分会过期吗', '优惠券呢', '优惠券 会过期吗'],
  ])('"%s", then "%s" is searched as "%s"', (question, text, query) => {
    expect(askedAfter(question, text)).toMatchObject({ how: 'narrowed', query });
  });

  test('takes the place of the case before it', () => {
    expect(askedAfter('Can I return food?', 'and shoes?', 'and underwear?').query).toBe('Can I return underwear ?');
  });
});

describe('a correction', () => {
  test.each([
    ['退货要几天', '不对，是退款不是退货', '退款 要几天'],
    ['How do I cancel my order?', 'no, I meant cancel the return', 'cancel the return'],
    ['How do I get my refund?', 'not a refund, an exchange', 'How do I get my exchange ?'],
    ['Can I return shoes?', 'sorry, I meant underwear', 'Can I return underwear ?'],
    ['等级怎么分', '我是说学生的', '学生 怎么分'],
    ['怎么退货', '说错了，是换货', '怎么 换货'],
    ['Which delivery is there?', 'no, I meant the express one', 'Which delivery is there? express'],
  ])('"%s", then "%s" is searched as "%s"', (question, text, query) => {
    expect(askedAfter(question, text)).toMatchObject({ how: 'corrected', query });
  });

  test('without anything in its place only rejects: the question is searched again', () => {
    expect(askedAfter('怎么退货', '不对')).toMatchObject({ how: 'rejected', query: '怎么退货' });
    expect(askedAfter('How do I return it?', "that's not what I asked").query).toBe('How do I return it?');
  });

  test.each(['it is not here', '我没有收到', 'my order is wrong and not complete'])('"%s" is none', (text) => {
    expect(askedAfter('Where is my order?', text).how).not.toBe('corrected');
  });
});

describe('a further question', () => {
  test('about what was named goes with its name', () => {
    expect(askedAfter('What does Lantern Plus cost?', 'how do I cancel it?').query).toBe(
      'Lantern Plus how do i cancel it',
    );
  });

  test('that names nothing goes with the whole question', () => {
    expect(askedAfter('奶粉退不了？', '要多久').query).toBe('奶粉退不了？ 要多久');
  });

  test('in the other language goes with what the question was about, in that language', () => {
    expect(askedAfter('怎么退货？', 'and for international orders?').query).toBe('return international');
    expect(askedAfter('What does delivery cost?', '那寄韩国呢').query).toContain('韩国');
  });
});

test.each([
  ['怎么退货', '那发票什么时候开', '发票什么时候开'],
  ['Can I return food?', 'is it possible to get an invoice on paper?', 'is it possible to get an invoice on paper?'],
  ['Where is my order?', 'also how do I change my password?', 'how do i change my password'],
])('"%s", then "%s": the topic has changed', (question, text, query) => {
  expect(askedAfter(question, text)).toMatchObject({ how: 'alone', query });
});

test('a number that is corrected is the one that is noted', () => {
  const talk = conversation().customer('Where is my order?').bot('answered', 'On its way.', [page]);
  talk.customer('order 12345').bot('unknown', 'Noted: order 12345.');
  const { words, history } = talk.customer('sorry, the order number is 54321').open();
  const hits = [article('page', 'A page', { articleId: 'page' })];
  const query = queryOf(words, history);
  const plan = answerTurn({ query, words, history, language: 'en', hits, misses: 1, confidenceOf: () => 0.9 });

  expect(plan).toMatchObject({
    outcome: 'unknown',
    text: expect.stringContaining('order 54321, about “Where is my order”'),
  });
});

test('"the other one" is the title of the two that was not told', () => {
  const talk = conversation().customer('cancel').bot('answered', 'Which?', [page, other]);
  talk.customer('1').bot('answered', 'The first.', [page]);
  const { words, history } = talk.customer('the other one').open();

  expect(resolve(words, history)).toMatchObject({ how: 'chosen', query: 'Another page' });
  expect(questionBefore(history)).toBe('A page');
});

test('the article that speaks of what she named is told rather than asked for', () => {
  const talk = conversation().customer('Can I return shoes?').bot('answered', 'Yes.', [page]);
  const { words, history } = talk.customer('and underwear?').open();
  const general = article('general', 'Can I return this?');
  const special = article('special', 'Can underwear be sent back?');
  const turn = { query: queryOf(words, history), words, history, language: 'en' as const, misses: 0 };

  const plan = answerTurn({ ...turn, hits: [general, special], threshold: 0.6, confidenceOf: () => 0.4 });
  expect(plan.sources).toMatchObject([{ articleId: 'special' }]);
});

describe('what came before this conversation', () => {
  const before = { summary: '客户问过：“奶粉退不了”。订单号：12345。', question: '奶粉退不了', orders: ['12345'] };
  const turnOf = (text: string) => {
    const { words, history } = conversation('zh').earlier(before).customer(text).open();
    return { query: queryOf(words, history), words, history, language: 'zh' as const, hits: [], misses: 0 };
  };

  test('is what first words follow that leave something unsaid', () => {
    expect(turnOf('那海外呢？').query).toBe('奶粉退不了 海外');
    expect(turnOf('还是没解决').query).toBe('奶粉退不了');
    expect(turnOf('发票怎么开？').query).toBe('发票怎么开？');
  });

  test.each(['上次那个订单', '是关于昨天那个订单的', '我说的是之前的订单'])(
    'names the order that "%s" means',
    (text) => {
      expect(answerTurn(turnOf(text)).text).toContain('订单号 12345 记下了（关于“奶粉退不了”）');
    },
  );

  test.each(['my order from yesterday', "it's about my last order", 'the same order as before'])(
    'names the order that "%s" means, in the language she speaks now',
    (text) => {
      expect(answerTurn({ ...turnOf(text), language: 'en' }).text).toContain('order 12345');
    },
  );

  test('a greeting is answered with the question whether that worked out, once', () => {
    expect(answerTurn(turnOf('你好')).text).toContain('上次您问的是“奶粉退不了”，解决了吗？');
    const talk = conversation('zh').earlier(before).customer('你好').bot('small-talk', '您好').customer('你好');
    expect(answerTurn({ ...turnOf('你好'), ...talk.open() }).text).not.toContain('上次');
  });

  test('an order she named in this conversation is meant rather than one of the former', () => {
    const talk = conversation('zh').earlier(before).customer('订单号67890').bot('unknown', '收到').customer('那个订单');
    expect(answerTurn({ ...turnOf(''), ...talk.open() }).text).toContain('67890');
  });
});

describe('a model', () => {
  const shown = (text: string): string => {
    const { words, history } = conversation('zh')
      .earlier({ summary: '客户问过：“奶粉退不了”。订单号：12345。', question: '奶粉退不了', orders: ['12345'] })
      .customer(text)
      .open();
    const hits = [article('milk', '奶粉可以退吗？')];
    const floor = answerTurn({ query: '', words, history, language: 'zh', hits, misses: 0 });
    const turn = {
      floor,
      words,
      history,
      language: 'zh' as const,
      hits,
      strategy: strategyOf({ scores: [], fear: false }),
    };
    const { persona, toneOn } = voiceOf(undefined);
    const { messages } = requestOf(turn, { persona, tone: toneOn('web'), maxTokens: maxTokens(100) });
    return JSON.stringify(messages);
  };

  test('is asked the same question as the search, and told what came before', () => {
    expect(shown('那海外呢？')).toContain('With what was said before, this asks: 奶粉退不了 海外');
    expect(shown('那海外呢？')).toContain('12345');
  });

  test('is told nothing of it where the question stands by itself, since its answer is kept for others', () => {
    expect(shown('发票怎么开？')).not.toMatch(/12345|With what was said before/);
  });
});

test('subjects have names that are themselves such subjects, in both languages', () => {
  const named = subjectsIn('milk powder 香港 gift card 当日达 return refund 鞋 sofa 发票 分期').map(({ n, name }) => ({
    n,
    ...name,
  }));

  expect(named).toHaveLength(10);
  for (const { n, en, zh } of named)
    expect(
      [en, zh].map((name) => subjectsIn(name)[0]?.n),
      `${en} ${zh}`,
    ).toEqual([n, n]);
});
