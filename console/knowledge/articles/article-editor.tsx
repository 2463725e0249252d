import { Button, TextInput } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useKeys } from '../../frame/use-keys.ts';
import { useWords } from '../../words/use-words.tsx';
import type { ArticleRecord } from '../answers.ts';
import styles from '../article.module.css';
import type { OneArticle } from '../use-articles.ts';
import { ActDialog, type AskedAbout } from './act-dialog.tsx';
import { type ActOnArticle, actsFor, hasDraftBeside, type Text } from './article-acts.ts';
import { useArticleDraft, useKeptNow, useLeaving } from './article-draft.ts';
import { ArticleForm } from './article-form.tsx';
import { ArticleHead } from './article-head.tsx';
import { contentOf, type Faults, type Form, faultsOf, formOf, sameForm } from './form.ts';
import { limits } from './limits.ts';
import { Stale } from './stale.tsx';
import { Told, UndoBar, Warnings } from './told.tsx';
import { useAct } from './use-act.ts';

type Props = {
  article: ArticleRecord;
  one: OneArticle;
  changed: () => void;
  go: (...rest: string[]) => void;
};

/** One article under an editor's hands. What she writes is kept in the browser at every key, until it is saved. */
export function ArticleEditor({ article, one, changed, go }: Props) {
  const { id } = article;
  const [chosen, setChosen] = useState<Text>('newest');
  const [asked, setAsked] = useState<AskedAbout>();
  const [note, setNote] = useState('');
  const [tries, setTries] = useState(0);
  const acting = useAct(one, changed);
  const text = hasDraftBeside(article) ? chosen : 'newest';
  const writing = useWriting(article, text);
  const { form, unsaved, stale, base } = writing;
  const faults = faultsOf(form);
  const acts = actsFor(article, text, unsaved);
  const busy = acting.doing.kind === 'doing';
  const noted = note.trim() ? { note: note.trim() } : {};

  const save = async (act: 'save' | 'correct') => {
    if (Object.keys(faults).length > 0) return setTries((before) => before + 1);
    const content = contentOf(form, base.source);
    const made = await acting.act({ act, id, seen: writing.seen, content, ...noted });
    if (!made) return;
    writing.saved(form, made.n);
    setTries(0);
    setNote('');
  };
  const enact = (act: ActOnArticle, why: string) =>
    act === 'withdraw'
      ? acting.withdraw(article, why)
      : acting.act({
          act,
          id,
          seen: article.n,
          ...(why && { note: why }),
          ...(act === 'restore' && { version: article.newest }),
        });
  const choose = (act: ActOnArticle) => {
    if (act === 'save' || act === 'correct') return void save(act);
    if (act === 'submit' || act === 'publish') return void enact(act, '');
    setAsked(act as AskedAbout);
  };
  const takeBack = () => acting.undo && void acting.takeBack(acting.undo, article.n);

  useWindowEvent('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (acts.includes('save') && !busy && !stale) void save('save');
  });
  useKeys({
    versions: () => go(id, 'versions'),
    ...(acting.undo && acting.undo.until > Date.now() && { undo: takeBack }),
  });

  return (
    <>
      <ArticleHead article={article} leave={() => go()} versions={() => go(id, 'versions')} />
      {!stale && <Told doing={acting.doing} />}
      {acting.undo && !busy && <UndoBar undo={acting.undo} takeBack={takeBack} />}
      {acting.doing.kind === 'did' && (
        <Warnings warnings={acting.doing.warnings} open={(other) => go(other)} dismiss={acting.forget} />
      )}
      {stale && (
        <Stale
          article={article}
          theirs={base}
          mine={contentOf(form, base.source)}
          keepMine={() => {
            writing.goOn();
            acting.forget();
          }}
          takeTheirs={() => setAsked('discard')}
        />
      )}
      {hasDraftBeside(article) && <WhichText text={text} choose={setChosen} />}
      <ArticleForm form={form} change={writing.change} faults={told(faults, tries)} tries={tries} />
      <ActBar
        acts={stale ? [] : acts}
        unsaved={unsaved}
        busy={busy}
        note={note}
        setNote={setNote}
        choose={choose}
        discard={() => setAsked('discard')}
      />
      <ActDialog
        asked={asked}
        leave={() => setAsked(undefined)}
        confirm={(act, why) => {
          setAsked(undefined);
          if (act !== 'discard') return void enact(act, why);
          writing.discard();
          acting.forget();
        }}
      />
    </>
  );
}

/** What is not there yet is a fault only once she wanted to save. */
const told = (faults: Faults, tries: number): Faults =>
  tries > 0 ? faults : Object.fromEntries(Object.entries(faults).filter(([, { why }]) => why !== 'missing'));

/** The text before her eyes, and whether it is saved, and on which version it was begun. */
function useWriting(article: ArticleRecord, text: Text) {
  const base = text === 'served' && article.served ? article.served.content : article.content;
  const name = text === 'served' ? `${article.id}.served` : article.id;
  const saved = useMemo(() => formOf(base), [base]);
  const [kept, keep] = useArticleDraft(name);
  const keptNow = useKeptNow(name);
  useLeaving(name, article.id, saved);
  const form = kept?.form ?? saved;
  const unsaved = kept !== undefined && !sameForm(kept.form, saved);
  const seen = unsaved ? kept.seen : article.n;
  return {
    base,
    form,
    unsaved,
    seen,
    stale: unsaved && kept.seen < article.n,
    change: (next: Form) => keep(JSON.stringify(next) === JSON.stringify(saved) ? undefined : { form: next, seen }),
    /** What was written while the save was on its way is on top of it. */
    saved: (sent: Form, n: number) => {
      const now = keptNow();
      keep(now && !sameForm(now.form, sent) ? { form: now.form, seen: n } : undefined);
    },
    goOn: () => keep({ form, seen: article.n }),
    discard: () => keep(undefined),
  };
}

/** While a new text is being written, the one that is served can be corrected beside it. */
function WhichText({ text, choose }: { text: Text; choose: (text: Text) => void }) {
  const { words } = useWords();
  const { newestText, servedText, whichText } = words.knowledge.article;
  return (
    <fieldset className={styles.shelves} aria-label={whichText}>
      {(['newest', 'served'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className={styles.shelf}
          aria-pressed={one === text}
          onClick={() => choose(one)}
        >
          {one === 'newest' ? newestText : servedText}
        </button>
      ))}
    </fieldset>
  );
}

type BarProps = {
  acts: readonly ActOnArticle[];
  unsaved: boolean;
  busy: boolean;
  note: string;
  setNote: (note: string) => void;
  choose: (act: ActOnArticle) => void;
  discard: () => void;
};

const leading: readonly ActOnArticle[] = ['save', 'submit', 'publish'];

export function ActBar({ acts, unsaved, busy, note, setNote, choose, discard }: BarProps) {
  const { words } = useWords();
  const { act, field, article } = words.knowledge;
  return (
    <section className={styles.bar} aria-label={act.label}>
      {unsaved ? (
        <TextInput
          className={styles.grow ?? ''}
          size="xs"
          label={field.note}
          description={article.draftKept}
          value={note}
          maxLength={limits.note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      ) : (
        <span className={styles.grow} />
      )}
      {unsaved && (
        <Button variant="default" disabled={busy} onClick={discard}>
          {act.discard}
        </Button>
      )}
      {acts.map((one) => (
        <Button
          key={one}
          variant={leading.includes(one) ? 'filled' : 'default'}
          disabled={busy}
          onClick={() => choose(one)}
          {...(one === 'save' && { 'aria-keyshortcuts': 'Control+S Meta+S' })}
          {...(one === 'correct' && { title: act.means.correct })}
        >
          {act[one]}
        </Button>
      ))}
    </section>
  );
}
