import { Button } from '@mantine/core';
import type { Acts } from '../desk/acts.ts';
import { pending } from '../desk/acts.ts';
import type { Conversation } from '../desk/conversation.ts';
import type { Outgoing } from '../desk/outgoing.ts';
import { type Row, rowsOf } from '../desk/rows.ts';
import { useDeskState, useDraft } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import { useNow } from '../frame/use-now.ts';
import { keyOf } from '../keys.ts';
import { OfferAnswers } from '../list/offer-card.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';
import { ReplyBox } from './reply-box.tsx';

/** The place of the primary action: accept, send, undo or take away, always at the lower right. */
export function Foot({ conversation, acts }: { conversation: Conversation; acts: Acts }) {
  const state = useDeskState();
  const closing = pending(state, conversation.id, 'close');
  if (closing) return <Closing closing={closing} acts={acts} />;
  if (conversation.seat?.kind === 'held') return <ReplyBox conversationId={conversation.id} />;
  const row = rowsOf(state).find(({ id }) => id === conversation.id);
  if (row?.offer) return <Offered row={row} until={row.offer.until} />;
  return <Ended conversation={conversation} acts={acts} />;
}

function Offered({ row, until }: { row: Row; until: string }) {
  const { words } = useWords();
  const { skew } = useDeskState();
  return (
    <div className={styles.foot}>
      <span className={styles.footText}>{words.offer.question}</span>
      <OfferAnswers row={row} until={until} skew={skew} />
    </div>
  );
}

function Closing({ closing, acts }: { closing: Outgoing; acts: Acts }) {
  const { words } = useWords();
  const seconds = Math.max(0, Math.ceil(((closing.notBefore ?? 0) - useNow(250)) / 1000));
  return (
    <div className={styles.foot} role="status">
      <span className={styles.footText}>{seconds > 0 ? words.close.undoText(seconds) : words.close.closing}</span>
      {acts.undo && (
        <Button
          size="compact-sm"
          onClick={acts.undo}
          aria-keyshortcuts={keyOf('undo')}
          rightSection={<KeyHint name="undo" />}
        >
          {words.close.undo}
        </Button>
      )}
    </div>
  );
}

/** Why she no longer holds it. What she had written stays here to be read and copied. */
function Ended({ conversation: { id, state, ending }, acts }: { conversation: Conversation; acts: Acts }) {
  const { words } = useWords();
  const [draft] = useDraft(id);
  if (!ending && !state) return null;
  return (
    <div className={styles.foot} role="status" data-ending={ending ?? 'taken'}>
      <div className={styles.footText}>
        {words.conversation.endings[ending ?? 'taken']}
        {draft && <p className={styles.keptDraft}>{draft}</p>}
      </div>
      {acts.dismiss && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={acts.dismiss}
          aria-keyshortcuts={keyOf('dismiss')}
          rightSection={<KeyHint name="dismiss" />}
        >
          {words.conversation.dismiss}
        </Button>
      )}
    </div>
  );
}
