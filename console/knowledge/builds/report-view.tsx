import { Button, Table } from '@mantine/core';
import type { Report, Verdict } from '#shared/protocol/builds';
import { theAddress } from '../../frame/address.ts';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { percent } from '../tools.tsx';
import builds from './builds.module.css';

type Props = { report: Report; version: string; opened: boolean };

/** What the regression questions said of a version, beside the one that was live then. */
export function ReportView({ report, version, opened }: Props) {
  const tool = useToolWords().report;
  const { asked, right, rightBefore, betterCount, worseCount, allowed, better, worse } = report;
  const share = (n: number) => tool.share(n, percent(asked > 0 ? n / asked : 0));
  return (
    <details className={builds.report} open={opened}>
      <summary>{tool.summary(asked, betterCount, worseCount)}</summary>
      <div className={builds.figures}>
        <span>{tool.now(share(right))}</span>
        <span>{tool.before(share(rightBefore))}</span>
        <span>{tool.allowed(allowed)}</span>
      </div>
      <Verdicts title={tool.worse(worseCount)} shown={worse} count={worseCount} version={version} />
      <Verdicts title={tool.better(betterCount)} shown={better} count={betterCount} version={version} />
    </details>
  );
}

type VerdictsProps = { title: string; shown: readonly Verdict[]; count: number; version: string };

function Verdicts({ title, shown, count, version }: VerdictsProps) {
  const { words } = useWords();
  const tool = useToolWords().report;
  if (shown.length === 0) return null;
  const article = (id: string | undefined) => (id === undefined ? tool.noAnswer : <code>{id}</code>);
  const heads = [tool.question, tool.language, tool.source, tool.expected, tool.got, tool.was, tool.try];
  return (
    <div className={styles.scroll}>
      <Table aria-label={title} captionSide="top">
        <Table.Caption>{title}</Table.Caption>
        <TableHeads heads={heads} />
        <Table.Tbody>
          {shown.map((one) => (
            <Table.Tr key={`${one.question} ${one.language} ${one.source}`}>
              <Table.Td className={builds.question ?? ''}>{one.question}</Table.Td>
              <Table.Td>{words.languages[one.language]}</Table.Td>
              <Table.Td>{tool.sources[one.source]}</Table.Td>
              <Table.Td>{article(one.expected)}</Table.Td>
              <Table.Td>{article(one.got)}</Table.Td>
              <Table.Td>{article(one.before)}</Table.Td>
              <Table.Td>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={tool.tryOf(one.question)}
                  onClick={() => theAddress().go(['knowledge', 'bench', one.question, version])}
                >
                  {tool.try}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {count > shown.length && <p className="quiet">{tool.firstOf(shown.length, count)}</p>}
    </div>
  );
}
