import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { facts } from '#events/conversation';
import { type Definition, handoffDefinition } from '#infra/workflow/handoff.asl';
import * as bot from '#shared/conversation/bot';
import * as customer from '#shared/conversation/customer';
import * as desk from '#shared/conversation/desk';
import type { Head } from '#shared/conversation/head';
import { dueAt } from '#shared/conversation/owed';
import type { Timings } from '#shared/conversation/timings';
import * as waiting from '#shared/conversation/waiting';
import { searchForLimbo, type Watched } from './limbo.ts';

const definition = handoffDefinition({
  assess: 'assess',
  wait: 'wait',
  'pass-on': 'pass-on',
  settle: 'settle',
  'wrap-up': 'wrap-up',
});
/** The whole space takes seconds of a free processor, and this one is shared. */
const PATIENCE = { timeout: 600_000 };

test(
  'I5: from every state that conversation and workflow can reach, time alone leads to an answer, a promise that is kept, or an announced end',
  PATIENCE,
  async () => {
    const { states, nodes, longest, limbo } = await searchForLimbo({ definition });

    console.log(
      `no limbo: ${states} joint states, ${nodes} on the ways out of them; with every timer at one minute and the queue's at two, ` +
        `nobody waits after ${longest.wait} min, a handoff is wrapped up after ${longest.wrapUp}, a promise is taken up ${longest.promise} after it was made`,
    );
    expect(limbo).toEqual([]);
    expect(states).toBeGreaterThan(10_000);
    expect(longest.wait).toBeLessThan(60);
  },
);

test('each kind of fact that the log knows is written on the way, so no decision is left out', PATIENCE, async () => {
  const { kinds } = await searchForLimbo({ definition }, 7);

  expect([...kinds].sort()).toEqual(Object.keys(facts).sort());
});

test('each decision of the conversation is tried', () => {
  const decided = [bot, customer, desk, waiting].flatMap((room) => Object.keys(room));
  const source = readFileSync(new URL('./limbo.ts', import.meta.url), 'utf8');
  const tried = (name: string): boolean => source.split(new RegExp(`\\b${name}\\b`)).length > 2;

  expect(decided.filter((name) => !partsOfDecisions.includes(name) && !tried(name))).toEqual([]);
});
/** Fences, ids and facts that those above are made of. */
const partsOfDecisions = ['fence', 'handOffFacts', 'openedBy', 'answerOf', 'executionOf'];

const without = (name: string): Definition => {
  const state = definition.States[name];
  if (state?.Type !== 'Task') throw new Error(`${name} is no task`);
  const { TimeoutSeconds: _deleted, ...rest } = state;
  return { ...definition, States: { ...definition.States, [name]: rest } } as Definition;
};
/** First where few acts lead to, then further: a limbo that is near is told by the shortest way. */
const found = async (watched: Watched): Promise<string> => {
  for (const within of [3, 6, 8]) {
    const { limbo } = await searchForLimbo(watched, within);
    if (limbo.length > 0) return limbo.join('\n');
  }
  return 'no limbo';
};

const tasks = Object.entries(definition.States).flatMap(([name, { Type }]) => (Type === 'Task' ? [name] : []));
test.each(tasks)(
  'without the timeout of "%s" the workflow waits for ever, and the way there is told',
  PATIENCE,
  async (name) => {
    const told = await found({ definition: without(name) });

    expect(told).toMatch(/^The workflow waits without a timer:/);
    expect(told).toMatch(new RegExp(`workflow: ${name} \\((hangs|waits), never left\\)`));
    expect(told).toMatch(/nothing more ever happens$|and so on for ever$/);
  },
);

test.each([
  ['bot', 'Somebody waits, and no clock ends it'],
  ['queue', 'Somebody waits, and no clock ends it'],
  ['agent', 'Somebody waits, and no clock ends it'],
  ['promise', 'A promise has its date, and nobody is ever told'],
  ['closed', 'A handoff has ended and is never wrapped up'],
])('where the sweeper is not told when a conversation of owner "%s" is due: %s', PATIENCE, async (kind, rule) => {
  const due = (head: Head, timings: Timings) => (head.owner.kind === kind ? undefined : dueAt(head, timings));
  const told = await found({ definition, due });

  expect(told).toContain(`${rule}:`);
  expect(told).toContain(`owner ${kind}`);
});

test(
  'a promise that is due only while it owns is found: words after it would make everybody forget it',
  PATIENCE,
  async () => {
    const due = (head: Head, timings: Timings) =>
      dueAt(head.owner.kind === 'bot' ? { ...head, promises: [] } : head, timings);
    const told = await found({ definition, due });

    expect(told).toMatch(/^A promise has its date/);
    expect(told).toContain('the customer writes');
  },
);

test(
  'a timeout that this check cannot compute, or a task it does not know, is an error and no pass',
  PATIENCE,
  async () => {
    const matched = definition.States.Matched;
    const strange = {
      ...definition,
      States: { ...definition.States, Matched: { ...matched, TimeoutSeconds: '{% $other %}' } },
    };

    await expect(searchForLimbo({ definition: strange as Definition }, 4)).rejects.toThrow(
      /cannot compute the timeout/,
    );
    await expect(searchForLimbo({ definition: handoffDefinition({ ...names, settle: 'pay' }) }, 8)).rejects.toThrow(
      /of which this check knows nothing/,
    );
  },
);
const names = { assess: 'assess', wait: 'wait', 'pass-on': 'pass-on', settle: 'settle', 'wrap-up': 'wrap-up' };
