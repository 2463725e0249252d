import { expect, test } from 'vitest';
import { play } from './play.ts';
import { outcomeLines } from './report.ts';
import { readScenario } from './schema.ts';
import { type Script, ScriptedStage } from './scripted-stage.ts';

const run = (steps: string, script: Script = {}) => {
  const read = readScenario(`scenario: A test of the runner\nsteps:\n${steps}`, 'test.yaml');
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return play(new ScriptedStage(script), read.scenario);
};

const milk = { bot: () => ({ text: 'Within **7 days**.', sources: ['returns-food'] }) };

test('a conversation as it is written passes', async () => {
  const outcome = await run(
    `  - customer says: Milk?
  - bot answers: { containing: within 7 days, citing: returns-food }
  - owner is: bot
  - order of messages: ["customer: Milk?", "bot: 7 days"]`,
    milk,
  );

  expect(outcome.failure).toBeUndefined();
  expect(outcome.passed).toBe(true);
});

test('an answer without the words or the source fails with its line, what was expected, and what was seen', async () => {
  const outcome = await run(
    `  - customer says: Milk?
  - bot answers: { containing: 14 days, citing: other }`,
    milk,
  );

  expect(outcome.failure).toMatchObject({ line: 4, expected: "words containing '14 days' and the source other" });
  expect(outcome.failure?.seen).toContain('#2 bot-said by bot: Within **7 days**. [returns-food]');
  expect(outcomeLines(outcome).join('\n')).toMatch(
    /FAILED[\s\S]*test\.yaml:4[\s\S]*expected[\s\S]*seen[\s\S]*says: Milk\?/,
  );
});

test('an answer that does not come fails after its time, and says what was last on the screen', async () => {
  const outcome = await run(`  - customer says: Milk?\n  - bot answers: { within: 2s }`);

  expect(outcome.failure).toMatchObject({ line: 4, expected: 'an answer of the bot within 2s' });
  expect(outcome.milliseconds).toBeLessThan(5000);
});

test('one answer is spoken of once: a second one must be there for a second step', async () => {
  const steps = `  - customer says: Milk?\n  - bot answers: 7 days\n  - bot answers: { containing: 7 days, within: 1s }`;

  expect((await run(steps, milk)).failure).toMatchObject({ line: 5 });
  expect((await run(steps, { bot: () => ({ text: '7 days', times: 2 }) })).passed).toBe(true);
});

test('a refusal that no step expects fails at the step it happened in', async () => {
  const refusing = { refuses: () => 'too-many' };

  const outcome = await run(`  - customer says: Milk?\n  - owner is: bot`, refusing);

  expect(outcome.failure).toMatchObject({ line: 3, expected: 'the cloud to take it', seen: "refused with 'too-many'" });
});

test('an expected refusal passes with its own code only', async () => {
  const refusing = { refuses: () => 'too-many' };

  expect((await run(`  - customer says: Milk?\n  - customer is refused: too-many`, refusing)).passed).toBe(true);
  expect((await run(`  - customer says: Milk?\n  - customer is refused: not-yours`, refusing)).failure).toMatchObject({
    line: 4,
  });
  expect((await run(`  - customer says: Milk?\n  - customer is refused: not-yours`)).failure).toMatchObject({
    seen: 'it was taken',
  });
});

test('an answer while silence is expected fails', async () => {
  const outcome = await run(`  - customer says: Milk?\n  - bot stays silent: 500ms`, {
    bot: () => ({ text: 'Late.', sources: ['a'] }),
  });

  expect(outcome.failure?.line).toBe(4);
});

test('messages in another order, or more of them, fail with both lists', async () => {
  const outcome = await run(
    `  - customer says: [One?, Two?]\n  - order of messages: ["customer: Two?", "customer: One?"]`,
  );

  expect(outcome.failure?.seen).toMatch(/customer: One\?\s+customer: Two\?/);
});

test('a message repeated under its id keeps its seq and is one message', async () => {
  const outcome = await run(
    `  - customer says: Milk?\n  - customer repeats the last message\n  - order of messages: ["customer: Milk?"]`,
  );

  expect(outcome.failure).toBeUndefined();
});

test('an agent nobody knows fails with those who are known', async () => {
  const outcome = await run(`  - agent zoe goes ready`);

  expect(outcome.failure).toMatchObject({ expected: 'one of the agents ana', seen: "'zoe'" });
});

const accepting = `  - customer presses: ask-person
  - agent ana is offered
  - agent ana accepts
`;
const handedOver = (then: string, gone: Script['gone']) =>
  run(`  - agent ana signs in\n${accepting}${then}`, gone ? { gone } : {});

test('an agent whose machine was slower than her offer takes the next one, and the transcript says so', async () => {
  const outcome = await handedOver('  - owner is: ana', { offers: [1, 2], over: true });

  expect(outcome.failure).toBeUndefined();
  expect(JSON.stringify(outcome)).toContain('was too slow for offer 2 and waits for the next');
});

test('an offer refused as gone while its time runs fails, and so does a third that was over', async () => {
  const refused = { seen: "refused with 'offer-gone'" };

  expect((await handedOver('  - owner is: ana', { offers: [1], over: false })).failure).toMatchObject(refused);
  expect((await handedOver('  - owner is: ana', { offers: [1, 2, 3], over: true })).failure).toMatchObject(refused);
});

test('a scenario that expects the refusal of an offer that is over gets it', async () => {
  const outcome = await handedOver('  - agent ana is refused: offer-gone', { offers: [1], over: true });

  expect(outcome.failure).toBeUndefined();
});
