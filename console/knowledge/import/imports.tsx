import { Button, Loader, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import { askCloud, LONG_MS, type Missed } from '../../desk/ask-cloud.ts';
import { useDesk } from '../../desk/use-desk.tsx';
import { Deciding } from '../../frame/deciding.tsx';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part, useMissedWords } from '../tools.tsx';
import { type ImportLine, ImportsAnswer, UndoneAnswer } from './import-cloud.ts';

const PATH = '/knowledge/publish';
const NAMED = 20;

type Undoing =
  | { kind: 'nothing' | 'doing' }
  | { kind: 'did'; undone: number; changedSince: string[] }
  | { kind: 'missed'; missed: Missed };

function useImports() {
  const tools = useDesk();
  const [imports, setImports] = useState<readonly ImportLine[]>();
  const [missed, setMissed] = useState<Missed>();
  const [times, setTimes] = useState(0);
  const [undoing, setUndoing] = useState<Undoing>({ kind: 'nothing' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was undone is a reason to read again.
  useEffect(() => {
    let wanted = true;
    void askCloud(tools, PATH, ImportsAnswer, { act: 'imports' }).then((is) => {
      if (!wanted) return;
      setMissed(is.kind === 'read' ? undefined : is);
      if (is.kind === 'read') setImports(is.value.imports);
    });
    return () => {
      wanted = false;
    };
  }, [tools, times]);
  const undo = async (importId: string) => {
    setUndoing({ kind: 'doing' });
    const is = await askCloud(tools, PATH, UndoneAnswer, { act: 'undo-import', importId }, LONG_MS);
    setUndoing(is.kind === 'read' ? { kind: 'did', ...is.value } : { kind: 'missed', missed: is });
    setTimes((before) => before + 1);
  };
  return { imports, missed, undoing, undo };
}

/** Who brought what, newest first; each can be taken back as a whole. */
export function Imports() {
  const tool = useToolWords().imports;
  const { formats } = useWords();
  const missedWords = useMissedWords();
  const { imports, missed, undoing, undo } = useImports();
  const [deciding, setDeciding] = useState<ImportLine>();
  return (
    <Part title={tool.title}>
      <div className={styles.told} role="status" data-undoing={undoing.kind}>
        {undoing.kind === 'doing' && tool.undoing}
        {undoing.kind === 'missed' && missedWords(undoing.missed)}
        {undoing.kind === 'did' && tool.undone(undoing.undone)}
        {undoing.kind === 'did' && undoing.changedSince.length > 0 && (
          <p>{tool.changedSince(undoing.changedSince.length, undoing.changedSince.slice(0, NAMED).join(', '))}</p>
        )}
      </div>
      {missed && <p>{missedWords(missed)}</p>}
      {!imports && !missed && <Loader size="sm" aria-label={tool.loading} />}
      {imports && imports.length === 0 && <p className="quiet">{tool.empty}</p>}
      {imports && imports.length > 0 && <Lines imports={imports} busy={undoing.kind === 'doing'} undo={setDeciding} />}
      <Deciding
        opened={deciding !== undefined}
        done={() => setDeciding(undefined)}
        title={tool.undo}
        word={tool.undo}
        grave
        confirm={() => {
          setDeciding(undefined);
          if (deciding) void undo(deciding.id);
        }}
      >
        <span>
          {deciding &&
            tool.undoText(deciding.by.name, formats.moment(deciding.at), deciding.written + deciding.retired)}
        </span>
      </Deciding>
    </Part>
  );
}

type LinesProps = { imports: readonly ImportLine[]; busy: boolean; undo: (one: ImportLine) => void };

function Lines({ imports, busy, undo }: LinesProps) {
  const { formats } = useWords();
  const tool = useToolWords().imports;
  const heads = [tool.at, tool.by, tool.written, tool.unchanged, tool.retired, tool.state, tool.undo];
  return (
    <div className={styles.scroll}>
      <Table aria-label={tool.title}>
        <TableHeads heads={heads} />
        <Table.Tbody>
          {imports.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{formats.moment(one.at)}</Table.Td>
              <Table.Td>{one.by.name}</Table.Td>
              <Table.Td>{one.written}</Table.Td>
              <Table.Td>{one.unchanged}</Table.Td>
              <Table.Td>{one.retired}</Table.Td>
              <Table.Td>{tool.states[one.state]}</Table.Td>
              <Table.Td>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={busy || one.state === 'undone'}
                  aria-label={tool.undoOf(formats.moment(one.at))}
                  onClick={() => undo(one)}
                >
                  {tool.undo}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
