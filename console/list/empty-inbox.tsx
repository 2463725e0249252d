import { Button } from '@mantine/core';
import { IconCoffee, IconInbox } from '@tabler/icons-react';
import type { Acts } from '../desk/acts.ts';
import { useDeskState } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './list.module.css';

/** Nothing to do, and why: nobody waits, or nobody may be sent here. */
export function EmptyInbox({ acts }: { acts: Acts }) {
  const { words } = useWords();
  const { wantsReady, connection } = useDeskState();
  const { emptyReady, emptyReadyText, emptyNotReady, emptyNotReadyText } = words.list;
  if (connection.kind !== 'online') return null;
  return (
    <div className={styles.empty}>
      {wantsReady ? <IconInbox size={24} /> : <IconCoffee size={24} />}
      <strong className="strong">{wantsReady ? emptyReady : emptyNotReady}</strong>
      <span className="quiet">{wantsReady ? emptyReadyText : emptyNotReadyText}</span>
      {!wantsReady && (
        <Button size="compact-sm" onClick={acts.presence} rightSection={<KeyHint name="presence" />}>
          {words.presence.ready}
        </Button>
      )}
    </div>
  );
}
