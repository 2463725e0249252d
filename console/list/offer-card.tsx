import { Button } from '@mantine/core';
import { inOneLine } from '../conversation/bold.ts';
import { answersTo } from '../desk/acts.ts';
import type { Row } from '../desk/rows.ts';
import { useDesk, useDeskState } from '../desk/use-desk.tsx';
import { KeyHint } from '../frame/key-hint.tsx';
import { keyOf } from '../keys.ts';
import { useWords } from '../words/use-words.tsx';
import { CountdownRing, useLeft } from './countdown-ring.tsx';
import { CustomerName } from './customer-name.tsx';
import styles from './list.module.css';
import { WaitingTime } from './waiting-time.tsx';

type Props = { row: Row; chosen: boolean };

export function OfferCard({ row, chosen }: Props) {
  const { words } = useWords();
  const { client } = useDesk();
  const { skew } = useDeskState();
  const { id, offer, reason, waitsSince, last } = row;
  if (!offer) return null;
  return (
    <li className={styles.offer} data-chosen={chosen}>
      <button
        type="button"
        className={styles.offerFace}
        aria-current={chosen}
        onClick={() => client.tell({ type: 'selected', conversationId: id })}
      >
        <span className={styles.rowTop}>
          <CustomerName row={row} />
          <CountdownRing key={offer.n} until={offer.until} skew={skew} />
        </span>
        <span className="quiet">
          {reason && words.reason[reason]}
          {waitsSince && ' · '}
          {waitsSince && <WaitingTime since={waitsSince} tell={words.offer.waits} />}
        </span>
        {last && <span className={styles.question}>{inOneLine(last)}</span>}
      </button>
      <OfferAnswers row={row} until={offer.until} skew={skew} />
    </li>
  );
}

/** Accept and decline; dead once the time is up, when the cloud takes the offer back by itself. */
export function OfferAnswers({ row, until, skew }: { row: Row; until: string; skew: number }) {
  const { words } = useWords();
  const { client } = useDesk();
  const over = useLeft(until, skew) === 0;
  const { accept, decline } = answersTo(row, client);
  const acceptWord = row.answering === 'accept' ? words.offer.accepting : over ? words.offer.over : words.offer.accept;
  const declineWord = row.answering === 'decline' ? words.offer.declining : words.offer.decline;
  return (
    <div className={styles.answers}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={!decline || over}
        onClick={decline}
        aria-keyshortcuts={keyOf('decline')}
        rightSection={<KeyHint name="decline" />}
      >
        {declineWord}
      </Button>
      <Button
        size="compact-sm"
        disabled={!accept || over}
        onClick={accept}
        aria-keyshortcuts={keyOf('accept')}
        rightSection={<KeyHint name="accept" />}
      >
        {acceptWord}
      </Button>
    </div>
  );
}
