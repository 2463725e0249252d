import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { retrieval } from '#local/evaluate/retrieval';

const THINGS = ['kettle', 'lamp', 'spoon', 'chair'];
const KB = THINGS.map((thing) => ({ id: thing, title: `The ${thing}`, text: `Our ${thing} lasts for years.` }));

async function evaluated(questions: object[], options: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
  const files = { kb: join(folder, 'kb.jsonl'), test: join(folder, 'questions.jsonl') };
  await writeFile(files.kb, lines(KB));
  await writeFile(files.test, lines(questions));
  return retrieval.run({ files, options });
}

test('a question that names several entries is told by how many of them are among ten, and by whether one is first', async () => {
  const { figures } = await evaluated([
    { question: 'kettle or lamp', gold: ['kettle', 'lamp', 'not-there', 'nor-this'] },
  ]);

  expect(figures).toMatchObject({ recallAt1: 1, recallAt10: 0.5 });
});

test('a task of an agent’s benchmark asks with its scenario, and one that needs no document is left out', async () => {
  const task = (instructions: string, required_documents: string[]) => ({
    user_scenario: { instructions },
    required_documents,
  });

  const { n, figures, notes } = await evaluated([task('You want a spoon.', ['spoon']), task('You only chat.', [])]);

  expect(n).toBe(1);
  expect(figures.recallAt10).toBe(1);
  expect(notes.join(' ')).toContain('1 questions that name no entry were left out');
});

test('an engine that there is not is told with those there are', async () => {
  await expect(async () => evaluated([{ question: 'spoon', gold: ['spoon'] }], { engine: 'lucene' })).rejects.toThrow(
    'There is no engine lucene; --engine is one of embedded, opensearch',
  );
});
