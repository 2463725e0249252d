import { type Piece, wordDiff } from '#shared/knowledge/lifecycle/diff';

/** Words of one side; `differs` where the other side says something else in their place. */
export type Said = { text: string; differs: boolean };
export type Disagreement = 'near-duplicate' | 'number' | 'date' | 'yes-no';

const FIGURE =
  /\d|[零一二三四五六七八九十两百千万半%％¥￥$€£]|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const DENIAL = /[不没无禁未]|\b(?:not|never|no|cannot|can't|don|doesn|won|isn|aren|without|unable)\b/i;
const telling: Record<Disagreement, RegExp | undefined> = {
  'near-duplicate': undefined,
  number: FIGURE,
  date: FIGURE,
  'yes-no': DENIAL,
};

/**
 * Both sides with what they disagree in: the figures that stand on one side only, or the words that turn yes into no. Where none of
 * these is seen, all that differs.
 */
export function disagreement(kind: Disagreement, mine: string, theirs: string): { mine: Said[]; theirs: Said[] } {
  if (kind === 'near-duplicate') return { mine: [plain(mine)], theirs: [plain(theirs)] };
  const pieces = wordDiff(theirs, mine);
  const sign = telling[kind];
  const seen = pieces.some((piece) => piece.kind !== 'same' && sign?.test(piece.text));
  const side = (own: Piece['kind']): Said[] =>
    joined(
      pieces
        .filter((piece) => piece.kind === 'same' || piece.kind === own)
        .flatMap(({ kind: is, text }) =>
          is === own && seen
            ? (text.match(WORD) ?? []).map((word) => ({ text: word, differs: sign?.test(word) ?? false }))
            : [{ text, differs: is === own }],
        ),
    );
  return { mine: side('added'), theirs: side('removed') };
}

/** Words, and what stands between them. */
const WORD = /[\p{L}\p{N}']+|[^\p{L}\p{N}']+/gu;

function joined(parts: readonly Said[]): Said[] {
  const all: Said[] = [];
  for (const { text, differs } of parts) {
    const last = all.at(-1);
    if (last?.differs === differs) last.text += text;
    else all.push({ text, differs });
  }
  return all;
}

const plain = (text: string): Said => ({ text, differs: false });
