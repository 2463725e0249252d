/** The little Markdown an answer may hold: paragraphs, `- ` lists, bold, http(s) links. Everything else is plain text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly Span[][] }
  | { readonly kind: 'list'; readonly items: readonly Span[][] };
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string; readonly host: string };

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    let lines: Span[][] = [];
    let items: Span[][] = [];
    const end = () => {
      if (lines.length) blocks.push({ kind: 'paragraph', lines });
      if (items.length) blocks.push({ kind: 'list', items });
      lines = [];
      items = [];
    };
    for (const line of paragraph.split('\n')) {
      const isItem = /^\s*- /.test(line);
      if (isItem ? lines.length : items.length) end();
      if (isItem) items.push(spansOf(line.replace(/^\s*- /, '')));
      else if (line.trim()) lines.push(spansOf(line));
    }
    end();
  }
  return blocks;
}

/** The stars of a masked number (138****8000) stand in fours and are no marks. */
const MARKED =
  /(?<!\*)\*\*([^*]+)\*\*(?!\*)|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'，。；、）】”]*[^\s<>"'，。；、）】”.,;:!?)])/g;

export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const found of line.matchAll(MARKED)) {
    if (found.index > from) spans.push({ kind: 'text', text: line.slice(from, found.index) });
    spans.push(spanOf(found));
    from = found.index + found[0].length;
  }
  if (from < line.length) spans.push({ kind: 'text', text: line.slice(from) });
  return spans;
}

function spanOf([whole, bold, label, target, bare]: RegExpMatchArray): Span {
  if (bold) return { kind: 'bold', text: bold };
  const address = safeUrl(target ?? bare ?? '');
  if (!address) return { kind: 'text', text: whole };
  return { kind: 'link', text: label ?? whole, url: address.href, host: address.host };
}

/** Only what a customer can judge by its host: http(s), and no user name in front that looks like one. */
function safeUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined;
  } catch {
    return undefined;
  }
}
