import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { AUDIENCES, type Audience } from '#shared/knowledge/lifecycle/content';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import { faultWords } from '../article-words.ts';
import { AnswerBox, Preview } from './answer-box.tsx';
import { type Faults, type Form, type FormText, languages, type TextLanguage } from './form.ts';
import { limits } from './limits.ts';
import { QuestionList } from './question-list.tsx';

type Props = {
  form: Form;
  change: (form: Form) => void;
  faults: Faults;
  /** Counts the tries to save: at each, the first field at fault gets the focus. */
  tries: number;
};

/** Every field of an article. Both languages stand side by side where there is room. */
export function ArticleForm({ form, change, faults, tries }: Props) {
  const { words, language: reads } = useWords();
  const { field } = words.knowledge;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tries > 0) place.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries]);
  const set = (part: Partial<Form>) => change({ ...form, ...part });
  const fault = (name: string) => faultWords(faults[name], words.knowledge);
  return (
    <div ref={place} className={styles.form}>
      {faults.texts && (
        <p className={styles.urgent} role="alert">
          {words.knowledge.fault.someText}
        </p>
      )}
      <div className={styles.texts}>
        {inOrder(reads).map((language) => (
          <TextFields
            key={language}
            language={language}
            text={form.texts[language]}
            faults={faults}
            change={(text) => set({ texts: { ...form.texts, [language]: text } })}
          />
        ))}
      </div>
      <div className={styles.fields}>
        <TextInput
          label={field.tags}
          description={field.tagsHint}
          name="tags"
          value={form.tags}
          error={fault('tags')}
          onChange={(event) => set({ tags: event.currentTarget.value })}
        />
        <NativeSelect
          label={field.audience}
          description={'\u00a0'}
          value={form.audience}
          data={AUDIENCES.map((value) => ({ value, label: words.knowledge.audience[value] }))}
          onChange={(event) => set({ audience: event.currentTarget.value as Audience })}
        />
        <TextInput
          label={field.owner}
          description={field.of(form.owner.length, limits.owner)}
          name="owner"
          value={form.owner}
          error={fault('owner')}
          onChange={(event) => set({ owner: event.currentTarget.value })}
        />
      </div>
      <div className={styles.fields}>
        {(['reviewBy', 'validFrom', 'validUntil'] as const).map((name) => (
          <TextInput
            key={name}
            type="date"
            label={field[name]}
            name={name}
            value={form[name]}
            error={fault(name)}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      <span className="quiet">{words.knowledge.article.dates}</span>
    </div>
  );
}

/** The reader's own language first. */
const inOrder = (reads: TextLanguage): TextLanguage[] => languages.toSorted((a) => (a === reads ? -1 : 1));

type TextProps = {
  language: TextLanguage;
  text: FormText;
  faults: Faults;
  change: (text: FormText) => void;
};

function TextFields({ language, text, faults, change }: TextProps) {
  const { words } = useWords();
  const { field, inLanguage } = words.knowledge;
  const at = (name: string) => `texts.${language}.${name}`;
  return (
    <fieldset className={styles.text} lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <legend>{inLanguage[language]}</legend>
      <TextInput
        label={field.title}
        description={field.of(text.title.length, limits.title)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        name={at('title')}
        value={text.title}
        error={faultWords(faults[at('title')], words.knowledge)}
        onChange={(event) => change({ ...text, title: event.currentTarget.value })}
      />
      <QuestionList
        language={language}
        questions={text.questions}
        faults={faults}
        change={(questions) => change({ ...text, questions })}
      />
      <AnswerBox
        name={at('answer')}
        text={text.answer}
        error={faultWords(faults[at('answer')], words.knowledge)}
        change={(answer) => change({ ...text, answer })}
      />
      <Preview language={language} text={text.answer} />
    </fieldset>
  );
}
