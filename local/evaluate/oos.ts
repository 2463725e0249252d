import { thresholdOf } from '#shared/understanding/intents/calibration';
import { classify, type Verdict } from '#shared/understanding/intents/model';
import { seeded } from '#shared/understanding/intents/seeded';
import { commonest, type Labelled, labelled, OUT_OF_SCOPE } from './examples.ts';
import { APART, devNote, fileNote, learned, quickest } from './learning.ts';
import { auroc, bootstrap, ece, type Judged, mean, quantile, wilson } from './metrics.ts';
import { eceOfHonest } from './noise.ts';
import { Unreadable } from './rows.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

type Row = { gold: string; inScope: boolean; verdict: Verdict };

const isRight = ({ gold, verdict }: Row): boolean => gold === verdict.intent;
const aurocOf = (rows: readonly Row[]): number => {
  const of = (inScope: boolean) => rows.filter((row) => row.inScope === inScope).map(({ verdict }) => verdict.score);
  return auroc(of(true), of(false));
};

const judged = (rows: readonly Row[]): Judged[] =>
  rows.map(({ gold, verdict }) => ({ gold, said: verdict.intent ?? '', confidence: verdict.confidence }));

/** An in-scope row is right when it is let in and its intent is right; an out-of-scope row when it is turned away. */
function counts(rows: readonly Row[]) {
  const [inside, outside] = [rows.filter(({ inScope }) => inScope), rows.filter(({ inScope }) => !inScope)];
  const accepted = inside.filter((row) => isRight(row) && !row.verdict.outOfScope).length;
  const refused = outside.filter(({ verdict }) => verdict.outOfScope).length;
  return { inside, outside, accepted, refused, anyway: inside.filter(isRight).length };
}

function figuresOf(rows: readonly Row[]): Figures {
  const { inside, outside, accepted, refused, anyway } = counts(rows);
  return {
    inScopeAccuracy: accepted / Math.max(1, inside.length),
    oosRecall: refused / Math.max(1, outside.length),
    auroc: aurocOf(rows),
    accuracy: (accepted + refused) / rows.length,
    ece: ece(judged(inside)),
    eceOfHonest: eceOfHonest(judged(inside)),
    accuracyWithoutThreshold: anyway / Math.max(1, inside.length),
  };
}

/**
 * Random halves of the rows: one chooses the threshold as a training would, the other is judged with it. Figures are means over the
 * draws, and beside each is where 95 of 100 draws lie.
 */
function overHalves(rows: readonly Row[], draws: number): Pick<Result, 'figures' | 'ci95'> {
  const all = Array.from({ length: draws }, (_, draw) => {
    const random = seeded(draw + 1);
    const drawn = rows.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
    const [choosing, put] = [drawn.slice(0, rows.length >> 1), drawn.slice(rows.length >> 1)];
    const inside = choosing.filter(({ row }) => row.inScope);
    const threshold = thresholdOf(inside.map(({ row }) => row.verdict.score));
    return figuresOf(
      put.map(({ row }) => ({ ...row, verdict: { ...row.verdict, outOfScope: row.verdict.score < threshold } })),
    );
  });
  const of = (name: string): number[] => all.map((figures) => figures[name] ?? 0);
  const names = Object.keys(all[0] ?? {});
  return {
    figures: Object.fromEntries(names.map((name) => [name, mean(of(name))])),
    ci95: Object.fromEntries(names.map((name) => [name, [quantile(0.025, of(name)), quantile(0.975, of(name))]])),
  };
}

/** The label that means "none of them": the one that is named, else the first of the usual names that the test file has. */
function outLabel(test: readonly Labelled[], named: unknown, file: string): string {
  const labels = new Set(test.map(({ intent }) => intent));
  const found = typeof named === 'string' ? named : OUT_OF_SCOPE.find((label) => labels.has(label));
  if (found !== undefined && labels.has(found)) return found;
  throw new Unreadable(
    `${file}, field intent: no row is labelled ${found ?? OUT_OF_SCOPE.join(', ')}; name the label of out-of-scope rows with --oos`,
  );
}

async function run(asked: Asked): Promise<Result> {
  const testFile = fileOf(asked, 'test');
  const [train, test] = [labelled(fileOf(asked, 'train')).rows, labelled(testFile).rows];
  const dev = asked.files.dev === undefined ? [] : labelled(asked.files.dev).rows;
  const out = outLabel(test, asked.options.oos, testFile);
  const unseen = asked.options.unseen === true;
  const given = (rows: readonly Labelled[]): Labelled[] =>
    unseen ? rows.filter(({ intent }) => intent !== out) : [...rows];
  const { model, trainSeconds, ...took } = learned(given(train), given(dev), {
    out,
    apart: asked.options.apart === true,
  });
  const times: number[] = [];
  for (const { text } of test.slice(0, 200)) classify(model, text);
  const rows = test.map(({ text, intent }): Row => {
    const { answer: verdict, milliseconds } = quickest(() => classify(model, text));
    times.push(milliseconds);
    return { gold: intent, inScope: intent !== out, verdict };
  });
  const halves = Number(asked.options.halves ?? 0);
  const notes = [
    ...(halves > 0
      ? [
          `Means over ${halves} random halves of the test file, the other half choosing the threshold; the interval holds 95 of 100 draws.`,
        ]
      : []),
    devNote(took, dev.length),
    `Out of scope: label ${out}, ${train.filter(({ intent }) => intent === out).length} of ${train.length} training rows${unseen ? ', left out' : ''}.`,
    fileNote(took),
  ];
  return {
    ...told(rows, commonest(train.filter(({ intent }) => intent !== out))),
    ...(halves > 0 && overHalves(rows, halves)),
    trainSeconds,
    msP95: quantile(0.95, times),
    notes,
  };
}

function told(rows: readonly Row[], always: string): Pick<Result, 'n' | 'figures' | 'ci95' | 'baselines'> {
  const { inside, outside, accepted, refused, anyway } = counts(rows);
  const constant = (outOfScope: boolean): Row[] =>
    rows.map((row) => ({ ...row, verdict: { ...row.verdict, intent: always, outOfScope, score: 0, confidence: 0 } }));
  return {
    n: rows.length,
    figures: figuresOf(rows),
    ci95: {
      inScopeAccuracy: wilson(accepted, inside.length),
      oosRecall: wilson(refused, outside.length),
      auroc: bootstrap(rows, aurocOf, 200),
      accuracy: wilson(accepted + refused, rows.length),
      ece: bootstrap(judged(inside), ece, 200),
      accuracyWithoutThreshold: wilson(anyway, inside.length),
    },
    baselines: [
      { name: 'majority', figures: figuresOf(constant(false)) },
      { name: 'refuses all', figures: figuresOf(constant(true)) },
    ],
  };
}

export const oos: Task = {
  name: 'oos',
  says: 'which intent, or none of them: as intent, the rows that are none under a label of their own',
  needs: ['train', 'test'],
  may: ['dev'],
  options: {
    apart: APART,
    oos: {
      type: 'string',
      says: `LABEL of the rows that are none  [the first of ${OUT_OF_SCOPE.join(', ')} in the test file]`,
    },
    halves: {
      type: 'string',
      says: 'N  draws: a random half of the test file chooses the threshold, the other is judged',
    },
    unseen: { type: 'boolean', says: 'learn nothing from the out-of-scope rows of the training and development files' },
  },
  run,
};
