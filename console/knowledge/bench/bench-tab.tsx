import { Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconMessageQuestion } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Language } from '#events/actor';
import { BuildsAnswer } from '#shared/protocol/builds';
import type { TryAsk } from '#shared/protocol/try';
import { askCloud } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { Standing } from '../../frame/standing.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import type { TabProps } from '../tabs.ts';
import styles from '../tools.module.css';
import { useMissedWords } from '../tools.tsx';
import bench from './bench.module.css';
import { Result } from './result.tsx';
import { type Trying, useBench } from './use-bench.ts';

/** What would the bot say, and why: one question tried without anybody being told. `rest` may hold question and version. */
export function BenchTab({ rest: [given, version] }: TabProps) {
  const { words } = useWords();
  const tool = useToolWords();
  const { trying, ask, recent } = useBench();
  const begun = useRef(false);
  useEffect(() => {
    if (!given || begun.current) return;
    begun.current = true;
    ask({ question: given, ...(version && { version }) });
  }, [given, version, ask]);
  return (
    <main className={styles.main} aria-label={words.knowledge.tab.bench}>
      <div className={bench.page}>
        <div className={styles.column}>
          <Question ask={ask} given={given ?? ''} givenVersion={version ?? ''} />
          <Shown trying={trying} />
        </div>
        <section className={styles.card} aria-label={tool.bench.recent}>
          <h2 className={styles.title}>{tool.bench.recent}</h2>
          {recent.length === 0 && <p className="quiet">{tool.bench.noRecent}</p>}
          <ul className={styles.plain}>
            {recent.map((one) => (
              <li key={one.question}>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  className={bench.again ?? ''}
                  onClick={() => ask({ question: one.question, ...(one.language && { language: one.language }) })}
                >
                  <span className="cut">{one.question}</span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}

type QuestionProps = { ask: (asked: TryAsk) => void; given: string; givenVersion: string };

function Question({ ask, given, givenVersion }: QuestionProps) {
  const { words, formats } = useWords();
  const tool = useToolWords().bench;
  const versions = useVersions();
  const [question, setQuestion] = useState(given);
  const [language, setLanguage] = useState('');
  const [day, setDay] = useState('');
  const [version, setVersion] = useState(givenVersion);
  const asked = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() === '') return;
    const spoken = Language.safeParse(language).data;
    ask({
      question: question.trim(),
      ...(spoken && { language: spoken }),
      ...(day && { day }),
      ...(version && { version }),
    });
  };
  const known = versions.some((one) => one.version === version);
  return (
    <form className={styles.card} onSubmit={asked} aria-label={tool.form}>
      <TextInput
        label={tool.question}
        placeholder={tool.placeholder}
        value={question}
        maxLength={2000}
        onChange={(event) => setQuestion(event.currentTarget.value)}
        data-autofocus
        autoComplete="off"
      />
      <div className={styles.fields}>
        <NativeSelect
          label={tool.language}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
          data={[
            { value: '', label: tool.guessed },
            { value: 'en', label: words.languages.en },
            { value: 'zh', label: words.languages.zh },
          ]}
        />
        <TextInput type="date" label={tool.day} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
        <NativeSelect
          label={tool.version}
          value={version}
          onChange={(event) => setVersion(event.currentTarget.value)}
          data={[
            { value: '', label: tool.live },
            ...(version && !known ? [{ value: version, label: version }] : []),
            ...versions.map((one) => ({ value: one.version, label: `${formats.moment(one.at)} · ${one.version}` })),
          ]}
        />
        <Button type="submit" disabled={question.trim() === ''}>
          {tool.ask}
        </Button>
      </div>
    </form>
  );
}

/** What can be asked instead of the live version. Where the list cannot be read, the live one is all there is. */
function useVersions(): { version: string; at: string }[] {
  const tools = useDesk();
  const [versions, setVersions] = useState<{ version: string; at: string }[]>([]);
  useEffect(() => {
    let wanted = true;
    void askCloud(tools, '/knowledge/publish', BuildsAnswer, { act: 'builds', limit: 20 }).then((is) => {
      if (!wanted || is.kind !== 'read') return;
      setVersions(is.value.builds.filter(({ state }) => state !== 'building' && state !== 'failed'));
    });
    return () => {
      wanted = false;
    };
  }, [tools]);
  return versions;
}

function Shown({ trying }: { trying: Trying }) {
  const tool = useToolWords().bench;
  const missedWords = useMissedWords();
  if (trying.kind === 'nothing')
    return <Standing icon={<IconMessageQuestion size={24} />} title={tool.empty} text={tool.emptyText} />;
  const { asked, is } = trying;
  if (is.kind === 'reading') return <Standing icon={<Loader size="sm" />} title={tool.asking} />;
  if (is.kind !== 'read') return <Standing icon={<IconAlertTriangle size={24} />} title={missedWords(is)} />;
  return <Result asked={asked} answer={is.value} />;
}
