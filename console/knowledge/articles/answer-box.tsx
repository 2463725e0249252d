import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconBold, IconLink, IconList } from '@tabler/icons-react';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { RichWords } from '../../conversation/rich-words.tsx';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import type { TextLanguage } from './form.ts';
import { limits } from './limits.ts';
import { type Mark, marks, type Selected, withMark } from './toolbar.ts';

const icons: Record<Mark, typeof IconBold> = { bold: IconBold, list: IconList, link: IconLink };
const keyed: Partial<Record<string, Mark>> = { b: 'bold', k: 'link' };

type Props = {
  name: string;
  text: string;
  change: (text: string) => void;
  error: string | undefined;
};

/** The answer with its marks, and beneath it what a customer will see of it. */
export function AnswerBox({ name, text, change, error }: Props) {
  const { words } = useWords();
  const { field } = words.knowledge;
  const box = useRef<HTMLTextAreaElement>(null);
  const [selected, setSelected] = useState<Selected>();
  useLayoutEffect(() => {
    if (!selected || !box.current) return;
    box.current.focus();
    box.current.setSelectionRange(selected.from, selected.to);
  }, [selected]);
  const mark = (kind: Mark) => {
    if (!box.current) return;
    const { selectionStart: from, selectionEnd: to } = box.current;
    const made = withMark(kind, { text, from, to });
    change(made.text);
    setSelected(made);
  };
  const pressed = (event: KeyboardEvent) => {
    const kind = event.ctrlKey || event.metaKey ? keyed[event.key.toLowerCase()] : undefined;
    if (!kind) return;
    event.preventDefault();
    mark(kind);
  };
  return (
    <div>
      <div className={styles.tools} role="toolbar" aria-label={field.tools}>
        {marks.map((kind) => {
          const Icon = icons[kind];
          return (
            <Tooltip key={kind} label={field.mark[kind]}>
              <ActionIcon variant="default" size="sm" aria-label={field.mark[kind]} onClick={() => mark(kind)}>
                <Icon size={14} />
              </ActionIcon>
            </Tooltip>
          );
        })}
      </div>
      <Textarea
        ref={box}
        name={name}
        label={field.answer}
        description={field.of(text.length, limits.answer)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        error={error}
        value={text}
        rows={10}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={pressed}
      />
    </div>
  );
}

export function Preview({ language, text }: { language: TextLanguage; text: string }) {
  const { words } = useWords();
  const { preview, nothingYet } = words.knowledge.field;
  return (
    <section aria-label={`${preview} · ${words.knowledge.inLanguage[language]}`}>
      <span className="quiet">{preview}</span>
      <div className={styles.preview}>
        {text.trim() ? <RichWords text={text} /> : <span className="quiet">{nothingYet}</span>}
      </div>
    </section>
  );
}
