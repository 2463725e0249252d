import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';
import { useNow } from './use-now.ts';

/** Said from the first failed try until the desk answers again, so that it does not flicker with each attempt. */
export function ConnectionBanner() {
  const { connection } = useDeskState();
  const trying = connection.kind === 'connecting' && connection.attempt > 0;
  if (connection.kind === 'offline') return <Banner retryAt={connection.retryAt} />;
  return trying ? <Banner retryAt={0} /> : null;
}

function Banner({ retryAt }: { retryAt: number }) {
  const { words } = useWords();
  const { client } = useDesk();
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(500)) / 1000));
  return (
    <section className={styles.banner} aria-label={words.connection.offline}>
      <IconPlugConnectedX size={16} />
      <span>{words.connection.banner(seconds)}</span>
      <Button size="compact-sm" variant="default" disabled={seconds === 0} onClick={client.reconnectNow}>
        {words.connection.now}
      </Button>
    </section>
  );
}
