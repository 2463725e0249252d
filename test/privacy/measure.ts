import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { detect, type Finding } from '#shared/privacy/detect';

/**
 * Recall and precision of the detectors on labelled files given by path, JSON lines, `.gz` or plain:
 * texts `{text, spans: [{type, start, end}]}` or single values `{kind, value, valid}`.
 *
 *   npx node test/privacy/measure.ts <file…>
 */
type Kind = Finding['kind'];
const kinds: Record<string, Kind> = {
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  CREDIT_CARD: 'card',
  IBAN_CODE: 'card',
  US_SSN: 'id',
  cn_id_card: 'id',
  cn_passport: 'id',
  cn_mobile: 'phone',
  credit_card: 'card',
  iban: 'card',
  email: 'email',
};
const Labelled = z.object({
  text: z.string(),
  spans: z.array(z.object({ type: z.string(), start: z.int(), end: z.int() })),
});
const Vector = z.object({ kind: z.string(), value: z.string(), valid: z.boolean() });
type Score = { right: number; missed: number; wrong: number; quiet: number };

const scores = new Map<string, Score>();
const score = (name: string): Score => {
  const found = scores.get(name) ?? { right: 0, missed: 0, wrong: 0, quiet: 0 };
  scores.set(name, found);
  return found;
};
const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }) =>
  a.start < b.end && b.start < a.end;

function judgeText({ text, spans }: z.infer<typeof Labelled>): void {
  const found = detect(text);
  const gold = spans.flatMap(({ type, start, end }) => (kinds[type] ? [{ type, kind: kinds[type], start, end }] : []));
  for (const span of gold) {
    const covered = found.some(({ start, end }) => start <= span.start && end >= span.end);
    score(span.type)[covered ? 'right' : 'missed'] += 1;
    if (!covered) complain('missed', span.type, text.slice(span.start, span.end));
  }
  for (const finding of found.filter((one) => !gold.some((span) => overlaps(span, one)))) {
    score(`(none of these) as ${finding.kind}`).wrong += 1;
    complain('wrong', finding.kind, text.slice(finding.start, finding.end));
  }
}

function judgeVector({ kind, value, valid }: z.infer<typeof Vector>): void {
  const wanted = kinds[kind];
  if (!wanted) return;
  const whole = detect(value).some((found) => found.kind === wanted && found.start === 0 && found.end === value.length);
  if (whole !== valid) complain(valid ? 'missed' : 'wrong', kind, value);
  score(kind)[valid ? (whole ? 'right' : 'missed') : whole ? 'wrong' : 'quiet'] += 1;
}

const verbose = process.argv.includes('--list');
const complain = (what: string, kind: string, value: string) => {
  if (verbose) console.log(`${what}\t${kind}\t${JSON.stringify(value)}`);
};
for (const path of process.argv.slice(2).filter((argument) => argument !== '--list')) {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  for (const line of text.split('\n').filter(Boolean)) {
    const row: unknown = JSON.parse(line);
    const labelled = Labelled.safeParse(row);
    if (labelled.success) judgeText(labelled.data);
    else judgeVector(Vector.parse(row));
  }
}
const share = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
console.table(
  Object.fromEntries(
    [...scores].map(([name, { right, missed, wrong, quiet }]) => [
      name,
      { right, missed, wrong, quiet, recall: share(right, right + missed), precision: share(right, right + wrong) },
    ]),
  ),
);
