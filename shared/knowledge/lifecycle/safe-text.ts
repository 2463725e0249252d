/** What a text holds that no page should be given, and what may stand there instead. */
export type Unsafe = { found: string; allowed: string };

const RICH = 'paragraphs, headings, lists, tables, **bold** and [links](https://…), no HTML';
const TARGETS = 'a link to https://, http://, mailto:, tel:, or a page of the same site (/…, #…)';

// Controls, and the marks that turn the direction of what follows: a figure could be shown other than it is written.
const HIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;
const TAG = /<[!/?]?[a-z][^<>]*>|<!--/i;
const LINK = /\]\(\s*<?\s*([^)\s>]*)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:.*$/m;
const TARGET = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i;

const charName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

function hiddenIn(text: string, kind: 'line' | 'text'): Unsafe | undefined {
  const plain = kind === 'text' ? text.replace(/[\n\r\t]/g, ' ') : text;
  const [hidden] = HIDDEN.exec(plain) ?? [];
  if (hidden === undefined) return undefined;
  return {
    found: charName(hidden),
    allowed: kind === 'line' ? 'one line of visible characters' : 'visible characters',
  };
}

/**
 * Held to the small Markdown that every channel can show: no HTML, no pictures, links to known kinds of places only. A `line` is a
 * title or a question. `undefined` where all is well.
 */
export function unsafeIn(text: string, kind: 'line' | 'text'): Unsafe | undefined {
  const hidden = hiddenIn(text, kind);
  if (hidden) return hidden;
  const [tag] = TAG.exec(text) ?? [];
  if (tag !== undefined) return { found: tag, allowed: RICH };
  if (text.includes('![')) return { found: '![', allowed: RICH };
  const [definition] = DEFINITION.exec(text) ?? [];
  if (definition !== undefined) return { found: definition.trim(), allowed: RICH };
  for (const [, target = ''] of text.matchAll(LINK))
    if (!TARGET.test(target)) return { found: target, allowed: TARGETS };
  return undefined;
}
