/** `**8 yuan**`; the stars of a masked number, which stand in fours, are no marks. */
const BOLD = /(?<!\*)\*\*([^*\n]+)\*\*(?!\*)/g;

export type Part = { at: number; text: string; bold: boolean };

/** What the customer sees bold, parted from the rest. `at` in UTF-16 units of the text. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const plainUpTo = (end: number) => {
    if (end > from) parts.push({ at: from, text: text.slice(from, end), bold: false });
  };
  for (const { index, 0: whole, 1: inner = '' } of text.matchAll(BOLD)) {
    plainUpTo(index);
    parts.push({ at: index, text: inner, bold: true });
    from = index + whole.length;
  }
  plainUpTo(text.length);
  return parts;
}

export const withoutMarks = (text: string): string => text.replace(BOLD, '$1');

type Spoken = { kind: 'customer-said' | 'bot-said' | 'agent-said'; words: { text: string } };

/** Words as one line of a list. A customer's stars are her own. */
export const inOneLine = ({ kind, words }: Spoken): string =>
  kind === 'customer-said' ? words.text : withoutMarks(words.text);
