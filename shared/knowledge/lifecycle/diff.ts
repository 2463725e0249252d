import { LANGUAGES, type Language } from '../article.ts';
import type { Content } from './content.ts';

/** A run of text: in both versions, in the later one only, or in the earlier one only. */
export type Piece = { kind: 'same' | 'added' | 'removed'; text: string };
/** A line of the answer; a changed line holds the pieces of both. */
export type LineChange = { kind: 'same' | 'added' | 'removed' | 'changed'; pieces: Piece[] };
export type FieldChange = { field: string; before?: unknown; after?: unknown };
export type TextDiff = {
  language: Language;
  title: Piece[];
  questions: { kind: Piece['kind']; text: string }[];
  answer: LineChange[];
};
export type Diff = { fields: FieldChange[]; texts: TextDiff[] };

/** Above so many cells a comparison would cost more than it shows: the part is then shown as removed and added. */
const MOST_CELLS = 1_000_000;
const FIELDS = ['tags', 'audience', 'source', 'owner', 'reviewBy', 'validFrom', 'validUntil'] as const;
/** Words, single Han characters, and what stands between them. */
const WORD = /\p{Script=Han}|[[\p{L}\p{N}]--\p{Script=Han}]+|[^\p{L}\p{N}]/gv;

type Step<T> = { kind: Piece['kind']; value: T };

/** The shortest way from one list to the other: what stayed, left and came, in order. */
function steps<T>(before: readonly T[], after: readonly T[]): Step<T>[] {
  const gone = before.map((value): Step<T> => ({ kind: 'removed', value }));
  const come = after.map((value): Step<T> => ({ kind: 'added', value }));
  if (before.length * after.length > MOST_CELLS) return [...gone, ...come];
  const common = longestCommon(before, after);
  const way: Step<T>[] = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    const [left, right] = [before[i] as T, after[j] as T];
    if (left === right) {
      way.push({ kind: 'same', value: left });
      i += 1;
      j += 1;
    } else if (common(i + 1, j) >= common(i, j + 1)) {
      way.push({ kind: 'removed', value: left });
      i += 1;
    } else {
      way.push({ kind: 'added', value: right });
      j += 1;
    }
  }
  return [...way, ...gone.slice(i), ...come.slice(j)];
}

/** For every pair of places, how much the rests behind them have in common. */
function longestCommon<T>(before: readonly T[], after: readonly T[]): (i: number, j: number) => number {
  const width = after.length + 1;
  const cells = new Uint32Array((before.length + 1) * width);
  const cell = (i: number, j: number): number => cells[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      cells[i * width + j] = before[i] === after[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
  return cell;
}

/** Neighbours of one kind as one piece. */
function joined(way: Step<string>[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { kind, value } of way) {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += value;
    else pieces.push({ kind, text: value });
  }
  return pieces;
}

const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Two texts, word by word (Chinese by the character). Same and removed pieces make the earlier text, same and added the later. */
export const wordDiff = (before: string, after: string): Piece[] => joined(steps(wordsOf(before), wordsOf(after)));

/** Two texts, line by line; lines that stand in one another's place are compared word by word. */
export function lineDiff(before: string, after: string): LineChange[] {
  const changes: LineChange[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const settle = () => {
    const pairs = Math.min(removed.length, added.length);
    for (let n = 0; n < pairs; n += 1)
      changes.push({ kind: 'changed', pieces: wordDiff(removed[n] ?? '', added[n] ?? '') });
    for (const text of removed.slice(pairs)) changes.push({ kind: 'removed', pieces: [{ kind: 'removed', text }] });
    for (const text of added.slice(pairs)) changes.push({ kind: 'added', pieces: [{ kind: 'added', text }] });
    [removed, added] = [[], []];
  };
  for (const { kind, value } of steps(linesOf(before), linesOf(after))) {
    if (kind === 'removed') removed.push(value);
    else if (kind === 'added') added.push(value);
    else {
      settle();
      changes.push({ kind: 'same', pieces: [{ kind: 'same', text: value }] });
    }
  }
  settle();
  return changes;
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

const alike = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What differs between two versions: fields, and in each language the title, the questions and the lines of the answer. */
export function diff(before: Content, after: Content): Diff {
  const fields = FIELDS.filter((field) => !alike(before[field], after[field])).map(
    (field): FieldChange => ({
      field,
      ...(before[field] !== undefined && { before: before[field] }),
      ...(after[field] !== undefined && { after: after[field] }),
    }),
  );
  const texts = LANGUAGES.filter((language) => !alike(before.texts[language], after.texts[language])).map(
    (language): TextDiff => {
      const [earlier, later] = [before.texts[language], after.texts[language]];
      return {
        language,
        title: wordDiff(earlier?.title ?? '', later?.title ?? ''),
        questions: steps(earlier?.questions ?? [], later?.questions ?? []).map(({ kind, value: text }) => ({
          kind,
          text,
        })),
        answer: lineDiff(earlier?.answer ?? '', later?.answer ?? ''),
      };
    },
  );
  return { fields, texts };
}
