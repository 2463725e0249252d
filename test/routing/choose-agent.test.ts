import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseAgent, type Need } from '#shared/routing/choose-agent';
import type { AgentRow } from '#shared/store/desk-store';

const at = '2026-11-20T08:00:00.000Z';
const agent = (agentId: string, more: Partial<AgentRow> = {}): AgentRow => ({
  agentId,
  name: agentId,
  ready: true,
  load: 0,
  capacity: 3,
  leaseUntil: '2026-11-20T08:01:00.000Z',
  skills: ['general'],
  languages: ['en', 'zh'],
  idleSince: '2026-11-20T07:00:00.000Z',
  misses: 0,
  ...more,
});
const need: Need = { skill: 'general', language: 'zh', excluded: [] };
const chosen = (agents: AgentRow[], more: Partial<Need> = {}) => chooseAgent({ ...need, ...more }, agents, at)?.agentId;

test.each([
  ['not ready', { ready: false }],
  ['gone: her lease is over', { leaseUntil: at }],
  ['full', { load: 3 }],
  ['of another skill', { skills: ['billing'] }],
])('an agent is not asked who is %s', (_, more) => {
  expect(chosen([agent('mei', more)])).toBeUndefined();
  expect(chosen([agent('mei', more), agent('li', { load: 2 })])).toBe('li');
});

test('who is excluded for good is not asked, who is until a moment is asked again from then on', () => {
  expect(chosen([agent('mei')], { excluded: [{ agentId: 'mei' }] })).toBeUndefined();
  expect(chosen([agent('mei')], { excluded: [{ agentId: 'mei', until: '2026-11-20T08:00:00.001Z' }] })).toBeUndefined();
  expect(chosen([agent('mei')], { excluded: [{ agentId: 'mei', until: at }] })).toBe('mei');
});

test.each([
  ['speaks the language, before a lower load', agent('a', { languages: ['en'] }), agent('b', { load: 2 }), {}],
  ['served her last, before a lower load', agent('a'), agent('b', { load: 1 }), { lastAgentId: 'b' }],
  [
    'has the lower load for her capacity',
    agent('a', { load: 1, capacity: 2 }),
    agent('b', { load: 1, capacity: 3 }),
    {},
  ],
  ['has been idle longest', agent('a'), agent('b', { idleSince: '2026-11-20T06:00:00.000Z' }), {}],
])('the one is asked who %s', (_, one, other, more) => {
  expect(chosen([one, other], more)).toBe('b');
  expect(chosen([other, one], more)).toBe('b');
});

test('a colleague without the language is better than nobody', () => {
  expect(chosen([agent('a', { languages: ['en'] })])).toBe('a');
});

test('two alike in everything are told apart by their ids', () => {
  expect(chosen([agent('b'), agent('a')])).toBe('a');
  expect(chosen([agent('a'), agent('b')])).toBe('a');
});

test('agents of one skill may be given without naming it', () => {
  expect(chooseAgent({ language: 'en', excluded: [] }, [agent('a', { skills: ['billing'] })], at)?.agentId).toBe('a');
});

const anyAgent = fc.record({
  agentId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  name: fc.constant('x'),
  ready: fc.boolean(),
  load: fc.integer({ min: 0, max: 4 }),
  capacity: fc.integer({ min: 1, max: 4 }),
  leaseUntil: fc.constantFrom('2026-11-20T07:59:00.000Z', '2026-11-20T08:01:00.000Z'),
  skills: fc.subarray(['general', 'billing']),
  languages: fc.subarray(['en', 'zh']),
  idleSince: fc.constantFrom('2026-11-20T06:00:00.000Z', '2026-11-20T07:00:00.000Z'),
  misses: fc.constant(0),
});
const anyAgents = fc.uniqueArray(anyAgent, { selector: ({ agentId }) => agentId, maxLength: 6 });
const anyNeed = fc.record({
  skill: fc.constant('general'),
  language: fc.constantFrom('zh' as const, 'en' as const),
  excluded: fc.array(fc.record({ agentId: fc.constantFrom('a', 'b', 'c') }), { maxLength: 2 }),
  lastAgentId: fc.constantFrom('a', 'b', 'z'),
});
const able = (need: Need, agents: AgentRow[]) =>
  agents.filter(
    ({ agentId, ready, load, capacity, leaseUntil, skills }) =>
      ready &&
      load < capacity &&
      leaseUntil > at &&
      skills.includes('general') &&
      !need.excluded.some((one) => one.agentId === agentId),
  );

test('somebody is asked if and only if somebody can be, and never one who cannot', () => {
  fc.assert(
    fc.property(anyAgents, anyNeed, (agents, need) => {
      const found = chooseAgent(need, agents, at);
      const choice = able(need, agents);
      expect(found === undefined).toBe(choice.length === 0);
      if (found) expect(choice).toContain(found);
    }),
  );
});

test('the order of the rows does not matter, nor do those who cannot be asked', () => {
  fc.assert(
    fc.property(anyAgents, anyNeed, (agents, need) => {
      const found = chooseAgent(need, agents, at);
      expect(chooseAgent(need, agents.toReversed(), at)).toEqual(found);
      expect(chooseAgent(need, able(need, agents), at)).toEqual(found);
    }),
  );
});
