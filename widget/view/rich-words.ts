import { type Block, blocksOf, type Span, spansOf } from '../rich-text.ts';
import { element } from './element.ts';

/** An answer as elements. The only tags it can make are p, br, ul, li, strong, a and span. */
export function richWords(text: string): HTMLElement {
  return element('div', { class: 'words' }, ...blocksOf(text).map(blockNode));
}

/** A customer's words as they were typed. */
export const plainWords = (text: string): HTMLElement => element('div', { class: 'words plain' }, text);

function blockNode(block: Block): HTMLElement {
  if (block.kind === 'list') {
    return element('ul', {}, ...block.items.map((item) => element('li', {}, ...item.map(spanNode))));
  }
  const lines = block.lines.flatMap((line, index) => [...(index ? [element('br')] : []), ...line.map(spanNode)]);
  return element('p', {}, ...lines);
}

function spanNode(span: Span): Node {
  if (span.kind === 'text') return document.createTextNode(span.text);
  if (span.kind === 'bold') return element('strong', {}, span.text);
  const link = { href: span.url, target: '_blank', rel: 'noopener noreferrer nofollow' };
  const showsHost = span.text.includes(span.host);
  return element('span', {}, element('a', link, span.text), !showsHost && element('small', {}, ` (${span.host})`));
}

/** A title is one line and holds no paragraphs; its marks are taken off. */
export const bareText = (line: string): string =>
  spansOf(line)
    .map((span) => span.text)
    .join('');
