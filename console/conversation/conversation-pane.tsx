import { Badge, Button } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import type { Acts } from '../desk/acts.ts';
import type { Conversation } from '../desk/conversation.ts';
import { rowsOf, standingOf } from '../desk/rows.ts';
import { useDeskState, useSelected } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import split from '../frame/split.module.css';
import { type KeyName, keyOf } from '../keys.ts';
import { CustomerName } from '../list/customer-name.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';
import { Foot } from './foot.tsx';
import { Transcript } from './transcript-view.tsx';

export function ConversationPane({ acts }: { acts: Acts }) {
  const { words } = useWords();
  const conversation = useSelected();
  return (
    <main className={split.pane} aria-label={words.conversation.label}>
      {conversation ? <Opened key={conversation.id} conversation={conversation} acts={acts} /> : <NothingOpen />}
    </main>
  );
}

function NothingOpen() {
  const { words } = useWords();
  return (
    <div className={styles.nothing}>
      <IconMessageCircle size={24} />
      <strong className="strong">{words.conversation.none}</strong>
      <span className="quiet">{words.conversation.noneText}</span>
    </div>
  );
}

function Opened({ conversation, acts }: { conversation: Conversation; acts: Acts }) {
  return (
    <>
      <Head conversation={conversation} acts={acts} />
      <Transcript conversation={conversation} />
      <Foot conversation={conversation} acts={acts} />
    </>
  );
}

function Head({ conversation, acts }: { conversation: Conversation; acts: Acts }) {
  const { words } = useWords();
  const state = useDeskState();
  const standing = standingOf(conversation, state.agentId);
  const row = rowsOf(state).find(({ id }) => id === conversation.id);
  return (
    <div className={split.head}>
      <h2 className={styles.title}>{row && <CustomerName row={row} />}</h2>
      {standing && (
        <Badge variant="default" size="md" radius="sm" tt="none" fw={400} lts={0} fz={12}>
          {words.standing[standing]}
        </Badge>
      )}
      <span className={styles.gap} />
      <HeadAction name="return-to-bot" acts={acts} word={words.giveBack.action} />
      <HeadAction name="close" acts={acts} word={words.close.action} />
    </div>
  );
}

function HeadAction({ name, acts, word }: { name: KeyName; acts: Acts; word: string }) {
  const act = acts[name];
  if (!act) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={act}
      aria-keyshortcuts={keyOf(name)}
      rightSection={<KeyHint name={name} />}
    >
      {word}
    </Button>
  );
}
