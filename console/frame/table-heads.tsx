import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** The names of a table's columns. `end`: a last column that has none. */
export const TableHeads = ({ heads, end }: { heads: readonly string[]; end?: ReactNode }) => (
  <Table.Thead>
    <Table.Tr>
      {heads.map((head) => (
        <Table.Th key={head} scope="col">
          {head}
        </Table.Th>
      ))}
      {end}
    </Table.Tr>
  </Table.Thead>
);
