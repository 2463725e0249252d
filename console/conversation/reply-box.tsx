import { Button, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { MAX_TEXT } from '#shared/protocol/frames';
import { useDesk, useDeskState, useDraft } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';

/** Every keystroke is kept; the box is emptied only when its words stand in the outbox. */
export function ReplyBox({ conversationId }: { conversationId: string }) {
  const { words } = useWords();
  const { client, replyBox } = useDesk();
  const [draft, setDraft] = useDraft(conversationId);
  const text = draft.trim();
  const sendable = text.length > 0 && text.length <= MAX_TEXT;
  const send = () => {
    if (!sendable) return;
    client.enact(conversationId, { kind: 'reply', text });
    setDraft('');
    replyBox.current?.focus();
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // A half-composed Chinese word uses the same keys.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <div className={styles.reply}>
      <Textarea
        ref={replyBox}
        aria-label={words.reply.label}
        placeholder={words.reply.placeholder}
        value={draft}
        rows={3}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          client.typing(conversationId);
        }}
        onKeyDown={pressed}
      />
      <div className={styles.replyFoot}>
        <DraftState draft={draft} over={text.length - MAX_TEXT} />
        <Button size="compact-md" disabled={!sendable} onClick={send} rightSection={<KeyHint name="send" />}>
          {words.reply.send}
        </Button>
      </div>
    </div>
  );
}

function DraftState({ draft, over }: { draft: string; over: number }) {
  const { words } = useWords();
  const { connection } = useDeskState();
  const state = over > 0 ? words.reply.tooLong(over) : draft ? words.reply.draftKept : '';
  const waits = connection.kind === 'online' ? '' : words.reply.waiting;
  return (
    <span className="quiet" role="status">
      {[waits, state].filter(Boolean).join(' · ')}
    </span>
  );
}
