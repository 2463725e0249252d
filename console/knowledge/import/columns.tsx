import { NativeSelect, Table } from '@mantine/core';
import { Language } from '#events/actor';
import { COLUMN_FIELDS, type Column, type Mapping } from '#shared/knowledge/import/columns';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import { Part } from '../tools.tsx';
import look from './import.module.css';
import { mappingOf, type Shown } from './import-desk.ts';
import type { TableView } from './reader-wire.ts';

type Props = { table: TableView; shown: Shown; change: (mapping: Mapping) => void };

/** Words of one language stand in a column of their own; of the other fields there is one for all. */
const spoken: readonly Column['field'][] = ['title', 'question', 'answer'];

/** What each column of a table holds, guessed and to be changed. */
export function Columns({ table, shown, change }: Props) {
  const { words } = useWords();
  const tool = useToolWords().bring;
  const mapping = mappingOf(shown, table);
  const name = [table.file, table.sheet].filter(Boolean).join(', ');
  const put = (at: number, column: Column) => change(mapping.map((one, n) => (n === at ? column : one)));
  return (
    <Part title={`${tool.columns}: ${name}`}>
      <p className="quiet">{tool.columnsText}</p>
      <div className={styles.scroll}>
        <Table aria-label={`${tool.columns}: ${name}`}>
          <TableHeads heads={[tool.column, tool.example, tool.field, tool.language]} />
          <Table.Tbody>
            {mapping.map(({ field, language }, n) => {
              const header = table.header[n] ?? '';
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names repeat.
                <Table.Tr key={n}>
                  <Table.Td className={look.cell ?? ''}>{header}</Table.Td>
                  <Table.Td>
                    <div className={look.excerpt}>{table.examples[n]}</div>
                  </Table.Td>
                  <Table.Td>
                    <NativeSelect
                      aria-label={`${tool.field}: ${header}`}
                      value={field}
                      onChange={(event) => {
                        const chosen = COLUMN_FIELDS.find((one) => one === event.currentTarget.value) ?? 'ignore';
                        put(n, { field: chosen, ...(language && spoken.includes(chosen) && { language }) });
                      }}
                      data={COLUMN_FIELDS.map((value) => ({ value, label: tool.columnFields[value] }))}
                    />
                  </Table.Td>
                  <Table.Td>
                    <NativeSelect
                      aria-label={`${tool.language}: ${header}`}
                      value={language ?? ''}
                      disabled={!spoken.includes(field)}
                      onChange={(event) => {
                        const chosen = Language.safeParse(event.currentTarget.value).data;
                        put(n, { field, ...(chosen && { language: chosen }) });
                      }}
                      data={[
                        { value: '', label: tool.guessed },
                        ...Language.options.map((value) => ({ value, label: words.languages[value] })),
                      ]}
                    />
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
    </Part>
  );
}
