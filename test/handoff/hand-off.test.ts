import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HandoffReason } from '#events/conversation';
import { contactOf } from '#shared/handoff/contact';
import { handingOff } from '#shared/handoff/hand-off';
import { priorityOf, skillFor } from '#shared/handoff/skill';
import type { Settings, Skill } from '#shared/runtime/settings';
import { conversation } from '#test/answering/conversation';

const skill = (name: string, words: string[] = [], more: Partial<Skill> = {}): Skill => ({
  name,
  words,
  acceptance: 'confirm',
  ...more,
});
const skills = [
  skill('general'),
  skill('billing', ['invoice', '发票', 'pay']),
  skill('tea-bar', ['tea', '茶']),
  skill('night', ['night desk', '夜间专线'], { weekly: {} }),
];
const settings = {
  hours: { timeZone: 'Asia/Shanghai', weekly: { fri: [['09:00', '18:00']] }, holidays: [] },
  skills,
  timings: { queueWaitSeconds: 180, choiceSeconds: 300 },
} as unknown as Settings;
const friday = '2026-11-20T03:00:00.000Z';

test.each([
  [['my INVOICE is wrong'], 'billing'],
  [['发票开错了'], 'billing'],
  [['the team was late'], 'general'],
  [['is the tea fresh?'], 'tea-bar'],
  [['about my invoice', 'no, the tea'], 'tea-bar'],
  [['the invoice of the night desk'], 'night'],
  [['夜间专线'], 'night'],
  [['hello'], 'general'],
  [[], 'general'],
])('%j goes to %s', (texts, name) => {
  expect(skillFor(texts, skills).name).toBe(name);
});

test.each([
  ['customer-asked', 'calm', undefined, 0],
  ['customer-asked', 'anxious', undefined, 1],
  ['customer-asked-in-words', 'angry', undefined, 2],
  ['bot-missed', 'calm', undefined, 1],
  ['bot-failed', 'calm', undefined, 1],
  ['strong-emotion', 'angry', undefined, 2],
  ['sensitive-topic', 'calm', 'safety', 3],
  ['sensitive-topic', 'calm', 'security', 3],
  ['sensitive-topic', 'calm', 'complaint', 2],
  ['sensitive-topic', 'calm', 'privacy', 1],
  ['customer-asked', 'calm', 'safety', 3],
  ['promise-due', 'happy', undefined, 3],
] as const)('asked because of %s, %s, %s: priority %i', (reason, emotion, topic, priority) => {
  expect(priorityOf(reason, emotion, topic)).toBe(priority);
});

test('a priority is always 0 to 3', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...HandoffReason.options),
      fc.constantFrom('calm' as const, 'anxious' as const, 'angry' as const, 'happy' as const),
      fc.constantFrom(undefined, 'safety' as const, 'security' as const, 'complaint' as const, 'privacy' as const),
      (reason, emotion, topic) => {
        expect([0, 1, 2, 3]).toContain(priorityOf(reason, emotion, topic));
      },
    ),
  );
});

test('everything about a handoff is decided in the instant it is asked for', () => {
  expect(
    handingOff({ reason: 'customer-asked-in-words', at: friday, texts: ['发票开错了，转人工'], settings }),
  ).toEqual({
    reason: 'customer-asked-in-words',
    skill: 'billing',
    priority: 0,
    open: true,
    queueUntil: '2026-11-20T03:03:00.000Z',
    choiceUntil: '2026-11-20T03:05:00.000Z',
  });
});

test('outside the hours of the skill it is closed, and the choice is put at once', () => {
  expect(handingOff({ reason: 'customer-asked', at: '2026-11-21T03:00:00.000Z', texts: [], settings }).open).toBe(
    false,
  );
  expect(handingOff({ reason: 'customer-asked', at: friday, texts: ['night desk'], settings })).toMatchObject({
    skill: 'night',
    open: false,
  });
});

test('anger and danger in her words make it more urgent', () => {
  const urgency = (text: string) =>
    handingOff({ reason: 'customer-asked', at: friday, texts: [text], settings }).priority;

  expect(urgency('where is my parcel')).toBe(0);
  expect(urgency('你们这些骗子，气死我了')).toBe(2);
  expect(urgency('充电宝着火了')).toBe(3);
});

test('the contact is the newest phone or address she has given, also the one given with a choice', () => {
  const talk = conversation('zh').customer('我的电话 13812345678', '邮箱是 li@example.com');

  expect(contactOf(talk.events)).toBe('li@example.com');
  expect(contactOf(talk.customer('打 13987654321 吧').events)).toBe('13987654321');
  expect(contactOf(conversation('zh').customer('订单 LT-20261120-8842').events)).toBeUndefined();
  const promised = talk.fact({
    kind: 'promised',
    promiseId: 'p-1',
    promise: 'callback',
    dueAt: '2026-11-23T01:00:00.000Z',
    words: { contact: '021-12345678' },
    by: { role: 'system' },
  });
  expect(contactOf(promised.events)).toBe('021-12345678');
});
