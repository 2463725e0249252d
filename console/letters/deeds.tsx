import { Table } from '@mantine/core';
import type { LetterDeed } from '#shared/protocol/dead-letters';
import { codeOf } from '../desk/rows.ts';
import split from '../frame/split.module.css';
import { TableHeads } from '../frame/table-heads.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './letters.module.css';

/** Who did what, newest first. */
export function Deeds({ deeds }: { deeds: LetterDeed[] }) {
  const { words, formats } = useWords();
  if (deeds.length === 0) return null;
  const { when, who, what, where, whom } = words.letters.deed;
  return (
    <section className={styles.deeds} aria-label={words.letters.deeds}>
      <h2 className={split.title}>{words.letters.deeds}</h2>
      <Table aria-label={words.letters.deeds}>
        <TableHeads heads={[when, who, what, where, whom]} />
        <Table.Tbody>
          {deeds.map((deed) => (
            <Table.Tr key={`${deed.at} ${deed.letterId}`}>
              <Table.Td>{formats.moment(deed.at)}</Table.Td>
              <Table.Td>{deed.by.name}</Table.Td>
              <Table.Td>{words.letters.did[deed.did]}</Table.Td>
              <Table.Td>{words.letters.queue[deed.queue]}</Table.Td>
              <Table.Td>
                {deed.conversationIds.map((id) => words.list.customer(codeOf(id))).join(', ') || deed.letterId}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
