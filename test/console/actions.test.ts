import { expect, test } from 'vitest';
import {
  type AgentAction,
  type AgentStanding,
  agentStanding,
  agentVerdict,
  customerVerdict,
} from '#shared/protocol/actions';
import { clientFrames } from '#shared/protocol/frames';
import { refusals } from '#shared/protocol/refusals';

const standings: AgentStanding[] = [
  'bot',
  'queue',
  'offered',
  'offered-to-other',
  'held',
  'held-by-other',
  'promise',
  'closed',
];
const owners = ['bot', 'queue', 'agent', 'promise', 'closed'] as const;
const mine = { agentId: 'mei' };
const theirs = { agentId: 'bo' };

test.each<[Parameters<typeof agentStanding>[0], AgentStanding]>([
  [{ owner: { kind: 'agent', ...mine } }, 'held'],
  [{ owner: { kind: 'agent', ...theirs } }, 'held-by-other'],
  [{ owner: { kind: 'queue' }, offer: mine }, 'offered'],
  [{ owner: { kind: 'queue' }, offer: theirs }, 'offered-to-other'],
  [{ owner: { kind: 'queue' } }, 'queue'],
  [{ owner: { kind: 'bot' }, offer: mine }, 'bot'],
  [{ owner: { kind: 'closed' }, offer: mine }, 'closed'],
])('%j stands as %s to mei', (owned, standing) => {
  expect(agentStanding(owned, 'mei')).toBe(standing);
});

test.each<[AgentAction, AgentStanding]>([
  ['accept', 'offered'],
  ['decline', 'offered'],
  ['reply', 'held'],
  ['typing', 'held'],
  ['close', 'held'],
  ['return-to-bot', 'held'],
])('an agent may %s only what is %s', (action, only) => {
  expect(standings.filter((standing) => agentVerdict(action, standing) === 'may')).toEqual([only]);
});

test('a customer may write in every state, and ask for a person wherever none is asked for', () => {
  expect(owners.filter((owner) => customerVerdict('say', owner) === 'may')).toEqual([...owners]);
  expect(owners.filter((owner) => customerVerdict('ask-person', owner) === 'may')).toEqual([
    'bot',
    'promise',
    'closed',
  ]);
});

test('every refusal of the table has its sentence, and every action its frame', () => {
  const actions: AgentAction[] = ['accept', 'decline', 'reply', 'typing', 'close', 'return-to-bot'];
  for (const action of actions) {
    expect(clientFrames).toHaveProperty(action);
    for (const standing of standings) {
      const verdict = agentVerdict(action, standing);
      if (verdict !== 'may') expect(refusals).toHaveProperty([verdict]);
    }
  }
});
