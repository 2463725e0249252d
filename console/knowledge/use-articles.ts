import { useCallback, useEffect, useMemo, useState } from 'react';
import type * as z from 'zod';
import type { State } from '#shared/knowledge/lifecycle/record';
import { askCloud, type Brought, type Reading } from '../desk/ask-cloud.ts';
import { type DeskTools, useDesk } from '../desk/use-desk.tsx';
import { type ArticleRecord, ListAnswer, ReadAnswer, type Summary } from './answers.ts';
import { dueOn, today } from './days.ts';
import { dueStates } from './reminders.ts';

type Ask = { act: string } & Record<string, unknown>;

/** One look or act on the articles. */
export const askArticles = <T>(tools: DeskTools, schema: z.ZodType<T>, ask: Ask): Promise<Brought<T>> =>
  askCloud(tools, '/knowledge/articles', schema, ask);

/** Articles in one state, or those of any state but retired that somebody should look at. */
export type Shelf = State | 'due';
const statesOf = (shelf: Shelf): readonly State[] => (shelf === 'due' ? dueStates : [shelf]);

/** Where a list goes on: the states that are left, and the article after which the first of them continues. */
type Cursor = { states: readonly State[]; after?: string };
type Page = { articles: Summary[]; next: Cursor | undefined };
const A_PAGE = 50;

async function turned(tools: DeskTools, shelf: Shelf, owner: string, from: Cursor): Promise<Brought<Page>> {
  const articles: Summary[] = [];
  let next: Cursor | undefined = from;
  // A state with few is no page of its own.
  while (next && articles.length < A_PAGE) {
    const { states, after } = next as Cursor;
    const [state, ...rest]: readonly State[] = states;
    const asked: Ask = { act: 'list', state, limit: A_PAGE, ...(after && { after }), ...(owner && { owner }) };
    const due = shelf === 'due' ? dueOn(today()) : {};
    const brought: Brought<z.infer<typeof ListAnswer>> = await askArticles(tools, ListAnswer, { ...asked, ...due });
    if (brought.kind !== 'read') return brought;
    articles.push(...brought.value.articles);
    if (brought.value.next) next = { states, after: brought.value.next };
    else next = rest.length > 0 ? { states: rest } : undefined;
  }
  return { kind: 'read', value: { articles, next } };
}

export type ArticleList = {
  state: Reading<Page>;
  /** A further page is on its way. */
  turning: boolean;
  more: () => void;
  refresh: () => void;
};

/** The articles of a shelf, a page after the other. What was read stays while it is read anew. */
export function useArticleList(shelf: Shelf, owner: string): ArticleList {
  const tools = useDesk();
  const [read, setRead] = useState<{ of: string; state: Reading<Page> }>();
  const [turning, setTurning] = useState(false);
  const [times, setTimes] = useState(0);
  const of = `${shelf} ${owner}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is a reason to read again.
  useEffect(() => {
    let wanted = true;
    const begin = { states: statesOf(shelf) };
    void turned(tools, shelf, owner, begin).then((state) => wanted && setRead({ of, state }));
    return () => {
      wanted = false;
    };
  }, [tools, shelf, owner, times]);
  const state: Reading<Page> = read?.of === of ? read.state : { kind: 'reading' };
  const more = useCallback(() => {
    if (state.kind !== 'read' || !state.value.next) return;
    const { articles: before, next } = state.value;
    setTurning(true);
    void turned(tools, shelf, owner, next).then((page) => {
      setTurning(false);
      const joined: Brought<Page> =
        page.kind === 'read'
          ? { kind: 'read', value: { ...page.value, articles: [...before, ...page.value.articles] } }
          : page;
      setRead((now) => (now?.of === of ? { of, state: joined } : now));
    });
  }, [tools, state, shelf, owner, of]);
  return { state, turning, more, refresh: useCallback(() => setTimes((before) => before + 1), []) };
}

/** One thing read by one ask, anew on request; `put` replaces it by what an act has made of it. */
export function useRead<T>(schema: z.ZodType<T>, ask: Ask) {
  const tools = useDesk();
  const asked = JSON.stringify(ask);
  const [read, setRead] = useState<{ asked: string; state: Reading<T> }>();
  const [times, setTimes] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is a reason to read again.
  useEffect(() => {
    let wanted = true;
    void askArticles(tools, schema, JSON.parse(asked) as Ask).then((state) => wanted && setRead({ asked, state }));
    return () => {
      wanted = false;
    };
  }, [tools, schema, asked, times]);
  const state: Reading<T> = read?.asked === asked ? read.state : { kind: 'reading' };
  const put = useCallback((value: T) => setRead({ asked, state: { kind: 'read', value } }), [asked]);
  return { state, put, again: useCallback(() => setTimes((before) => before + 1), []) };
}

export type OneArticle = {
  state: Reading<ArticleRecord>;
  put: (article: ArticleRecord) => void;
  again: () => void;
};

export function useArticle(id: string): OneArticle {
  const { state, put, again } = useRead(ReadAnswer, { act: 'read', id });
  return {
    state: useMemo(() => (state.kind === 'read' ? { kind: 'read', value: state.value.article } : state), [state]),
    put: useCallback((article) => put({ article }), [put]),
    again,
  };
}
