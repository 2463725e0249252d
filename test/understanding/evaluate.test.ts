import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emotion } from '#local/evaluate/emotion';
import { satisfaction } from '#local/evaluate/satisfaction';

const folder = mkdtempSync(path.join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, rows: readonly unknown[]): string => {
  const written = path.join(folder, name);
  writeFileSync(written, rows.map((row) => JSON.stringify(row)).join('\n'));
  return written;
};
const run = (task: typeof emotion, files: Record<string, string>) => task.run({ files, options: {} });

const three = [
  { text: 'worst shop ever', label: 'negative' },
  { text: 'where are you based', label: 'neutral' },
  { text: 'I love it, thanks', label: 'positive' },
  { text: 'this is terrible', label: 'negative' },
];

test('emotion tells accuracy and AUROC beside the constant and the majority', async () => {
  const { n, figures, baselines, ci95 } = await run(emotion, { test: file('three.jsonl', three) });

  expect(n).toBe(4);
  expect(figures).toEqual({ accuracy: 1, macroF1: 1, negativeF1: 1, auroc: 1 });
  expect(baselines.map(({ name, figures: { accuracy, auroc } }) => [name, accuracy, auroc])).toEqual([
    ['always negative', 0.5, 0.5],
    ['majority (negative)', 0.5, 0.5],
  ]);
  expect(Object.keys(ci95)).toEqual(Object.keys(figures));
});

test('a set without neutral rows takes what is not negative for positive', async () => {
  const rows = [
    { text: '收到了', label: 'pos' },
    { text: '太差了', label: 'neg' },
  ];

  expect((await run(emotion, { test: file('two.jsonl', rows) })).figures.accuracy).toBe(1);
});

test('rows with several feelings are judged by feeling', async () => {
  const rows = [
    { text: 'I am furious', labels: ['anger'] },
    { text: 'so happy', labels: ['joy'] },
    { text: 'the box is brown', labels: ['neutral'] },
  ];

  const { parts } = await run(emotion, { test: file('feelings.jsonl', rows) });

  expect([parts?.anger?.f1, parts?.joy?.f1, parts?.neutral?.f1]).toEqual([1, 1, 1]);
});

test('with --train the labels are learned, whatever the words mean', async () => {
  const rows = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0
      ? { text: `lovely weather number ${at}`, label: 'negative' }
      : { text: `awful rain number ${at}`, label: 'positive' },
  );
  const learnedFrom = file('train.jsonl', rows);

  const { figures, trainSeconds } = await run(emotion, { train: learnedFrom, test: learnedFrom });

  expect(figures.accuracy).toBe(1);
  expect(trainSeconds).toBeGreaterThan(0);
});

test('satisfaction ranks conversations and tells what one word of thanks would', async () => {
  const talk = (text: string, mean: number) => ({
    satisfaction: { mean },
    turns: [
      { role: 'customer', text: '没网了' },
      { role: 'helpdesk', text: '请重启' },
      { role: 'customer', text },
    ],
  });
  const rows = [talk('还是不行，太差了', -1.5), talk('在等', 0), talk('好了', 1), talk('好了，非常感谢', 1.5)];

  const { figures, baselines } = await run(satisfaction, { test: file('talks.jsonl', rows) });

  expect(figures.spearman).toBeCloseTo(1, 5);
  expect(baselines.map(({ name }) => name)).toEqual(['always 0', 'majority (positive)', 'thanks last']);
});
