import { Badge, Button, Table } from '@mantine/core';
import { useState } from 'react';
import type { Place } from '#shared/knowledge/import/sources';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../tools.module.css';
import look from './import.module.css';
import type { Shown } from './import-desk.ts';

const A_PAGE = 20;

/** Where something stands in its file, in the reader's words. */
export function usePlace(): (place: Place) => string {
  const tool = useToolWords().bring;
  return ({ file, sheet, row, heading }) =>
    [file, sheet, row === undefined ? undefined : tool.row(row), heading].filter(Boolean).join(', ');
}

/** Articles as they would be, a page at a time. */
export function ArticlesTable({ shown: { preview, compared } }: { shown: Shown }) {
  const { words } = useWords();
  const tool = useToolWords().bring;
  const placeOf = usePlace();
  const [asked, setPage] = useState(0);
  const { candidates } = preview;
  const last = Math.max(0, Math.ceil(candidates.length / A_PAGE) - 1);
  const page = Math.min(asked, last);
  const from = page * A_PAGE;
  const here = candidates.slice(from, from + A_PAGE);
  const standings = compared && compared !== 'unknown' ? compared.standings : undefined;
  return (
    <>
      <div className={styles.scroll}>
        <Table aria-label={tool.articles}>
          <TableHeads heads={[tool.what, tool.article, tool.answer, tool.language, tool.place]} />
          <Table.Tbody>
            {here.map(({ article, places }) => {
              const { en, zh } = article.texts;
              const standing = standings?.get(article.id);
              return (
                <Table.Tr key={article.id} data-article={article.id}>
                  <Table.Td>
                    {standing && (
                      <Badge variant={standing === 'unchanged' ? 'default' : 'light'} tt="none">
                        {tool.is[standing]}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td className={look.cell ?? ''}>
                    {[en?.title, zh?.title].filter(Boolean).join(' / ')}
                    <div className="quiet">{article.id}</div>
                  </Table.Td>
                  <Table.Td>
                    <div className={look.excerpt}>{(en ?? zh)?.answer.slice(0, 300)}</div>
                  </Table.Td>
                  <Table.Td>{[en && words.languages.en, zh && words.languages.zh].filter(Boolean).join(', ')}</Table.Td>
                  <Table.Td className={look.cell ?? ''}>{places[0] && placeOf(places[0])}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </div>
      {last > 0 && (
        <nav className={styles.acts} aria-label={tool.articles}>
          <Button size="compact-sm" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {tool.earlier}
          </Button>
          <span className="numbers">{tool.shown(from + 1, from + here.length, candidates.length)}</span>
          <Button size="compact-sm" variant="default" disabled={page === last} onClick={() => setPage(page + 1)}>
            {tool.later}
          </Button>
        </nav>
      )}
    </>
  );
}
