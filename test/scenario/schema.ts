import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import * as z from 'zod';
import { Language } from '#events/actor';
import { type ArgumentOf, nearest, patternOf, spoken, type WordName, words } from './words.ts';

export const SCHEMA_FILE = path.join(import.meta.dirname, '../scenarios/scenario.schema.json');

export const AgentSetting = z.strictObject({
  /** Switched ready before the first step. */
  ready: z.boolean().default(false),
});

const Header = z.strictObject({
  scenario: z.string().min(5).describe('What happens, as a sentence.'),
  language: Language.default('en').describe('The language of the page on which the customer writes.'),
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('local-fast')
    .describe('A name of infra/environments.ts; its durations and hours hold.'),
  agents: z
    .record(z.string().regex(/^[a-z]+$/), AgentSetting)
    .default({})
    .describe('Agents who are signed in before the first step.'),
  steps: z.array(z.unknown()).min(1),
});

/** One line of a scenario, read: its word, whose it is, and what stands after the colon. */
export type Step = {
  [W in WordName]: { word: W; who: string | undefined; argument: ArgumentOf<W>; line: number; text: string };
}[WordName];
export type Scenario = Omit<z.infer<typeof Header>, 'steps'> & { file: string; steps: Step[] };
/** What is wrong with a file, and in which line. */
export type Fault = { file: string; line: number; message: string };
export type Read = { scenario: Scenario } | { faults: Fault[] };

/** Reads one scenario. Every fault is told, each with its line. */
export function readScenario(source: string, file: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const lineOf = (node: unknown) => lines.linePos((node as Node | undefined)?.range?.[0] ?? 0).line;
  const broken = document.errors.map(({ message, pos }) => ({ file, line: lines.linePos(pos[0]).line, message }));
  if (broken.length > 0) return { faults: broken };
  const header = Header.safeParse(document.toJS());
  if (!header.success) {
    const faults = header.error.issues.map((issue) => ({
      file,
      line: lineOf(document.getIn(issue.path as (string | number)[], true) ?? document.contents),
      message: said(issue, issue.path.join('.') || 'the file'),
    }));
    return { faults };
  }
  const list = document.get('steps', true);
  const nodes = isSeq(list) ? list.items : [];
  const steps = header.data.steps.map((step, i) => readStep(step, lineOf(nodes[i]), textOf(nodes[i])));
  const faults = steps.flatMap((step) => ('faults' in step ? step.faults.map((fault) => ({ file, ...fault })) : []));
  if (faults.length > 0) return { faults };
  return { scenario: { ...header.data, file, steps: steps as Step[] } };
}

const textOf = (node: unknown): string => {
  if (isScalar(node)) return String(node.value);
  if (!isMap(node)) return '';
  return JSON.stringify(node.toJSON()).slice(1, -1).slice(0, 160);
};

type StepFaults = { faults: { line: number; message: string }[] };

function readStep(step: unknown, line: number, text: string): Step | StepFaults {
  const wrong = (message: string): StepFaults => ({ faults: [{ line, message }] });
  const entries = typeof step === 'string' ? [[step, undefined] as const] : pairsOf(step);
  const [key, value] = entries[0] ?? [];
  if (entries.length !== 1 || key === undefined)
    return wrong('a step is one line: `- <who> <does>: <what>`, or `- <who> <does>`');
  const found = spoken(key);
  if (!found) return wrong(`unknown words '${key}'${likely(key)}`);
  const { argument, optional } = words[found.word];
  if (value === undefined && !optional) return wrong(`'${key}' needs something after a colon`);
  const read = argument.safeParse(value ?? undefined);
  if (!read.success)
    return { faults: read.error.issues.flatMap((issue) => deepest(issue, key).map((message) => ({ line, message }))) };
  return { word: found.word, who: found.who, argument: read.data, line, text } as Step;
}

const pairsOf = (step: unknown): (readonly [string, unknown])[] =>
  typeof step === 'object' && step !== null && !Array.isArray(step) ? Object.entries(step) : [];

const likely = (key: string): string => {
  const near = nearest(key);
  return near.length > 0
    ? `; near are ${near.map((name) => `'${name}'`).join(', ')}`
    : '; docs/scenarios.md has them all';
};

/** Of a choice between shapes, the shape that got furthest is the one that was meant. */
const deepest = (issue: z.core.$ZodIssue, at: string): string[] => {
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.filter(
      (errors) => !errors.some((one) => one.code === 'invalid_type' && one.path.length === 0),
    );
    const inner = meant.at(-1);
    if (inner)
      return inner.flatMap((one) => deepest({ ...one, path: [...issue.path, ...one.path] } as z.core.$ZodIssue, at));
  }
  return [said(issue, [at, ...issue.path.map(String)].join(' › '))];
};

const said = (issue: z.core.$ZodIssue, at: string): string => {
  if (issue.code === 'unrecognized_keys') return `${at}: unknown ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
  if (issue.code === 'invalid_value')
    return `${at}: must be ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
  return `${at}: ${issue.message}`;
};

/** The published JSON Schema: what editors complete and check while a scenario is written. */
export function jsonSchema(): object {
  const { $schema: _, ...header } = z.toJSONSchema(Header, { io: 'input' });
  const names = Object.keys(words) as WordName[];
  const loose = (pattern: RegExp) => pattern.source.replaceAll('?<who>', '');
  const alone = names.filter((name) => words[name].optional).map((name) => loose(patternOf(name)));
  const patternProperties = Object.fromEntries(names.map((name) => [loose(patternOf(name)), argumentSchema(name)]));
  const step = {
    anyOf: [
      { type: 'string', pattern: alone.join('|') },
      { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: false, patternProperties },
    ],
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A scenario of a conversation between a customer, the bot and agents',
    ...header,
    properties: { ...header.properties, steps: { type: 'array', minItems: 1, items: step } },
  };
}

function argumentSchema(name: WordName): object {
  const { argument } = words[name];
  const plain = argument instanceof z.ZodOptional ? argument.unwrap() : argument;
  if (plain instanceof z.ZodUndefined) return { type: 'null' };
  const { $schema: _, ...schema } = z.toJSONSchema(plain as z.ZodType, { io: 'input' });
  return schema;
}

/** The files named, folders included, each read. */
export const readFiles = (files: string[]): Read[] =>
  files.map((file) => readScenario(readFileSync(file, 'utf8'), file));

if (process.argv[1] === import.meta.filename) writeFileSync(SCHEMA_FILE, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
