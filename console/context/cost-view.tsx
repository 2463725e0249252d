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
  const tool = (
    <>
      {state.kind === 'read' && <Total cost={state.cost} />}
      <Refresh refresh={refresh} />
    </>
  );
  return (
    <Section title={words.cost.title} tool={tool}>
      {state.kind === 'read' ? <CostTable cost={state.cost} /> : <p className="quiet">{said[state.kind]}</p>}
    </Section>
  );
}

function Total({ cost }: { cost: CostAnswer }) {
  const { words, formats } = useWords();
  return (
    <span className="numbers" data-total>
      <strong className="strong">{formats.money(cost.total, cost.currency)}</strong>
      {cost.estimated && <abbr title={words.cost.estimated}>{words.cost.estimatedMark}</abbr>}
    </span>
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
  return (
    <>
      <Table className={styles.cost} aria-label={words.cost.lines} verticalSpacing={4} horizontalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.cost.meter}</Table.Th>
            <Table.Th>{words.cost.amount(cost.currency)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cost.lines.map((line) => (
            <CostLine key={`${line.meter} ${line.unitPrice} ${line.estimated}`} line={line} />
          ))}
          {cost.unpriced?.map(({ meter, quantity, unit, reason }) => (
            <Table.Tr key={`${meter} ${reason}`}>
              <Table.Td>
                {meter}
                <div className="quiet">
                  {formats.number(quantity)} {unit} · {reason}
                </div>
              </Table.Td>
              <Table.Td>{words.cost.unpriced}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className="quiet">
        {words.cost.book(cost.book)}
        {cost.estimated && ` · ${words.cost.estimatedMark} = ${words.cost.estimated}`}
      </p>
    </>
  );
}

function CostLine({ line }: { line: CostAnswer['lines'][number] }) {
  const { words, formats } = useWords();
  const price = words.cost.per(formats.number(line.unitPrice), formats.number(line.per));
  return (
    <Table.Tr>
      <Table.Td>
        {line.meter}
        {line.estimated && <abbr title={words.cost.estimated}>{words.cost.estimatedMark}</abbr>}
        <div className="quiet">
          {formats.number(line.quantity)} {line.unit} × {price}
        </div>
      </Table.Td>
      <Table.Td>{formats.number(line.cost)}</Table.Td>
    </Table.Tr>
  );
}
