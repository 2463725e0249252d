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
    pieces
      .filter((piece) => piece.kind === 'same' || piece.kind === own)
      .map(({ kind: is, text }) => ({ text, differs: is === own && (!seen || (sign?.test(text) ?? false)) }));
  return { mine: side('added'), theirs: side('removed') };
}

const plain = (text: string): Said => ({ text, differs: false });
