import * as z from 'zod';
import { type Spoken, satisfactionOf } from '#shared/understanding/satisfaction';
import { accuracy, bootstrap, f1Of, type Judged, macroF1, quantile, spearman, wilsonOf } from './metrics.ts';
import { readRows } from './rows.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

const Row = z.object({
  satisfaction: z.preprocess(
    (value) => (typeof value === 'number' ? { mean: value } : value),
    z.object({ mean: z.number() }),
  ),
  turns: z.array(z.object({ role: z.string(), text: z.string() })).min(1),
});
type Row = z.output<typeof Row>;

/** Judges' means from -2 to 2 in three classes; our score, -1 to 1, in the same. */
const GOLD = 0.5;
const SAID = 0.2;
const classOf = (value: number, edge: number): string =>
  value < -edge ? 'negative' : value > edge ? 'positive' : 'neutral';

type Scored = Judged & { mean: number; score: number };

const linesOf = ({ turns }: Row): Spoken[] =>
  turns.map(({ role, text }) => ({ from: role === 'customer' ? 'customer' : 'firm', text }));

const scored = (mean: number, score: number): Scored => ({
  gold: classOf(mean, GOLD),
  said: classOf(score, SAID),
  confidence: Math.abs(score),
  mean,
  score,
});

const rankOf = (rows: readonly Scored[]): number =>
  spearman(
    rows.map(({ score }) => score),
    rows.map(({ mean }) => mean),
  );
const figuresOf = (rows: readonly Scored[]): Figures => ({
  spearman: rankOf(rows),
  accuracy: accuracy(rows),
  macroF1: macroF1(rows),
  negativeF1: f1Of('negative', rows),
});

/** What one word tells: thanks in the customer's last message. */
const thanked = (lines: readonly Spoken[]): number =>
  /谢|thank/i.test(lines.findLast(({ from }) => from === 'customer')?.text ?? '') ? 1 : 0;

const commonest = (rows: readonly Scored[]): string =>
  [...Map.groupBy(rows, ({ gold }) => gold)].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 'neutral';

async function run(asked: Asked): Promise<Result> {
  const conversations = readRows(fileOf(asked, 'test'), Row).map((row) => ({
    mean: row.satisfaction.mean,
    lines: linesOf(row),
  }));
  const times: number[] = [];
  const rows = conversations.map(({ mean, lines }) => {
    const start = performance.now();
    const { score } = satisfactionOf(lines);
    times.push(performance.now() - start);
    return scored(mean, score);
  });
  const majority = commonest(rows);
  return {
    n: rows.length,
    figures: figuresOf(rows),
    ci95: {
      spearman: bootstrap(rows, rankOf),
      accuracy: wilsonOf(accuracy(rows), rows.length),
      macroF1: bootstrap(rows, macroF1),
      negativeF1: bootstrap(rows, (sample) => f1Of('negative', sample)),
    },
    baselines: [
      { name: 'always 0', figures: figuresOf(rows.map(({ mean }) => scored(mean, 0))) },
      { name: `majority (${majority})`, figures: figuresOf(rows.map((row) => ({ ...row, said: majority, score: 0 }))) },
      { name: 'thanks last', figures: figuresOf(conversations.map(({ mean, lines }) => scored(mean, thanked(lines)))) },
    ],
    trainSeconds: 0,
    msP95: quantile(0.95, times),
    notes: ['Rules of our own over the whole conversation; nothing is trained. One row is one conversation.'],
  };
}

export const satisfaction: Task = {
  name: 'satisfaction',
  says: 'how content a customer leaves: {turns[{role customer|…, text}], satisfaction (a number or {mean}, -2..2)}',
  needs: ['test'],
  may: [],
  run,
};
