import type { Element, ElementContent, Root as HtmlRoot } from 'hast';
import type { Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { unsafeIn } from '../lifecycle/safe-text.ts';

/** What a reader of a page passes over. */
const AROUND = new Set([
  ...[
    'script',
    'style',
    'noscript',
    'template',
    'svg',
    'iframe',
    'object',
    'embed',
    'canvas',
    'video',
    'audio',
    'form',
  ],
  ...['button', 'input', 'select', 'textarea', 'nav', 'aside', 'footer', 'dialog', 'head', 'map', 'img', 'picture'],
]);
/** Boilerplate of a page, and a part of the text inside an article. */
const isHidden = ({ properties = {} }: Element): boolean =>
  properties.hidden === true ||
  properties.ariaHidden === 'true' ||
  /display:\s*none/i.test(String(properties.style ?? '')) ||
  ['navigation', 'banner', 'contentinfo', 'search'].includes(String(properties.role ?? ''));

const heading = (depth: number, children: ElementContent[]): Element => ({
  type: 'element',
  tagName: `h${Math.min(6, depth)}`,
  properties: {},
  children,
});

/** What follows a folded part belongs to the heading above it, not to the fold's summary. */
const UP = 'up to ';
export const upTo = (node: Nodes): number | undefined => {
  const [, depth] = node.type === 'html' ? (/^<!--up to (\d)-->$/.exec(node.value) ?? []) : [];
  return depth === undefined ? undefined : Number(depth);
};

/** What is folded away below a summary, or defined below a term, is a section of its own. */
function opened(element: Element, depth: number): ElementContent[] {
  const inner = clean(element.children, depth);
  if (element.tagName === 'summary' || element.tagName === 'dt') return [heading(depth + 1, inner)];
  if (element.tagName === 'details' || element.tagName === 'dl')
    return [...inner, { type: 'comment', value: `${UP}${depth}` }];
  if (element.tagName === 'dd') return [{ ...element, tagName: 'div', properties: {}, children: inner }];
  return [{ ...element, children: inner }];
}

function clean(nodes: readonly ElementContent[], from: number): ElementContent[] {
  let depth = from;
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === 'comment') return [];
    if (node.type !== 'element') return [node];
    if (AROUND.has(node.tagName) || isHidden(node)) return [];
    const level = /^h([1-6])$/.exec(node.tagName)?.[1];
    if (level) depth = Number(level);
    return opened(node, depth);
  });
}

function find(node: HtmlRoot | Element, wanted: (element: Element) => boolean): Element | undefined {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    const found = wanted(child) ? child : find(child, wanted);
    if (found) return found;
  }
  return undefined;
}

const wordsOf = (node: ElementContent | HtmlRoot): string =>
  'value' in node
    ? String(node.value)
    : 'children' in node
      ? node.children.map((one) => wordsOf(one as ElementContent)).join('')
      : '';

/** The page's own part where it says which one that is, without what stands around it. */
const bodyOf = (page: HtmlRoot): Element | HtmlRoot =>
  find(page, ({ tagName, properties }) => tagName === 'main' || properties?.role === 'main') ??
  find(page, ({ tagName }) => tagName === 'article') ??
  find(page, ({ tagName }) => tagName === 'body') ??
  page;

/** A page of HTML as a tree of Markdown; scripts, forms, menus and what is hidden are left out. */
export async function treeOfHtml(html: string): Promise<{ tree: Root; title: string }> {
  const page = unified().use(rehypeParse, { fragment: false }).parse(html);
  const body = bodyOf(page);
  const wrapped = body.type === 'element' && body.tagName === 'main';
  const inner = clean(body.children as ElementContent[], 1).filter(
    (node) =>
      wrapped ||
      node.type !== 'element' ||
      node.tagName !== 'header' ||
      find(node, ({ tagName }) => /^h[1-6]$/.test(tagName)),
  );
  const hast: HtmlRoot = { type: 'root', children: inner };
  const tree = (await unified().use(rehypeRemark).run(hast)) as Root;
  const title = find(page, ({ tagName }) => tagName === 'title');
  return { tree, title: title ? wordsOf(title).replace(/\s+/g, ' ').trim() : '' };
}

export const treeOfMarkdown = (markdown: string): Root =>
  unified().use(remarkParse).use(remarkGfm).parse(withoutFront(markdown));

/** What stands between two lines of `---` at the top is for a site's generator. */
const withoutFront = (markdown: string): string => markdown.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '');

export const plainOf = (node: Nodes): string => {
  if (node.type === 'break') return ' ';
  if ('value' in node && node.type !== 'html') return node.value;
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((one) => plainOf(one)).join(node.type === 'tableRow' ? ' ' : '') : '';
};

const TARGET = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i;
const HIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;

/** Words that would read as HTML or as a picture are parted by a space. */
const words = (text: string): string =>
  text
    .replace(/[\n\r\t]+/g, ' ')
    .replace(HIDDEN, '')
    .replace(/<(?=[!/?]?[a-z]|!--)/gi, '< ')
    .replace(/!(?=\[)/g, '! ');

const absolute = (url: string, address: string | undefined): string => {
  if (!address || /^(?:https?:\/\/|mailto:|tel:)/i.test(url)) return url;
  return URL.parse(url, address)?.href ?? url;
};

const SAFE = new Set(['paragraph', 'heading', 'list', 'listItem', 'tableRow', 'tableCell', 'strong', 'text', 'break']);

/** One node as the house's small Markdown has it: what is not in it becomes its words. */
function safe(node: Nodes, address: string | undefined): Nodes[] {
  const inner = (): Nodes[] => ('children' in node ? node.children.flatMap((one) => safe(one, address)) : []);
  const with_ = (children: Nodes[]): Nodes[] =>
    children.length > 0 || node.type === 'tableCell' ? [{ ...node, children } as Nodes] : [];
  if (node.type === 'text') return [{ type: 'text', value: words(node.value) }];
  if (node.type === 'inlineCode') return [{ type: 'text', value: words(node.value) }];
  if (node.type === 'code')
    return node.value
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => ({ type: 'paragraph', children: [{ type: 'text', value: words(line) }] }));
  if (node.type === 'image') return node.alt ? [{ type: 'text', value: words(node.alt) }] : [];
  if (node.type === 'link') {
    const url = absolute(node.url, address).replace(/[\s()<>]/g, encodeURIComponent);
    const children = inner();
    if (!TARGET.test(url) || children.every((one) => plainOf(one).trim() === '')) return children;
    return [{ type: 'link', url, children: children as PhrasingContent[] }];
  }
  if (node.type === 'listItem') return with_(inner()).map((one) => ({ ...one, checked: null }) as Nodes);
  if (node.type === 'table') return with_(inner().filter((row, n) => n > 0 || plainOf(row).trim() !== ''));
  if (SAFE.has(node.type)) return with_(inner());
  return inner();
}

/** Phrasing that lost its paragraph gets one. */
const PHRASING = new Set(['text', 'link', 'strong', 'break']);
function inParagraphs(nodes: readonly Nodes[]): RootContent[] {
  const blocks: RootContent[] = [];
  let open: PhrasingContent[] | undefined;
  for (const node of nodes)
    if (PHRASING.has(node.type)) {
      if (!open) {
        open = [];
        blocks.push({ type: 'paragraph', children: open });
      }
      open.push(node as PhrasingContent);
    } else {
      open = undefined;
      blocks.push(node as RootContent);
    }
  return blocks.filter((block) => plainOf(block).trim() !== '');
}

export const safeBlocks = (nodes: readonly Nodes[], address?: string): RootContent[] =>
  inParagraphs(nodes.flatMap((node) => safe(node, address)));

const writer = unified().use(remarkGfm).use(remarkStringify, {
  bullet: '-',
  rule: '-',
  listItemIndent: 'one',
  emphasis: '*',
  strong: '*',
  resourceLink: true,
});

/** Nodes of a tree as the house's small Markdown. What only this marking makes unsafe is told in plain words. */
export function markdownOf(nodes: readonly Nodes[], address?: string): string {
  const children = safeBlocks(nodes, address);
  const written = writer.stringify({ type: 'root', children }).trim();
  if (!unsafeIn(written, 'text')) return written;
  return children.map((block) => words(plainOf(block))).join('\n\n');
}

/** An answer as somebody typed or exported it: kept as it is where that is allowed, rewritten as small Markdown otherwise. */
export async function safeAnswer(answer: string): Promise<string> {
  if (!unsafeIn(answer, 'text')) return answer;
  const isHtml =
    /<\/?(?:p|div|br|ul|ol|li|a|b|strong|em|i|span|table|h[1-6]|script|style|img|font|blockquote)\b[^>]*>/i.test(
      answer,
    );
  const { children } = isHtml ? (await treeOfHtml(answer)).tree : treeOfMarkdown(answer);
  return markdownOf(children);
}
