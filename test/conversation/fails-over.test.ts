import { expect, test } from 'vitest';
import { play } from './play.ts';

test('a bot that fails before the former handoff is wrapped up wraps it up first: each has exactly one (I6)', () => {
  const acts = ['says', 'asks', 'says', 'chooses the bot', 'bot fails over'].map((act) => ({
    act,
    agentId: 'ana',
    n: 1,
    after: 5,
  }));
  const kinds = [...play(acts)].at(-1)?.write?.events.map(({ kind }) => kind);

  expect(kinds).toEqual(['bot-failed', 'wrapped-up', 'handed-off']);
});
