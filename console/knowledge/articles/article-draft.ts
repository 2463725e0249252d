import { useCallback, useEffect, useMemo, useRef } from 'react';
import * as z from 'zod';
import { AUDIENCES } from '#shared/knowledge/lifecycle/content';
import { useDesk, useDraft } from '../../desk/use-desk.tsx';
import { theAddress } from '../../frame/address.ts';
import { type Form, sameForm } from './form.ts';

const Text = z.object({ title: z.string(), questions: z.array(z.string()), answer: z.string() });
const day = z.string();
/** What is written and not saved: the text, the version it was begun on, and the name of an article that is new. */
const Kept = z.object({
  form: z.object({
    texts: z.object({ en: Text, zh: Text }),
    tags: z.string(),
    audience: z.enum(AUDIENCES),
    owner: z.string(),
    reviewBy: day,
    validFrom: day,
    validUntil: day,
  }),
  seen: z.int().nonnegative(),
  id: z.string().optional(),
});
export type Kept = { form: Form; seen: number; id?: string | undefined };

function keptIn(text: string): Kept | undefined {
  if (!text) return undefined;
  try {
    return Kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const keyOf = (name: string): string => `article.${name}`;

/** The unsaved text of one article in this browser, kept at every key as a reply's draft is. */
export function useArticleDraft(name: string): [Kept | undefined, (kept: Kept | undefined) => void] {
  const [text, write] = useDraft(keyOf(name));
  const kept = useMemo(() => keptIn(text), [text]);
  return [kept, (next) => write(next ? JSON.stringify(next) : '')];
}

/** The newest word of a draft, also between two drawings of the page. */
export function useKeptNow(name: string): () => Kept | undefined {
  const { drafts } = useDesk();
  return useCallback(() => keptIn(drafts.read(keyOf(name))), [drafts, name]);
}

/** Leaving an article whose text is not saved asks first, within the page and out of it. `base` is what is saved. */
export function useLeaving(name: string, place: string, base: Form) {
  const now = useKeptNow(name);
  const saved = useRef(base);
  saved.current = base;
  useEffect(() => {
    const unsaved = () => {
      const kept = now();
      return kept !== undefined && !sameForm(kept.form, saved.current);
    };
    const closing = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', closing);
    const free = theAddress().guarded((to) => unsaved() && !(to[1] === 'articles' && to[2] === place));
    return () => {
      window.removeEventListener('beforeunload', closing);
      free();
    };
  }, [now, place]);
}
