import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import { faultWords } from '../article-words.ts';
import {
  type Faults,
  movedQuestion,
  type Questions,
  type TextLanguage,
  withoutQuestion,
  withQuestion,
} from './form.ts';
import { limits } from './limits.ts';

type Props = {
  language: TextLanguage;
  questions: readonly string[];
  change: (questions: readonly string[]) => void;
  faults: Faults;
};

/** Other ways to ask: Enter makes one below, Alt with an arrow moves it, Backspace in an empty one takes it away. */
export function QuestionList({ language, questions, change, faults }: Props) {
  const { words } = useWords();
  const { field, inLanguage } = words.knowledge;
  const boxes = useRef<(HTMLInputElement | null)[]>([]);
  const [cursor, setCursor] = useState<{ at: number }>();
  useEffect(() => {
    if (cursor) boxes.current[cursor.at]?.focus();
  }, [cursor]);
  const put = ({ questions: made, at }: Questions) => {
    change(made);
    setCursor({ at });
  };
  const name = `texts.${language}.questions`;
  return (
    <section className={styles.questions} aria-label={`${field.questions} · ${inLanguage[language]}`}>
      <span className="strong">{field.questions}</span>
      {questions.length > 0 && <span className="quiet">{field.questionKeys}</span>}
      {questions
        .map((text, at) => ({ text, at, key: `${name}.${at}` }))
        .map(({ text, at, key }) => (
          <div key={key} className={styles.question}>
            <TextInput
              ref={(box) => {
                boxes.current[at] = box;
              }}
              size="xs"
              name={key}
              aria-label={field.question(at + 1)}
              value={text}
              error={faultWords(faults[key], words.knowledge)}
              {...(text.length > limits.question * 0.8 && { description: field.of(text.length, limits.question) })}
              onChange={(event) => change(questions.with(at, event.currentTarget.value))}
              onKeyDown={(event) => keyed(event, questions, at, put)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={field.up(at + 1)}
              disabled={at === 0}
              onClick={() => put(movedQuestion(questions, at, -1))}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={field.down(at + 1)}
              disabled={at === questions.length - 1}
              onClick={() => put(movedQuestion(questions, at, 1))}
            >
              <IconArrowDown size={14} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={field.remove(at + 1)}
              onClick={() => put(withoutQuestion(questions, at))}
            >
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
      {faults[name] && <span className={styles.urgent}>{faultWords(faults[name], words.knowledge)}</span>}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={12} />}
        disabled={questions.length >= limits.questions}
        onClick={() => put(withQuestion(questions, questions.length - 1))}
      >
        {field.addQuestion}
      </Button>
    </section>
  );
}

/** While letters are being composed into Chinese ones, Enter belongs to them. */
function keyed(
  event: KeyboardEvent<HTMLInputElement>,
  questions: readonly string[],
  at: number,
  put: (made: Questions) => void,
) {
  const { key, altKey, nativeEvent, currentTarget } = event;
  if (nativeEvent.isComposing) return;
  const made =
    key === 'Enter' && !event.ctrlKey && !event.metaKey && questions.length < limits.questions
      ? withQuestion(questions, at)
      : altKey && key === 'ArrowUp'
        ? movedQuestion(questions, at, -1)
        : altKey && key === 'ArrowDown'
          ? movedQuestion(questions, at, 1)
          : key === 'Backspace' && currentTarget.value === ''
            ? withoutQuestion(questions, at)
            : undefined;
  if (!made) return;
  event.preventDefault();
  put(made);
}
