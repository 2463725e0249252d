import { VisuallyHidden } from '@mantine/core';
import { useEffect } from 'react';
import type { DeskState } from '../desk/desk-state.ts';
import { type Row, rowsOf } from '../desk/rows.ts';
import { useDeskState } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';
import type { Words } from '../words/words.ts';
import type { Sound } from './use-sound.ts';

const AGAIN_MS = 5_000;

/** Offers by ear, by screen reader and by the page's title. Told once an offer; rung until it is answered. */
export function OfferAnnouncer({ sound: { ring } }: { sound: Sound }) {
  const { words } = useWords();
  const state = useDeskState();
  const offers = rowsOf(state).filter(({ offer, answering }) => offer && !answering);
  const key = offers.map(({ id, offer }) => `${id} ${offer?.n}`).join(' ');
  useEffect(() => {
    if (!key) return;
    ring();
    const timer = setInterval(ring, AGAIN_MS);
    return () => clearInterval(timer);
  }, [key, ring]);
  const count = offers.length;
  useEffect(() => {
    const title = `${words.product} · ${words.desk}`;
    document.title = count > 0 ? words.offer.title(count, title) : title;
  }, [count, words]);
  return (
    <VisuallyHidden aria-live="assertive" role="log">
      <span key={key}>{announcement(offers, state, words)}</span>
    </VisuallyHidden>
  );
}

/** Says the whole time of the offer, not what is left: the text must not change while it is read. */
function announcement(offers: Row[], { conversations }: DeskState, words: Words) {
  const newest = offers.at(-1);
  if (!newest?.offer) return '';
  const offered = conversations[newest.id]?.events.findLast(({ kind }) => kind === 'offered');
  const from = offered?.at ?? conversations[newest.id]?.seat?.since ?? newest.offer.until;
  const seconds = Math.max(0, Math.round((Date.parse(newest.offer.until) - Date.parse(from)) / 1000));
  return words.offer.announce(offers.length, newest.reason ? words.reason[newest.reason] : '', seconds);
}
