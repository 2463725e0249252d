import { expect, test } from 'vitest';
import { handoffDefinition } from '#infra/workflow/handoff.asl';
import { evaluated, expressionOf } from './jsonata.ts';

const scope = { variables: { n: 3, queueUntil: 10_500 }, states: { context: { Task: { Token: 't' } } }, now: 1000 };

test.each([
  ['{% $n %}', 3],
  ['{% $states.context.Task.Token %}', 't'],
  ['{% 1 + 2 * $n - (4 - 2) / 2 %}', 6],
  ['{% $max([1, $ceil(($queueUntil - $millis()) / 1000)]) %}', 10],
  ['plain', 'plain'],
  [20, 20],
])('%s is %s', (field, value) => {
  expect(evaluated(field, scope)).toBe(value);
});

test.each(['$uuid()', '$n > 2', '$n ? 1 : 2', '$map([1], $n)', '$n[0]', '"text"', '(1'])(
  '%s is refused, not guessed',
  (text) => {
    expect(() => expressionOf(text)).toThrow('more JSONata than');
  },
);

test('what has no value is an error, as the machine has it', () => {
  expect(() => evaluated('{% $nothing %}', scope)).toThrow('has no value');
});

test('every expression of the handoff is read', () => {
  const steps = { assess: 'a', wait: 'w', 'pass-on': 'p', settle: 's', 'wrap-up': 'u' };
  const expressions = JSON.stringify(handoffDefinition(steps)).match(/\{%.*?%\}/g) ?? [];

  expect(expressions.length).toBeGreaterThan(15);
  for (const one of expressions) expressionOf(one.slice(2, -2).trim());
});
