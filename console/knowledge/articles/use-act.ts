import { useCallback, useState } from 'react';
import { useDesk } from '../../desk/use-desk.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ActAnswer, type ArticleRecord, type Warning, type Why, whyOf } from '../answers.ts';
import { whyWords } from '../article-words.ts';
import { askArticles, type OneArticle } from '../use-articles.ts';
import { type ActOnArticle, type Step, undoOfWithdrawal } from './article-acts.ts';

/** What is being done to an article, and what came of it. */
export type Doing =
  | { kind: 'nothing' }
  | { kind: 'doing' }
  | { kind: 'did'; act: ActOnArticle | 'undo'; warnings: readonly Warning[] }
  | { kind: 'refused'; told: string; why?: Why };

export type ActOf = { act: ActOnArticle; id: string; seen: number } & Record<string, unknown>;
/** How long a withdrawal can be taken back by one key. */
export const UNDO_MS = 10_000;
type Undo = { before: ArticleRecord; until: number };

/** Acts on one article. What it brings is put in its place, and the lists are told. */
export function useAct(one: Pick<OneArticle, 'put' | 'again'>, changed: () => void) {
  const tools = useDesk();
  const { words } = useWords();
  const [doing, setDoing] = useState<Doing>({ kind: 'nothing' });
  const [undo, setUndo] = useState<Undo>();
  const { put, again } = one;

  const act = useCallback(
    async (ask: ActOf): Promise<ArticleRecord | undefined> => {
      setDoing({ kind: 'doing' });
      setUndo(undefined);
      const brought = await askArticles(tools, ActAnswer, ask);
      if (brought.kind === 'read') {
        const { article, warnings = [] } = brought.value;
        put(article);
        changed();
        setDoing({ kind: 'did', act: ask.act, warnings });
        return article;
      }
      if (brought.kind !== 'refused') {
        const { 'not-allowed': notAllowed, failed } = words.knowledge.refused;
        setDoing({ kind: 'refused', told: brought.kind === 'failed' ? failed : notAllowed });
        return undefined;
      }
      const why = whyOf(brought.body);
      if (brought.status === 409) again();
      setDoing({ kind: 'refused', told: whyWords(why, words), why });
      return undefined;
    },
    [tools, words, put, again, changed],
  );

  const withdraw = useCallback(
    async (before: ArticleRecord, note: string) => {
      const made = await act({ act: 'withdraw', id: before.id, seen: before.n, note });
      if (made) setUndo({ before, until: Date.now() + UNDO_MS });
    },
    [act],
  );

  /** Step by step, each on what the one before has made; where one is refused, it stops and says so. */
  const takeBack = useCallback(
    async ({ before }: Undo, from: number) => {
      let seen = from;
      for (const step of undoOfWithdrawal(before)) {
        const made = await act({ ...(step satisfies Step), id: before.id, seen });
        if (!made) return setDoing({ kind: 'refused', told: words.knowledge.act.undoBroke });
        seen = made.n;
      }
      setDoing({ kind: 'did', act: 'undo', warnings: [] });
    },
    [act, words],
  );

  const forget = useCallback(() => setDoing({ kind: 'nothing' }), []);
  return { doing, act, withdraw, undo, takeBack, forget };
}
export type Acting = ReturnType<typeof useAct>;
