import type { Blockquote, Nodes, Paragraph, Root, RootContent, Table } from 'mdast';
import { ArticleText, type Language } from '../article.ts';
import { languageOf } from './cells.ts';
import { markdownOf, plainOf, safeBlocks, upTo } from './markup.ts';
import { named } from './names.ts';
import type { Document } from './sources.ts';

/** One article's worth of a document. `heading` is where it stands, for the editor. */
export type Piece = { id: string; title: string; heading: string; language: Language; answer: string };

type Section = { path: string[]; blocks: RootContent[] };

const LONGEST_TITLE = ArticleText.shape.title.maxLength ?? 300;
const LONGEST_ANSWER = ArticleText.shape.answer.maxLength ?? 20_000;

const line = (node: Nodes): string => safeBlocks([node]).map(plainOf).join(' ').replace(/\s+/g, ' ').trim();

/** Each heading begins a section; what is below a heading without words of its own keeps it in its path. */
function sectionsOf({ children }: Root): Section[] {
  const open: { depth: number; text: string }[] = [];
  let current: Section = { path: [], blocks: [] };
  const sections = [current];
  for (const node of children.flatMap(unwrapped)) {
    const text = node.type === 'heading' ? line(node) : '';
    const up = upTo(node);
    if (up !== undefined) {
      while ((open.at(-1)?.depth ?? 0) > up) open.pop();
      const path = open.map((one) => one.text);
      current = sections.findLast((one) => one.path.join('\n') === path.join('\n')) ?? { path, blocks: [] };
      if (!sections.includes(current)) sections.push(current);
    } else if (node.type !== 'heading') current.blocks.push(node);
    else if (text !== '') {
      while ((open.at(-1)?.depth ?? 0) >= node.depth) open.pop();
      open.push({ depth: node.depth, text });
      current = { path: open.map((one) => one.text), blocks: [] };
      sections.push(current);
    }
  }
  return sections.filter(({ blocks }) => blocks.some((block) => line(block) !== ''));
}

/** What is quoted is read as if it were not. */
const unwrapped = (node: RootContent): RootContent[] =>
  node.type === 'blockquote' ? (node satisfies Blockquote).children.flatMap(unwrapped) : [node];

const QUESTION = /^\s*(?:Q(?:uestion)?\s*\d*|问题?\s*\d*)\s*[:：.、]\s*/i;
const ANSWER = /^\s*(?:A(?:nswer)?\s*\d*|答案?\s*\d*)\s*[:：.、]\s*/i;

/** The lines of a paragraph, each a paragraph by itself, where one of them begins a question or an answer. */
function linesOf(node: RootContent): RootContent[] {
  if (node.type !== 'paragraph') return [node];
  const lines: Paragraph[] = [{ type: 'paragraph', children: [] }];
  for (const child of node.children) {
    const parts = child.type === 'text' ? child.value.split('\n') : [child.type === 'break' ? '\n' : ''];
    if (child.type === 'text')
      for (const [n, value] of parts.entries()) {
        if (n > 0) lines.push({ type: 'paragraph', children: [] });
        if (value) lines.at(-1)?.children.push({ type: 'text', value });
      }
    else if (child.type === 'break') lines.push({ type: 'paragraph', children: [] });
    else lines.at(-1)?.children.push(child);
  }
  const marked = lines.filter((one) => QUESTION.test(plainOf(one)) || ANSWER.test(plainOf(one)));
  return marked.length > 0 ? lines : [node];
}

/** A paragraph that is a question: by its mark, or all of it bold and with a question mark. */
function asked(node: RootContent): string | undefined {
  if (node.type !== 'paragraph') return undefined;
  const text = line(node);
  if (QUESTION.test(text)) return text.replace(QUESTION, '') || undefined;
  const [only, ...others] = node.children;
  return others.length === 0 && only?.type === 'strong' && /[?？]$/.test(text) ? text : undefined;
}

/** The mark of an answer is not part of it. It stands at the beginning, bold or not. */
function unmarked(node: RootContent): RootContent {
  if (node.type !== 'paragraph' || !ANSWER.test(plainOf(node))) return node;
  const [first, ...others] = node.children;
  if (first?.type === 'text')
    return { ...node, children: [{ ...first, value: first.value.replace(ANSWER, '') }, ...others] };
  const [second, ...rest] = others;
  const bare = first && plainOf(first).replace(ANSWER, '').trim() === '';
  if (!bare) return node;
  return second?.type === 'text'
    ? { ...node, children: [{ ...second, value: second.value.replace(/^\s*[:：]?\s*/, '') }, ...rest] }
    : { ...node, children: others };
}

/** Questions with their answers, where a section is written so; what stands before the first stays the section's own. */
function questionsIn({ path, blocks }: Section): Section[] {
  const lines = blocks.flatMap(linesOf);
  const first = lines.findIndex((node) => asked(node) !== undefined);
  if (first === -1) return [{ path, blocks }];
  const parts: Section[] = first > 0 ? [{ path, blocks: lines.slice(0, first) }] : [];
  for (const node of lines.slice(first)) {
    const question = asked(node);
    if (question !== undefined) parts.push({ path: [...path, question], blocks: [] });
    else parts.at(-1)?.blocks.push(unmarked(node));
  }
  return parts.filter((part) => part.blocks.length > 0);
}

const isQuestion = (text: string): boolean =>
  /[?？]$/.test(text) ||
  /^(?:how|what|when|where|why|who|which|can|could|do|does|is|are|may|should|will)\b.{8,}/i.test(text) ||
  /^(?:如何|怎么|怎样|为什么|什么是|是否|能否|可以)/.test(text);

/** A question stands by itself; any other heading is understood below those above it. */
function titleOf(path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  if (isQuestion(last)) return last.slice(0, LONGEST_TITLE);
  const parts = path.filter((part, n) => part !== path[n - 1]);
  while (parts.length > 1 && parts.join(' › ').length > LONGEST_TITLE) parts.shift();
  return parts.join(' › ').slice(0, LONGEST_TITLE);
}

/** Cut after a sentence, or where there is none after so many characters. */
function cutText(text: string): string[] {
  const sentences = text.match(/[^.!?。！？]+[.!?。！？]*\s*|[.!?。！？]+/gu) ?? [text];
  const pieces = [''];
  for (const sentence of sentences.flatMap((one) => one.match(/[\s\S]{1,4000}/gu) ?? [])) {
    const last = pieces.at(-1) ?? '';
    if (last.length + sentence.length > LONGEST_ANSWER / 4) pieces.push(sentence);
    else pieces[pieces.length - 1] = last + sentence;
  }
  return pieces.filter((piece) => piece.trim() !== '');
}

/** A block that alone is longer than an answer: a table by its rows under its header, a list by its items, words by sentences. */
function halves(block: RootContent): RootContent[] {
  if (block.type === 'table' && block.children.length > 2) {
    const [header, ...rows] = block.children;
    const middle = Math.ceil(rows.length / 2);
    const part = (of: Table['children']): Table => ({ ...block, children: header ? [header, ...of] : of });
    return [part(rows.slice(0, middle)), part(rows.slice(middle))];
  }
  if (block.type === 'list' && block.children.length > 1) {
    const middle = Math.ceil(block.children.length / 2);
    const start = block.start ?? 1;
    return [
      { ...block, children: block.children.slice(0, middle) },
      { ...block, ...(block.ordered && { start: start + middle }), children: block.children.slice(middle) },
    ];
  }
  return cutText(plainOf(block)).map((value) => ({ type: 'paragraph', children: [{ type: 'text', value }] }));
}

/** Written out, in parts that an answer holds. Blocks stay whole as long as they fit. */
function answersOf(blocks: readonly RootContent[], address: string | undefined): string[] {
  const answers: string[] = [];
  const waiting = [...blocks];
  let [part, length] = [[] as RootContent[], 0];
  const close = (): void => {
    if (part.length > 0) answers.push(markdownOf(part, address));
    [part, length] = [[], 0];
  };
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    const size = markdownOf([block], address).length + 2;
    if (size > LONGEST_ANSWER) {
      close();
      waiting.unshift(...halves(block));
      continue;
    }
    if (length + size > LONGEST_ANSWER) close();
    part.push(block);
    length += size;
  }
  close();
  return answers.filter((answer) => answer !== '');
}

/** A document in articles: one a section, questions with their answers one each, long ones in numbered parts. */
export function piecesOf({ file, title: name, tree, address }: Document): Piece[] {
  const sections = sectionsOf(tree).flatMap(questionsIn);
  const met = new Map<string, number>();
  return sections.flatMap(({ path, blocks }) => {
    const heading = path.length > 0 ? path : [name || file];
    const title = titleOf(heading);
    const before = met.get(heading.join('\n')) ?? 0;
    met.set(heading.join('\n'), before + 1);
    return answersOf(blocks, address).map((answer, n) => {
      const part = n === 0 ? title : `${title.slice(0, LONGEST_TITLE - 6)} (${n + 1})`;
      const identity = [address ?? file, ...heading, `${n} ${before}`].join('\n');
      return {
        id: named(part, identity),
        title: part,
        heading: heading.join(' › '),
        language: languageOf(`${title} ${answer}`),
        answer,
      };
    });
  });
}
