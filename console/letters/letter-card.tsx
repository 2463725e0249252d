import { Button } from '@mantine/core';
import type { Letter, LetterFailure } from '#shared/protocol/dead-letters';
import { codeOf } from '../desk/rows.ts';
import split from '../frame/split.module.css';
import { useWords } from '../words/use-words.tsx';
import styles from './letters.module.css';

type Props = { letter: Letter; busy: boolean; redrive: () => void; discard: () => void };

/** One letter: whom it is about, why it lies here, and what can be done with it. */
export function LetterCard({ letter, busy, redrive, discard }: Props) {
  const { words, formats } = useWords();
  const { conversationIds, about, failures, condition, sentAt, redrivable, letterId } = letter;
  const title = titleOf(letter, words.list.customer);
  return (
    <li className={split.card} aria-label={title}>
      <div className={split.top}>
        <strong className="strong cut">{title}</strong>
        <time className="quiet" dateTime={sentAt}>
          {formats.moment(sentAt)}
        </time>
      </div>
      <p className={styles.ids}>{[...conversationIds, about, letterId].filter(Boolean).join(' · ')}</p>
      {failures.length > 0 ? (
        <ul className={styles.failures}>
          {failures.map((failure) => (
            <li key={`${failure.step} ${failure.at}`}>
              <Why failure={failure} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{words.letters.noReason}</p>
      )}
      {condition && <p className="quiet">{words.letters.condition(condition)}</p>}
      {!redrivable && <p className="quiet">{words.letters.notRedrivable}</p>}
      <div className={split.acts}>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={discard}>
          {words.letters.discard}
        </Button>
        <Button size="compact-sm" disabled={busy || !redrivable} onClick={redrive}>
          {words.letters.redrive}
        </Button>
      </div>
    </li>
  );
}

export const titleOf = ({ conversationIds, about, letterId }: Letter, customer: (code: string) => string): string => {
  const codes = conversationIds.slice(0, 3).map((id) => customer(codeOf(id)));
  return codes.length > 0 ? codes.join(', ') : about || letterId;
};

function Why({ failure: { step, error, message, times, at } }: { failure: LetterFailure }) {
  const { words, formats } = useWords();
  return (
    <>
      <code>{step}</code> {words.letters.times(times, formats.moment(at))}
      <br />
      <code className={styles.error}>
        {error}: {message}
      </code>
    </>
  );
}
