import { Button, Table } from '@mantine/core';
import { faultsCsv } from '#shared/knowledge/import/csv-rows';
import type { Fault } from '#shared/knowledge/import/faults';
import type { Repeat } from '#shared/knowledge/import/preview';
import type { PageFault } from '#shared/knowledge/import/site';
import type { FileRefused } from '#shared/knowledge/import/sources';
import { TableHeads } from '../../frame/table-heads.tsx';
import { useToolWords } from '../../words/knowledge/use-tool-words.ts';
import styles from '../tools.module.css';
import { Part } from '../tools.tsx';
import { usePlace } from './articles-table.tsx';
import { download } from './download.ts';
import look from './import.module.css';

const SHOWN = 20;

/** What of the files cannot be used, and why, by the row. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const tool = useToolWords().bring;
  const placeOf = usePlace();
  if (faults.length === 0) return <p className="quiet">{tool.noFaults}</p>;
  return (
    <Part
      title={`${tool.faults} (${faults.length})`}
      label={tool.faults}
      beside={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => download('faults.csv', 'text/csv', faultsCsv(faults))}
        >
          {tool.download}
        </Button>
      }
    >
      <p className="quiet">{tool.faultsText}</p>
      <div className={styles.scroll}>
        <Table aria-label={tool.faults}>
          <TableHeads heads={[tool.place, tool.column, tool.found, tool.allowed, tool.leaves]} />
          <Table.Tbody>
            {faults.slice(0, SHOWN).map((fault) => (
              <Table.Tr key={`${placeOf(fault)} ${fault.field} ${fault.found}`}>
                <Table.Td className={look.cell ?? ''}>{placeOf(fault)}</Table.Td>
                <Table.Td>{fault.column ?? fault.field}</Table.Td>
                <Table.Td className={look.cell ?? ''}>{fault.found}</Table.Td>
                <Table.Td className={look.cell ?? ''}>{fault.limit}</Table.Td>
                <Table.Td>{tool.left[fault.leaves]}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {faults.length > SHOWN && <p className="quiet">{tool.more(faults.length - SHOWN)}</p>}
    </Part>
  );
}

export function RefusedFiles({ refused }: { refused: readonly FileRefused[] }) {
  const tool = useToolWords().bring;
  if (refused.length === 0) return null;
  return (
    <Part title={tool.refusedFiles}>
      <ul className={styles.plain}>
        {refused.map(({ file, reason, found, limit }) => (
          <li key={file}>
            <strong className="strong">{file}</strong>: {tool.fileRefused[reason]} ({tool.foundAllowed(found, limit)})
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function PageFaults({ faults }: { faults: readonly PageFault[] }) {
  const tool = useToolWords().bring;
  if (faults.length === 0) return null;
  return (
    <Part title={tool.pageFaults(faults.length)}>
      <ul className={look.ids}>
        {faults.slice(0, SHOWN).map(({ address, why, found, limit }) => (
          <li key={`${address} ${why}`}>
            {address}: {tool.pageWhy[why]} ({tool.foundAllowed(found, limit)})
          </li>
        ))}
      </ul>
      {faults.length > SHOWN && <p className="quiet">{tool.more(faults.length - SHOWN)}</p>}
    </Part>
  );
}

export function Repeats({ repeats }: { repeats: readonly Repeat[] }) {
  const tool = useToolWords().bring;
  if (repeats.length === 0) return null;
  return (
    <Part title={tool.repeats}>
      <p className="quiet">{tool.repeatsText}</p>
      <ul className={styles.plain}>
        {repeats.slice(0, SHOWN).map(({ language, text, ids }) => (
          <li key={`${language} ${text}`}>
            “{text}”: {ids.join(', ')}
          </li>
        ))}
      </ul>
      {repeats.length > SHOWN && <p className="quiet">{tool.more(repeats.length - SHOWN)}</p>}
    </Part>
  );
}
