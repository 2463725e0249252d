import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import * as z from 'zod';
import { Language } from '#events/actor';
import { askCloud, type Missed } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { Deciding } from '../../frame/deciding.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import { useMissedWords } from '../tools.tsx';

type Props = {
  opened: boolean;
  question: string;
  language: Language;
  /** The article that shall answer it; empty: nothing shall. */
  expected: string;
  candidates?: readonly { articleId: string; title: string }[];
  done: (saved: boolean) => void;
};

const NOBODY = '';
const OTHER = '*';
/** What the cloud holds a recorded question to. */
const LONGEST = 300;

/** A question that every later version is asked, and the article that shall answer it. */
export function RecordDialog({ opened, question, language, expected, candidates = [], done }: Props) {
  const { words } = useWords();
  const tool = useToolWords().record;
  const tools = useDesk();
  const missedWords = useMissedWords();
  const [text, setText] = useState(question);
  const [spoken, setSpoken] = useState<Language>(language);
  const [chosen, setChosen] = useState(expected);
  const [id, setId] = useState('');
  const [missed, setMissed] = useState<Missed>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!opened) return;
    setText(question.slice(0, LONGEST));
    setSpoken(language);
    setChosen(expected);
    setId('');
    setMissed(undefined);
  }, [opened, question, language, expected]);
  const articleId = chosen === OTHER ? id.trim() : chosen;
  const waits = busy || text.trim() === '' || (chosen === OTHER && articleId === '');
  const confirm = async () => {
    setBusy(true);
    const body = { act: 'record-question', text: text.trim(), language: spoken, ...(articleId && { articleId }) };
    const is = await askCloud(tools, '/knowledge/articles', z.unknown(), body);
    setBusy(false);
    if (is.kind === 'read') done(true);
    else setMissed(is);
  };
  const options = candidates.filter((one, n) => candidates.findIndex((a) => a.articleId === one.articleId) === n);
  return (
    <Deciding
      opened={opened}
      done={() => done(false)}
      title={tool.title}
      word={tool.confirm}
      confirm={() => void confirm()}
      waits={waits}
    >
      <p className="quiet">{tool.text}</p>
      <TextInput
        label={tool.question}
        value={text}
        maxLength={LONGEST}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <NativeSelect
        label={tool.language}
        value={spoken}
        onChange={(event) => setSpoken(Language.parse(event.currentTarget.value))}
        data={Language.options.map((value) => ({ value, label: words.languages[value] }))}
      />
      <NativeSelect
        label={tool.expected}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          ...options.map((one) => ({ value: one.articleId, label: `${one.title} (${one.articleId})` })),
          { value: NOBODY, label: tool.unanswered },
          { value: OTHER, label: tool.other },
        ]}
      />
      {chosen === OTHER && (
        <TextInput
          label={tool.articleId}
          value={id}
          maxLength={100}
          onChange={(event) => setId(event.currentTarget.value)}
        />
      )}
      <div role="alert">{missed && missedWords(missed)}</div>
    </Deciding>
  );
}
