import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { inOneLine } from '../conversation/bold.ts';
import type { Row } from '../desk/rows.ts';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { useNow } from '../frame/use-now.ts';
import { useWords } from '../words/use-words.tsx';
import type { Words } from '../words/words.ts';
import { CustomerName } from './customer-name.tsx';
import styles from './list.module.css';
import { WaitingTime } from './waiting-time.tsx';

const TYPING_MS = 5_000;

export function ConversationRow({ row, chosen }: { row: Row; chosen: boolean }) {
  const { words } = useWords();
  const { client } = useDesk();
  const { id, unread } = row;
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-chosen={chosen}
        data-unread={unread > 0}
        aria-current={chosen}
        onClick={() => client.tell({ type: 'selected', conversationId: id })}
      >
        <span className={styles.rowTop}>
          <CustomerName row={row} />
          <RowState row={row} />
        </span>
        <span className={styles.rowTop}>
          <Snippet row={row} />
          {row.unsent && <IconAlertTriangle size={12} aria-label={words.reply.failed} />}
          {unread > 0 && (
            <Badge size="sm" circle aria-label={words.list.unread(unread)}>
              {unread}
            </Badge>
          )}
        </span>
      </button>
    </li>
  );
}

function RowState({ row }: { row: Row }) {
  const { words } = useWords();
  if (row.closing) return <span className="quiet">{words.list.closing}</span>;
  if (row.group === 'ended' || !row.last) return null;
  if (!row.owesSince) return <span className="quiet">{words.list.answered}</span>;
  return (
    <span className={styles.owes} title={words.list.owesLabel}>
      <IconClock size={12} />
      <WaitingTime since={row.owesSince} tell={(time) => time} />
    </span>
  );
}

/** Who wrote last, and what; or that she is writing. */
function Snippet({ row }: { row: Row }) {
  const { words } = useWords();
  const { agentId } = useDeskState();
  const typing = useNow(1000) - (row.typingAt ?? 0) < TYPING_MS;
  const text = typing ? words.list.typing : snippetOf(row, agentId, words);
  return <span className={`quiet cut ${styles.snippet}`}>{text}</span>;
}

function snippetOf({ last }: Row, agentId: string, { list }: Words): string {
  if (!last) return list.nothingSaid;
  const speaker = {
    'customer-said': list.customerRole,
    'bot-said': list.bot,
    'agent-said': last.kind === 'agent-said' && last.agentId === agentId ? list.you : list.colleague,
  }[last.kind];
  return list.said(speaker, inOneLine(last));
}
