import { ActionIcon, Table, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { CostAnswer } from '#shared/protocol/session';
import { keyOf } from '../keys.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './context.module.css';
import { Section } from './packet-view.tsx';
import type { Cost } from './use-cost.ts';

export function CostView({ cost: { state, refresh } }: { cost: Cost }) {
  const { words } = useWords();
  if (state.kind === 'unread') return null;
  const { failed, none, notAllowed, loading } = words.cost;
  const said = { failed, none, 'not-allowed': notAllowed, reading: loading };
  return (
    <Section title={words.cost.title} tool={<Refresh refresh={refresh} />}>
      {state.kind === 'read' ? <CostTable cost={state.cost} /> : <p className="quiet">{said[state.kind]}</p>}
    </Section>
  );
}

function Refresh({ refresh }: { refresh: () => void }) {
  const { words } = useWords();
  const label = `${words.cost.refresh} (${keyOf('cost')})`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={refresh}>
        <IconRefresh size={12} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Every line with its price, so that the sum can be followed by hand. */
function CostTable({ cost }: { cost: CostAnswer }) {
  const { words, formats } = useWords();
  const money = (decimal: string) => formats.money(decimal, cost.currency);
  return (
    <>
      <Table className={styles.cost} aria-label={words.cost.lines} verticalSpacing={4} horizontalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.cost.meter}</Table.Th>
            <Table.Th>{words.cost.amount}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cost.lines.map((line) => (
            <CostLine key={`${line.meter} ${line.unitPrice} ${line.estimated}`} line={line} money={money} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{words.cost.total}</Table.Th>
            <Table.Td>
              <strong className="strong">{money(cost.total)}</strong>
            </Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <p className="quiet">
        {words.cost.book(cost.book)}
        {cost.estimated && ` · ${words.cost.estimatedMark} = ${words.cost.estimated}`}
      </p>
    </>
  );
}

type LineProps = { line: CostAnswer['lines'][number]; money: (decimal: string) => string };

function CostLine({ line, money }: LineProps) {
  const { words, formats } = useWords();
  const price = words.cost.per(money(line.unitPrice), formats.number(line.per), line.unit);
  return (
    <Table.Tr>
      <Table.Td>
        {line.meter}
        {line.estimated && <abbr title={words.cost.estimated}>{words.cost.estimatedMark}</abbr>}
        <div className="quiet">
          {formats.number(line.quantity)} {line.unit} × {price}
        </div>
      </Table.Td>
      <Table.Td>{money(line.cost)}</Table.Td>
    </Table.Tr>
  );
}
