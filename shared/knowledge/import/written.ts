import { treeOfHtml, treeOfMarkdown } from './markup.ts';
import { type Document, type FileRefused, refuseFile, type Whole } from './sources.ts';
import { textOf } from './text.ts';

const nameOf = (file: string): string => file.replace(/^.*[/\\]/, '').replace(/\.[^.]+$/, '');

const empty = (file: string): FileRefused => refuseFile(file, 'empty', 'no words', 'a text with words');

export function readMarkdown(file: string, bytes: Uint8Array): Document | FileRefused {
  const text = textOf(file, bytes);
  if (typeof text !== 'string') return text;
  const tree = treeOfMarkdown(text);
  return tree.children.length > 0 ? { kind: 'document', file, title: nameOf(file), tree } : empty(file);
}

/** `address` is where the page was fetched from: its links lead there. */
export async function documentOfHtml(file: string, html: string, address?: string): Promise<Document | FileRefused> {
  const { tree, title } = await treeOfHtml(html);
  if (tree.children.length === 0) return empty(file);
  return { kind: 'document', file, title: title || nameOf(file), tree, ...(address && { address }) };
}

/** The encoding that a page names within itself counts where its bytes are not UTF-8. */
export async function readHtml(file: string, bytes: Uint8Array): Promise<Document | FileRefused> {
  const text = textOf(file, bytes);
  return typeof text === 'string' ? documentOfHtml(file, text) : text;
}

/** What an export wrote: `{ articles: […] }`, or the list alone. */
export function readWhole(file: string, bytes: Uint8Array): Whole | FileRefused {
  const limit = '{ "articles": [ … ] }, as an export writes it';
  const text = textOf(file, bytes);
  if (typeof text !== 'string') return text;
  try {
    const value = JSON.parse(text);
    const articles = Array.isArray(value) ? value : value?.articles;
    if (!Array.isArray(articles)) return refuseFile(file, 'broken', 'no list of articles', limit);
    return articles.length > 0 ? { kind: 'whole', file, articles } : refuseFile(file, 'empty', 'no article', limit);
  } catch (error) {
    return refuseFile(file, 'broken', error instanceof Error ? error.message : String(error), limit);
  }
}
