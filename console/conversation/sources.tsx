import { IconBook2 } from '@tabler/icons-react';
import type { Source } from '#events/conversation';
import { useWords } from '../words/use-words.tsx';
import styles from './conversation.module.css';

/** What stood behind an answer, by its title. */
export function Sources({ sources }: { sources: readonly Source[] }) {
  const { words } = useWords();
  return (
    <ul className={styles.sources} aria-label={words.conversation.sources}>
      {sources.map(({ articleId, version, title }) => (
        <li key={`${articleId} ${version}`} className={styles.source}>
          <IconBook2 size={12} aria-hidden="true" />
          <span>{title}</span>
        </li>
      ))}
    </ul>
  );
}
