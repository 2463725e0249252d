import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconHeadset, IconPlugConnectedX } from '@tabler/icons-react';
import type { Outgoing } from '../desk/outgoing.ts';
import { useDesk, useDeskState, useDraft } from '../desk/use-desk.tsx';
import { refusalWords } from '../words/refusal-words.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';

/** Her words that are not in the log yet, with what became of them. */
export function OutgoingLine({ text, outgoing }: { text: string; outgoing: Outgoing }) {
  const { words } = useWords();
  return (
    <li className={styles.said} data-by="agent" data-own="true">
      <div className={styles.speaker}>
        <IconHeadset size={12} aria-hidden="true" />
        <span className={styles.speakerName}>{words.list.you}</span>
        <SendState outgoing={outgoing} />
      </div>
      <div className={styles.bubble} data-phase={outgoing.phase}>
        {text}
      </div>
      {outgoing.phase === 'failed' && <Failed text={text} outgoing={outgoing} />}
    </li>
  );
}

function SendState({ outgoing: { phase } }: { outgoing: Outgoing }) {
  const { words } = useWords();
  const { connection } = useDeskState();
  const offline = connection.kind !== 'online';
  const states = {
    waiting: offline
      ? { Icon: IconPlugConnectedX, word: words.reply.waiting }
      : { Icon: IconCircleDashed, word: words.reply.queued },
    sending: { Icon: IconCircleDashed, word: words.reply.sending },
    sent: { Icon: IconCheck, word: words.reply.sent },
    failed: { Icon: IconAlertTriangle, word: words.reply.failed },
  };
  const { Icon, word } = states[phase];
  return (
    <span className={styles.sendState} data-phase={phase}>
      <Icon size={12} aria-hidden="true" />
      {word}
    </span>
  );
}

function Failed({ text, outgoing: { id, code, conversationId } }: { text: string; outgoing: Outgoing }) {
  const { words } = useWords();
  const { client, replyBox } = useDesk();
  const [draft, setDraft] = useDraft(conversationId);
  const edit = () => {
    setDraft(draft ? `${text}\n${draft}` : text);
    client.withdraw(id);
    replyBox.current?.focus();
  };
  return (
    <div className={styles.failed} role="alert">
      <span>{refusalWords(code ?? '', words)}</span>
      <Button size="compact-xs" variant="default" onClick={() => client.retry(id)}>
        {words.reply.retry}
      </Button>
      <Button size="compact-xs" variant="default" onClick={edit}>
        {words.reply.edit}
      </Button>
    </div>
  );
}
