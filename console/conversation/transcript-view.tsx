import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Conversation } from '../desk/conversation.ts';
import { useDeskState } from '../desk/use-desk.tsx';
import { useNow } from '../frame/use-now.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';
import { LineView } from './line-view.tsx';
import { linesOf } from './transcript.ts';

const NEAR_PX = 48;
const TYPING_MS = 5_000;

/** Follows the newest line while the reader is at it; else nothing moves, and a button says that there is more. */
export function Transcript({ conversation }: { conversation: Conversation }) {
  const { words, formats, telling } = useWords();
  const { outbox, agentId } = useDeskState();
  const { id, events, sync } = conversation;
  const lines = useMemo(() => {
    const mine = outbox.filter(({ conversationId }) => conversationId === id);
    return linesOf({ events, outbox: mine, agentId, words, telling, dayOf: formats.day });
  }, [events, outbox, id, agentId, words, telling, formats]);
  const { scroller, away, toEnd, scrolled } = useFollow(lines.length);
  return (
    <div className={styles.scrollFrame}>
      <section
        ref={scroller}
        className={styles.scroll}
        aria-label={words.conversation.transcript}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by key.
        tabIndex={0}
        onScroll={scrolled}
      >
        <ol className={styles.lines} aria-live="polite" aria-relevant="additions">
          {lines.map((line, index) => (
            <LineView key={line.key} line={line} before={lines[index - 1]} />
          ))}
        </ol>
        {lines.length === 0 && sync !== 'none' && <p className="quiet">{words.conversation.loading}</p>}
        <Typing typingAt={conversation.typingAt} />
      </section>
      {away && (
        <Button
          className={styles.newest}
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowDown size={12} />}
          onClick={toEnd}
        >
          {words.conversation.newest}
        </Button>
      )}
    </div>
  );
}

function Typing({ typingAt = 0 }: { typingAt: number | undefined }) {
  const { words } = useWords();
  const typing = useNow(1000) - typingAt < TYPING_MS;
  // The line is always there: what comes and goes must not push the words about.
  return <p className={`quiet ${styles.typing}`}>{typing ? words.conversation.typing : '\u00a0'}</p>;
}

function useFollow(length: number) {
  const scroller = useRef<HTMLElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = () => {
    const view = scroller.current;
    if (view) view.scrollTop = view.scrollHeight;
  };
  const scrolled = () => {
    const view = scroller.current;
    if (!view) return;
    following.current = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_PX;
    setAway(!following.current);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the length says that a line was added.
  useLayoutEffect(() => {
    if (following.current) toEnd();
  }, [length]);
  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const resized = new ResizeObserver(() => following.current && toEnd());
    resized.observe(view);
    return () => resized.disconnect();
  });
  return { scroller, away, toEnd, scrolled };
}
