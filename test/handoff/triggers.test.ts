import { expect, test } from 'vitest';
import { type Signals, signalsOf } from '#shared/handoff/signals';
import { triggered } from '#shared/handoff/triggers';
import { conversation } from '#test/answering/conversation';

const calm: Signals = { wantsPerson: false, acceptsOffer: false, scores: [0], fresh: 1, misses: 0 };
const touching = (topic: 'safety' | 'security' | 'complaint' | 'privacy') => ({
  topic: { topic, rule: 'some rule', words: 'some words' },
});

test.each([
  ['her wish', { wantsPerson: true }, 'customer-asked-in-words', 'asks-for-person'],
  ['her yes to an offered person', { acceptsOffer: true }, 'customer-asked-in-words', 'accepts-offered-person'],
  ['an injury', touching('safety'), 'sensitive-topic', 'safety'],
  ['a taken account', touching('security'), 'sensitive-topic', 'security'],
  ['a complaint', touching('complaint'), 'sensitive-topic', 'complaint'],
  ['a wish for privacy', touching('privacy'), 'sensitive-topic', 'privacy'],
  ['one outburst', { scores: [-0.9] }, 'strong-emotion', 'outburst'],
  [
    'an outburst followed by a calm word of the same turn',
    { scores: [-0.9, 0], fresh: 2 },
    'strong-emotion',
    'outburst',
  ],
  ['two angry messages in a row', { scores: [-0.6, -0.7] }, 'strong-emotion', 'stays-upset'],
  ['three misses in a row', { misses: 3 }, 'bot-missed', 'misses-in-a-row'],
  [
    'her wish before everything else',
    { wantsPerson: true, misses: 3, scores: [-1] },
    'customer-asked-in-words',
    'asks-for-person',
  ],
  ['the matter before the mood', { ...touching('complaint'), scores: [-1] }, 'sensitive-topic', 'complaint'],
] as const)('a person comes for %s', (_, signals, reason, rule) => {
  expect(triggered({ ...calm, ...signals })).toMatchObject({ reason, rule });
});

test.each([
  ['a calm question', {}],
  ['two misses', { misses: 2 }],
  ['one angry message', { scores: [0, -0.7] }],
  ['two angry messages with a calm one between', { scores: [-0.7, 0, -0.7] }],
  ['an outburst of an earlier turn', { scores: [-0.9, 0] }],
  ['happiness', { scores: [0.9, 0.9] }],
])('no person comes for %s', (_, signals) => {
  expect(triggered({ ...calm, ...signals })).toBeUndefined();
});

test('the thresholds are an argument', () => {
  expect(triggered({ ...calm, misses: 1 }, { misses: 1, outburst: -0.85, upset: -0.6, upsetInARow: 2 })?.rule).toBe(
    'misses-in-a-row',
  );
});

const read = (talk: ReturnType<typeof conversation>, misses = 0) => {
  const { events } = talk;
  const from = (events.findLast(({ kind }) => kind !== 'customer-said')?.seq ?? 0) + 1;
  const words = events.filter((event) => event.kind === 'customer-said').filter(({ seq }) => seq >= from);
  return signalsOf(
    words,
    events.filter(({ seq }) => seq < from),
    misses,
  );
};

test('"好的" means a person only right after the bot has offered one', () => {
  expect(read(conversation('zh').customer('x').bot('unknown', '要帮您转吗？').customer('好的')).acceptsOffer).toBe(
    true,
  );
  expect(read(conversation('zh').customer('x').bot('answered', '七天内可以。').customer('好的')).acceptsOffer).toBe(
    false,
  );
  expect(read(conversation('zh').customer('好的')).acceptsOffer).toBe(false);
});

test('a wish in any of several short messages is a wish', () => {
  expect(read(conversation('zh').customer('我的订单', '转人工', '快')).wantsPerson).toBe(true);
});

test('anger is followed over turns, and forgotten once a person has had the conversation', () => {
  const upset = conversation('zh').customer('太过分了').bot('unknown', '不清楚。').customer('你们敷衍我');
  const after = conversation('zh')
    .customer('太过分了')
    .fact({ kind: 'returned-to-bot', agentId: 'agent-1', words: {}, by: { role: 'system' } })
    .customer('你们敷衍我');

  expect(triggered(read(upset))?.rule).toBe('stays-upset');
  expect(triggered(read(after))).toBeUndefined();
});

test.each([
  ['zh', '我的账号好像被盗了', 'sensitive-topic'],
  ['en', 'I was hurt, the blender cut my hand', 'sensitive-topic'],
  ['en', 'you fucking thieves', 'strong-emotion'],
  ['zh', '转人工', 'customer-asked-in-words'],
  ['zh', '奶粉退不了？', undefined],
  ['en', 'is it a real person typing?', undefined],
] as const)('%s "%s" leads to %s', (language, text, reason) => {
  expect(triggered(read(conversation(language).customer(text)))?.reason).toBe(reason);
});
