import { Button, Loader, Table } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import * as z from 'zod';
import { QuestionsAnswer, type RecordedQuestion } from '#shared/protocol/builds';
import { askCloud, type Missed } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { Deciding } from '../../frame/deciding.tsx';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part, useMissedWords } from '../tools.tsx';
import builds from './builds.module.css';
import { RecordDialog } from './record-dialog.tsx';

type Read = { questions: readonly RecordedQuestion[]; next?: string | undefined };

const PATH = '/knowledge/articles';

function useQuestions() {
  const tools = useDesk();
  const [read, setRead] = useState<Read>();
  const [missed, setMissed] = useState<Missed>();
  const page = useCallback(
    async (after?: string) => {
      const is = await askCloud(tools, PATH, QuestionsAnswer, { act: 'questions', ...(after && { after }) });
      setMissed(is.kind === 'read' ? undefined : is);
      if (is.kind !== 'read') return;
      const { questions, next } = is.value;
      setRead((before) => ({ questions: after ? [...(before?.questions ?? []), ...questions] : questions, next }));
    },
    [tools],
  );
  useEffect(() => void page(), [page]);
  const drop = async (id: string) => {
    const is = await askCloud(tools, PATH, z.unknown(), { act: 'drop-question', id });
    if (is.kind === 'read') await page();
    else setMissed(is);
  };
  return { read, missed, page, drop };
}

/** The questions that every version is asked, beside those of the articles themselves. */
export function Questions() {
  const tool = useToolWords().questions;
  const { language } = useWords();
  const missedWords = useMissedWords();
  const { read, missed, page, drop } = useQuestions();
  const [recording, setRecording] = useState(false);
  const [dropping, setDropping] = useState<RecordedQuestion>();
  return (
    <Part
      title={tool.title}
      beside={
        <Button size="compact-sm" variant="default" onClick={() => setRecording(true)}>
          {tool.add}
        </Button>
      }
    >
      <p className="quiet">{tool.text}</p>
      <div role="status">{missed && missedWords(missed)}</div>
      {!read && !missed && <Loader size="sm" aria-label={tool.loading} />}
      {read && read.questions.length === 0 && <p>{tool.empty}</p>}
      {read && read.questions.length > 0 && <Recorded questions={read.questions} drop={setDropping} />}
      {read?.next && (
        <div className={styles.acts}>
          <Button size="compact-sm" variant="default" onClick={() => void page(read.next)}>
            {tool.more}
          </Button>
        </div>
      )}
      <RecordDialog
        opened={recording}
        question=""
        language={language}
        expected="*"
        done={(saved) => {
          setRecording(false);
          if (saved) void page();
        }}
      />
      <Deciding
        opened={dropping !== undefined}
        done={() => setDropping(undefined)}
        title={tool.drop}
        word={tool.drop}
        grave
        confirm={() => {
          setDropping(undefined);
          if (dropping) void drop(dropping.id);
        }}
      >
        <span>{dropping && tool.dropText(dropping.text)}</span>
      </Deciding>
    </Part>
  );
}

type RecordedProps = { questions: readonly RecordedQuestion[]; drop: (one: RecordedQuestion) => void };

function Recorded({ questions, drop }: RecordedProps) {
  const { words, formats } = useWords();
  const tool = useToolWords().questions;
  const heads = [tool.question, tool.language, tool.expected, tool.by, tool.at, tool.drop];
  return (
    <div className={styles.scroll}>
      <Table aria-label={tool.title}>
        <TableHeads heads={heads} />
        <Table.Tbody>
          {questions.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td className={builds.question ?? ''}>{one.text}</Table.Td>
              <Table.Td>{words.languages[one.language]}</Table.Td>
              <Table.Td>{one.articleId ? <code>{one.articleId}</code> : tool.unanswered}</Table.Td>
              <Table.Td>{one.by.name}</Table.Td>
              <Table.Td>{formats.moment(one.at)}</Table.Td>
              <Table.Td>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={tool.dropOf(one.text)}
                  onClick={() => drop(one)}
                >
                  {tool.drop}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
