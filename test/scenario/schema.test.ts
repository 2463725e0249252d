import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema, readScenario, SCHEMA_FILE } from './schema.ts';
import { patternOf, spoken, type WordName, words } from './words.ts';

const files = globSync(path.join(import.meta.dirname, '../scenarios/*.yaml')).sort();
const sourceOf = (file: string) => readFileSync(file, 'utf8');
const names = Object.keys(words) as WordName[];
const check = new Ajv2020({ strict: false }).compile(jsonSchema());

test('the published schema is the one that the words make: node test/scenario/schema.ts writes it', () => {
  expect(JSON.parse(sourceOf(SCHEMA_FILE))).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});

test.each(files)('%s is read, and fits the published schema', (file) => {
  expect(readScenario(sourceOf(file), file)).not.toHaveProperty('faults');
  expect(check(parse(sourceOf(file))), JSON.stringify(check.errors)).toBe(true);
});

test('there are at least 25 scenarios, each with a name of its own', () => {
  const titles = files.map((file) => parse(sourceOf(file)).scenario);
  expect(files.length).toBeGreaterThanOrEqual(25);
  expect(new Set(titles).size).toBe(titles.length);
});

test.each(names)("'%s' is played by at least one scenario", (name) => {
  const lines = files.flatMap((file) => parse(sourceOf(file)).steps as (string | object)[]);
  const keys = lines.map((step) => (typeof step === 'string' ? step : (Object.keys(step)[0] ?? '')));
  expect(keys.some((key) => spoken(key)?.word === name)).toBe(true);
});

test.each(names)("'%s' can be meant by one word only", (name) => {
  const sentence = name.startsWith('agent ') ? name.replace('agent ', 'agent ana ') : name;
  expect(names.filter((other) => patternOf(other).test(sentence))).toEqual([name]);
});

test.each([
  ['- customer says: Hi', 'customer says', undefined],
  ['- customer two says: Hi', 'customer says', 'two'],
  ['- agent ana is offered', 'agent is offered', 'ana'],
  ['- agent bo accepts', 'agent accepts', 'bo'],
  ['- after: 3s', 'after', undefined],
])('%s is the word %s of %s', (step, word, who) => {
  const read = readScenario(`scenario: A test of words\nsteps:\n  ${step}\n`, 'x.yaml');
  expect('scenario' in read && read.scenario.steps[0]).toMatchObject({ word, who, line: 3 });
});

test.each([
  ['- customer sings: la', 3, "unknown words 'customer sings'"],
  ['- customer says', 3, 'needs something after a colon'],
  ['- after: soon', 3, 'after: a time such as 500ms or 3s'],
  ['- after: 500s', 3, 'at most 120s'],
  ['- customer presses: everything', 3, "must be 'ask-person' or 'keep-helping'"],
  ['- bot answers: { cites: x }', 3, "unknown 'cites'"],
  ['- agent ana is offered: { packet: { mood: bad } }', 3, "unknown 'mood'"],
  ['- { customer says: a, after: 3s }', 3, 'a step is one line'],
  ['- after: 1s\n  - agent closes', 4, "unknown words 'agent closes'"],
])('%s is told with its line and what would work', (step, line, message) => {
  const read = readScenario(`scenario: A test of faults\nsteps:\n  ${step}\n`, 'x.yaml');
  expect('faults' in read && read.faults[0]).toMatchObject({ file: 'x.yaml', line });
  expect('faults' in read && read.faults.map((fault) => fault.message).join('; ')).toContain(message);
});

test('an unknown word of the head, and broken YAML, are told with their line', () => {
  const unknown = readScenario('scenario: A test of heads\nlanguage: fr\nsteps:\n  - after: 1s\n', 'x.yaml');
  const broken = readScenario('scenario: "A test\nsteps: [\n', 'x.yaml');

  expect('faults' in unknown && unknown.faults[0]).toMatchObject({
    line: 2,
    message: "language: must be 'zh' or 'en'",
  });
  expect('faults' in broken && broken.faults.length).toBeGreaterThan(0);
});

test('whoever writes a word a little wrong is shown the right one', () => {
  const read = readScenario('scenario: A test of hints\nsteps:\n  - agent ana is being offered\n', 'x.yaml');
  expect('faults' in read && read.faults[0]?.message).toContain("'agent is offered'");
});
