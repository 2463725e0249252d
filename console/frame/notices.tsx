import { CloseButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Notice } from '../desk/desk-state.ts';
import { codeOf } from '../desk/rows.ts';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { refusalWords } from '../words/refusal-words.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';

const READ_IN_MS = 12_000;

/** What the cloud refused, in the reader's words, above everything else and never in its way. */
export function Notices() {
  const { notices } = useDeskState();
  return (
    <div className={styles.notices} role="alert">
      {notices.map((notice) => (
        <NoticeCard key={notice.key} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { words } = useWords();
  const { client } = useDesk();
  const { key } = notice;
  useEffect(() => {
    const timer = setTimeout(() => client.tell({ type: 'notice-read', key }), READ_IN_MS);
    return () => clearTimeout(timer);
  }, [client, key]);
  const which = notice.conversationId ? `${words.list.customer(codeOf(notice.conversationId))}: ` : '';
  const text = notice.kind === 'refused' ? refusalWords(notice.code, words) : words.presence.takenBack;
  return (
    <div className={styles.notice} data-code={notice.kind === 'refused' ? notice.code : notice.kind}>
      <IconAlertTriangle size={16} />
      <span>
        {which}
        {text}
      </span>
      <CloseButton
        size="sm"
        aria-label={words.notice.dismiss}
        onClick={() => client.tell({ type: 'notice-read', key })}
      />
    </div>
  );
}
