import * as z from 'zod';
import { detect, type Finding } from '#shared/privacy/detect';
import { quantile, wilson } from './metrics.ts';
import { rawRows, readRows } from './rows.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

type Kind = Finding['kind'];

/** Names that label sets use for what we find; spans of any other type are not ours to find. */
const KINDS: Readonly<Record<string, Kind>> = {
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  CREDIT_CARD: 'card',
  IBAN_CODE: 'card',
  US_SSN: 'id',
  CN_ID_CARD: 'id',
  CN_PASSPORT: 'id',
  cn_id_card: 'id',
  cn_passport: 'id',
  cn_mobile: 'phone',
  credit_card: 'card',
  iban: 'card',
  phone: 'phone',
  email: 'email',
  id: 'id',
  card: 'card',
};

const Text = z.object({
  text: z.string(),
  spans: z.array(z.object({ type: z.string(), start: z.int(), end: z.int() })),
});
const Value = z.object({
  kind: z.string(),
  value: z.string(),
  valid: z.preprocess((v) => (v === 'true' ? true : v === 'false' ? false : v), z.boolean()),
});
type Score = { right: number; missed: number; wrong: number; quiet: number };

/** What was found and what was not, by the label's own name; findings under no label count as `other`. */
class Scores {
  readonly byName = new Map<string, Score>();

  count(name: string, what: keyof Score): void {
    const score = this.byName.get(name) ?? { right: 0, missed: 0, wrong: 0, quiet: 0 };
    score[what] += 1;
    this.byName.set(name, score);
  }

  sum(what: keyof Score): number {
    return [...this.byName.values()].reduce((total, score) => total + score[what], 0);
  }
}

const overlap = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end;

/** A labelled span is right when one finding covers it whole: half a card number masked is a card number shown. */
function judgeText({ spans }: z.infer<typeof Text>, found: readonly Finding[], scores: Scores): void {
  const gold = spans.filter(({ type }) => KINDS[type] !== undefined);
  for (const span of gold) {
    const covered = found.some(({ start, end }) => start <= span.start && end >= span.end);
    scores.count(span.type, covered ? 'right' : 'missed');
  }
  for (const finding of found)
    if (!gold.some((span) => overlap(span, finding))) scores.count(`other, as ${finding.kind}`, 'wrong');
}

function judgeValue({ kind, value, valid }: z.infer<typeof Value>, found: readonly Finding[], scores: Scores): void {
  const wanted = KINDS[kind];
  const whole = found.some((one) => one.kind === wanted && one.start === 0 && one.end === value.length);
  scores.count(kind, valid ? (whole ? 'right' : 'missed') : whole ? 'wrong' : 'quiet');
}

const share = (part: number, of: number): number => (of === 0 ? 1 : part / of);

const figuresOf = ({ right, missed, wrong, quiet }: Score): Figures => ({
  recall: share(right, right + missed),
  precision: share(right, right + wrong),
  accuracy: share(right + quiet, right + quiet + missed + wrong),
});

async function run(asked: Asked): Promise<Result> {
  const file = fileOf(asked, 'test');
  const first = rawRows(file)[0]?.value;
  const isText = first !== null && typeof first === 'object' && 'text' in first;
  const scores = new Scores();
  const times: number[] = [];
  const timed = (text: string): Finding[] => {
    const start = performance.now();
    const found = detect(text);
    times.push(performance.now() - start);
    return found;
  };
  if (isText) for (const row of readRows(file, Text)) judgeText(row, timed(row.text), scores);
  else
    for (const row of readRows(file, Value)) {
      if (KINDS[row.kind] === undefined) continue;
      judgeValue(row, timed(row.value), scores);
    }
  return told(scores, times);
}

function told(scores: Scores, times: readonly number[]): Result {
  const [right, missed, wrong, quiet] = (['right', 'missed', 'wrong', 'quiet'] as const).map((what) =>
    scores.sum(what),
  ) as [number, number, number, number];
  const judged = right + missed + wrong + quiet;
  return {
    n: times.length,
    figures: figuresOf({ right, missed, wrong, quiet }),
    ci95: {
      recall: wilson(right, right + missed),
      precision: wilson(right, right + wrong),
      accuracy: wilson(right + quiet, judged),
    },
    baselines: [
      {
        name: 'finds nothing',
        figures: figuresOf({ right: 0, missed: right + missed, wrong: 0, quiet: quiet + wrong }),
      },
    ],
    trainSeconds: 0,
    msP95: quantile(0.95, times),
    notes: ['Recall: labelled spans covered whole. Precision: findings that touch a labelled span.'],
    parts: Object.fromEntries(
      [...scores.byName].map(([name, score]) => [
        name,
        { n: score.right + score.missed + score.wrong + score.quiet, ...figuresOf(score) },
      ]),
    ),
  };
}

export const pii: Task = {
  name: 'pii',
  says: 'personal numbers: {text, spans[{type, start, end}]}, or single values {kind, value, valid}',
  needs: ['test'],
  may: [],
  run,
};
