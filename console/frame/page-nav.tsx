import { Badge } from '@mantine/core';
import { rowsOf } from '../desk/rows.ts';
import { useDeskState } from '../desk/use-desk.tsx';
import { keyOf } from '../keys.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';
import type { PageName } from './pages.ts';

export type PageNavProps = {
  allowed: readonly PageName[];
  page: PageName;
  go: (page: PageName) => void;
  /** Articles that an editor is reminded of. */
  due: number;
};

/** Only for who has more than her desk; each page says what waits on it. */
export function PageNav({ allowed, page, go, due }: PageNavProps) {
  const { words } = useWords();
  const state = useDeskState();
  const waiting: Partial<Record<PageName, number>> = {
    desk: page === 'desk' ? 0 : rowsOf(state).filter(({ offer }) => offer).length,
    notices: state.supervision.list?.open.length ?? 0,
    knowledge: due,
  };
  if (allowed.length < 2) return null;
  return (
    <nav className={styles.pages} aria-label={words.pages.label}>
      {allowed.map((one) => (
        <button
          key={one}
          type="button"
          className={styles.page}
          aria-current={one === page ? 'page' : undefined}
          aria-keyshortcuts={keyOf(`page-${one}`)}
          onClick={() => go(one)}
        >
          {words.pages[one]}
          {(waiting[one] ?? 0) > 0 && (
            <Badge size="sm" circle aria-label={words.pages.waiting(waiting[one] ?? 0)}>
              {waiting[one]}
            </Badge>
          )}
        </button>
      ))}
    </nav>
  );
}
