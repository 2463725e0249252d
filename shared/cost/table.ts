/** Width on a terminal: Han and full-width characters take two columns. */
const width = (text: string): number =>
  [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
        ? 2
        : 1),
    0,
  );

/** A table of text, columns two spaces apart; the columns in `right` are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = head.map((title, i) => Math.max(width(title), ...rows.map((row) => width(row[i] ?? ''))));
  const cell = (text: string, i: number): string => {
    const space = ' '.repeat((widths[i] ?? 0) - width(text));
    return right.includes(i) ? space + text : text + space;
  };
  const rule = widths.map((columns) => '-'.repeat(columns));
  return [head, rule, ...rows].map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
