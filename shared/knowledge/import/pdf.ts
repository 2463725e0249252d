import type { List, ListItem, Root, RootContent } from 'mdast';
import { extractTextItems, getDocumentProxy, type StructuredTextItem } from 'unpdf';
import { type Document, type FileRefused, refuseFile } from './sources.ts';

type Line = { text: string; size: number; y: number; x: number; page: number; end: number };

/** Items of one height on a page are a line; a gap between them is a space, a wide one the next cell. */
function linesOf(items: readonly StructuredTextItem[], page: number): Line[] {
  const lines: (Line & { items: StructuredTextItem[] })[] = [];
  for (const item of items.filter(({ str }) => str.trim() !== '')) {
    const last = lines.at(-1);
    const same = last && Math.abs(last.y - item.y) < Math.max(item.fontSize, last.size) / 2;
    if (same) {
      last.items.push(item);
      last.size = Math.max(last.size, item.fontSize);
    } else lines.push({ text: '', size: item.fontSize, y: item.y, x: item.x, page, end: 0, items: [item] });
  }
  return lines.map(({ items: parts, ...line }) => {
    const ordered = [...parts].sort((a, b) => a.x - b.x);
    const last = ordered.at(-1);
    return { ...line, text: joined(ordered), x: ordered[0]?.x ?? 0, end: last ? last.x + last.width : 0 };
  });
}

function joined(items: readonly StructuredTextItem[]): string {
  let text = '';
  let end: number | undefined;
  for (const { str, x, width, fontSize } of items) {
    const gap = end === undefined ? 0 : x - end;
    text += (gap > fontSize / 6 && !/\s$/.test(text) && !/^\s/.test(str) ? ' ' : '') + str;
    end = x + width;
  }
  return text.replace(/\s+/g, ' ').trim();
}

/** The size that most letters have. */
function bodySize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    const step = Math.round(size * 2) / 2;
    letters.set(step, (letters.get(step) ?? 0) + text.length);
  }
  return [...letters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

/** What stands alike at the edge of most pages is their header or footer; so is a number alone. */
function withoutEdges(pages: readonly Line[][]): Line[][] {
  const key = (text: string): string => text.replace(/\d+/g, '#');
  const edges = new Map<string, number>();
  for (const lines of pages)
    for (const line of new Set([lines[0], lines.at(-1)]))
      if (line) edges.set(key(line.text), (edges.get(key(line.text)) ?? 0) + 1);
  const isEdge = (line: Line, lines: readonly Line[]): boolean =>
    (line === lines[0] || line === lines.at(-1)) &&
    ((pages.length > 2 && (edges.get(key(line.text)) ?? 0) > pages.length / 2) || /^[-– ]*\d+[-– ]*$/.test(line.text));
  return pages.map((lines) => lines.filter((line) => !isEdge(line, lines)));
}

const CHAPTER = /^第[一二三四五六七八九十百\d]+[章节部分条]\s*\S/;
const BULLET = /^[•·●▪■◦‣∙-]\s+/;
const ends = (text: string): boolean => /[.!?:;。！？：；]$/.test(text);

/** By the sizes larger than the body's, the largest first; a chapter in Chinese also by its words. */
function headingDepth({ text, size }: Line, body: number, sizes: readonly number[]): number | undefined {
  if (text.length > 120) return undefined;
  if (size > body * 1.12) return Math.min(6, sizes.indexOf(Math.round(size * 2) / 2) + 1);
  return CHAPTER.test(text) && text.length <= 40 && !ends(text) ? Math.min(6, sizes.length + 1) : undefined;
}

/** A line goes on where the one before it reached the edge, unless a gap, a mark or a new sentence parts them. */
function goesOn(before: Line | undefined, line: Line, body: number, edge: number): boolean {
  if (!before) return false;
  if (BULLET.test(line.text) || /^(?:Q|A|问|答)\s*\d*\s*[:：]/i.test(line.text)) return false;
  if (before.page !== line.page) return !ends(before.text) && /^[\p{Ll}\p{Script=Han}]/u.test(line.text);
  if (before.y - line.y > body * 1.9) return false;
  return before.end > edge * 0.75 || !ends(before.text);
}

/** Chinese lines are joined without a space; a word that was parted at the end of its line is whole again. */
function append(text: string, more: string): string {
  if (/[\p{L}]-$/u.test(text) && /^\p{Ll}/u.test(more)) return text.slice(0, -1) + more;
  const tight = /[\p{Script=Han}，。；：、！？]$/u.test(text) && /^[\p{Script=Han}，。；：、！？]/u.test(more);
  return `${text}${tight ? '' : ' '}${more}`;
}

type Block = { kind: 'paragraph' | 'item' | number; text: string; last: Line };

function blocksOf(lines: readonly Line[]): Block[] {
  const body = bodySize(lines);
  const sizes = [
    ...new Set(
      lines
        .filter(({ size, text }) => size > body * 1.12 && text.length <= 120)
        .map(({ size }) => Math.round(size * 2) / 2),
    ),
  ].sort((a, b) => b - a);
  const edge = Math.max(0, ...lines.map(({ end }) => end));
  const blocks: Block[] = [];
  for (const line of lines) {
    const depth = headingDepth(line, body, sizes);
    const last = blocks.at(-1);
    const isSame =
      depth !== undefined
        ? last?.kind === depth && last.last.page === line.page && last.last.y - line.y < line.size * 1.8
        : last !== undefined && typeof last.kind !== 'number' && goesOn(last.last, line, body, edge);
    if (isSame && last) {
      last.text = append(last.text, line.text);
      last.last = line;
    } else
      blocks.push({
        kind: depth ?? (BULLET.test(line.text) ? 'item' : 'paragraph'),
        text: line.text.replace(BULLET, ''),
        last: line,
      });
  }
  return blocks;
}

const words = (value: string): { type: 'paragraph'; children: [{ type: 'text'; value: string }] } => ({
  type: 'paragraph',
  children: [{ type: 'text', value }],
});

/** Lines as a tree: larger letters are headings, marks in front are lists. */
function treeOf(pages: readonly Line[][]): Root {
  const children: RootContent[] = [];
  for (const { kind, text } of blocksOf(withoutEdges(pages).flat())) {
    const last = children.at(-1);
    const item: ListItem = { type: 'listItem', spread: false, children: [words(text)] };
    if (kind === 'item' && last?.type === 'list') last.children.push(item);
    else if (kind === 'item')
      children.push({ type: 'list', ordered: false, spread: false, children: [item] } satisfies List);
    else if (kind === 'paragraph') children.push(words(text));
    else children.push({ type: 'heading', depth: kind as 1, children: [{ type: 'text', value: text }] });
  }
  return { type: 'root', children };
}

/** The text of a PDF. A scan has none, and is refused as empty. Tables come as lines: a PDF does not say what a table is. */
export async function readPdf(file: string, bytes: Uint8Array): Promise<Document | FileRefused> {
  try {
    const pdf = await getDocumentProxy(new Uint8Array(bytes));
    const { items } = await extractTextItems(pdf);
    const tree = treeOf(items.map(linesOf));
    if (tree.children.length === 0)
      return refuseFile(file, 'empty', 'no text, perhaps a scan', 'a PDF with text in it');
    return { kind: 'document', file, title: file.replace(/\.[^.]+$/, ''), tree };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuseFile(file, 'broken', why, 'a PDF without a password');
  }
}
