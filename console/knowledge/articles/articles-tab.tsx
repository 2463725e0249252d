import { useWords } from '../../words/use-words.tsx';
import type { TabProps } from '../tabs.ts';

export function ArticlesTab(_props: TabProps) {
  const { words } = useWords();
  return <main aria-label={words.knowledge.tab.articles} />;
}
