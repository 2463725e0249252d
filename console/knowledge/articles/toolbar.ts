/** A text and what is selected of it, in UTF-16 units as a text area counts. */
export type Selected = { text: string; from: number; to: number };
/** The marks that every channel can show. */
export const marks = ['bold', 'list', 'link'] as const;
export type Mark = (typeof marks)[number];

/** Puts a mark around or before what is selected; bold and list are taken away where they stand already. */
export const withMark = (mark: Mark, selected: Selected): Selected => ({ bold, list, link })[mark](selected);

const replaced = ({ text }: Selected, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

function bold(selected: Selected): Selected {
  const { text, from, to } = selected;
  const inner = text.slice(from, to);
  if (text.slice(from - 2, from) === '**' && text.slice(to, to + 2) === '**')
    return { text: replaced(selected, from - 2, to + 2, inner), from: from - 2, to: to - 2 };
  return { text: replaced(selected, from, to, `**${inner}**`), from: from + 2, to: to + 2 };
}

function list(selected: Selected): Selected {
  const { text, from, to } = selected;
  const first = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', to);
  const last = end === -1 ? text.length : end;
  const lines = text.slice(first, last).split('\n');
  const listed = lines.every((line) => line.startsWith('- '));
  const by = lines.map((line) => (listed ? line.slice(2) : `- ${line.replace(/^- /, '')}`)).join('\n');
  return { text: replaced(selected, first, last, by), from: first, to: first + by.length };
}

const ADDRESS = 'https://';

/** The address is selected, since it is what has to be written. */
function link(selected: Selected): Selected {
  const { text, from, to } = selected;
  const label = text.slice(from, to);
  const at = from + label.length + 3;
  return { text: replaced(selected, from, to, `[${label}](${ADDRESS})`), from: at, to: at + ADDRESS.length };
}
