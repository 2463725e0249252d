import { Button, TextInput } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import split from '../../frame/split.module.css';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import { faultWords } from '../article-words.ts';
import { ActDialog, type AskedAbout } from './act-dialog.tsx';
import { useArticleDraft, useLeaving } from './article-draft.ts';
import { ActBar } from './article-editor.tsx';
import { ArticleForm } from './article-form.tsx';
import type { Open } from './article-pane.tsx';
import { contentOf, emptyForm, type Faults, faultsOf, idFault, idFrom, sameForm } from './form.ts';
import { Told } from './told.tsx';
import { useAct } from './use-act.ts';

/** In drafts and in the address, where an article's name would stand. */
const FRESH = '+';
const nowhere = { put: () => {}, again: () => {} };

/** An article that is not there yet. Its name is proposed from the English title, and is chosen once. */
export function NewArticle({ changed, go }: Open) {
  const { words } = useWords();
  const { field, article, refused } = words.knowledge;
  const [kept, keep] = useArticleDraft(FRESH);
  const [asked, setAsked] = useState<AskedAbout>();
  const [note, setNote] = useState('');
  const [tries, setTries] = useState(0);
  const acting = useAct(nowhere, changed);
  useLeaving(FRESH, FRESH, emptyForm);
  const form = kept?.form ?? emptyForm;
  const id = kept?.id ?? idFrom(form.texts.en.title);
  const faults = faultsOf(form);
  const wrongId = idFault(id);
  const unsaved = kept !== undefined && (kept.id !== undefined || !sameForm(form, emptyForm));
  const { doing } = acting;
  const taken = doing.kind === 'refused' && doing.why?.refused === 'stale-version';
  const save = async () => {
    if (wrongId || Object.keys(faults).length > 0) return setTries((before) => before + 1);
    const noted = note.trim() ? { note: note.trim() } : {};
    const made = await acting.act({ act: 'save', id, seen: 0, content: contentOf(form), ...noted });
    if (!made) return;
    keep(undefined);
    go(made.id);
  };
  useWindowEvent('keydown', (event) => {
    if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    if (unsaved && doing.kind !== 'doing') void save();
  });
  const shown: Faults = tries > 0 ? faults : {};
  return (
    <>
      <h2 className={split.title}>{article.fresh}</h2>
      {taken ? (
        <div className={styles.told} role="status" data-kind="refused">
          {refused.taken}
          <Button size="compact-sm" variant="default" onClick={() => go(id)}>
            {refused.toTaken}
          </Button>
        </div>
      ) : (
        <Told doing={doing} />
      )}
      <ArticleForm form={form} change={(next) => keep({ ...kept, form: next, seen: 0 })} faults={shown} tries={tries} />
      <TextInput
        label={field.id}
        description={field.idHint}
        name="id"
        value={id}
        error={tries > 0 || kept?.id ? faultWords(wrongId, words.knowledge) : undefined}
        onChange={(event) => keep({ form, seen: 0, id: event.currentTarget.value })}
      />
      <ActBar
        acts={unsaved ? ['save'] : []}
        unsaved={unsaved}
        busy={doing.kind === 'doing'}
        note={note}
        setNote={setNote}
        choose={() => void save()}
        discard={() => setAsked('discard')}
      />
      <ActDialog
        asked={asked}
        leave={() => setAsked(undefined)}
        confirm={() => {
          setAsked(undefined);
          keep(undefined);
          acting.forget();
        }}
      />
    </>
  );
}
