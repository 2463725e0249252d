import type { ReactNode } from 'react';
import type { Acts } from '../desk/acts.ts';
import { type Row, rowsOf } from '../desk/rows.ts';
import { useDeskState } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { EmptyInbox } from './empty-inbox.tsx';
import styles from './list.module.css';
import { OfferCard } from './offer-card.tsx';

/** Offers on top, her own below in the order they came, what has ended last. */
export function DeskList({ acts }: { acts: Acts }) {
  const { words } = useWords();
  const state = useDeskState();
  const rows = rowsOf(state);
  const of = (group: Row['group']) => rows.filter((row) => row.group === group);
  const [offers, mine, ended] = [of('offers'), of('mine'), of('ended')];
  return (
    <nav className={styles.list} aria-label={words.list.label}>
      {offers.length > 0 && (
        <Group title={words.list.offers} count={offers.length}>
          {offers.map((row) => (
            <OfferCard key={row.id} row={row} chosen={row.id === state.selected} />
          ))}
        </Group>
      )}
      {mine.length > 0 && (
        <Group title={words.list.mine} count={mine.length}>
          {mine.map((row) => (
            <ConversationRow key={row.id} row={row} chosen={row.id === state.selected} />
          ))}
        </Group>
      )}
      {ended.length > 0 && (
        <Group title={words.list.ended} count={ended.length}>
          {ended.map((row) => (
            <ConversationRow key={row.id} row={row} chosen={row.id === state.selected} />
          ))}
        </Group>
      )}
      {offers.length + mine.length === 0 && <EmptyInbox acts={acts} />}
    </nav>
  );
}

function Group({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className={styles.groupTitle}>
        {title} <span className="numbers">{count}</span>
      </h2>
      <ul className={styles.rows}>{children}</ul>
    </section>
  );
}
