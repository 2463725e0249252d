import { IconBook2 } from '@tabler/icons-react';
import { useCallback, useRef, useState } from 'react';
import { useDesk } from '../../desk/use-desk.tsx';
import split from '../../frame/split.module.css';
import { Standing } from '../../frame/standing.tsx';
import { useKeys } from '../../frame/use-keys.ts';
import { useWords } from '../../words/use-words.tsx';
import styles from '../article.module.css';
import { mayEdit } from '../may-edit.ts';
import { hersFirst } from '../reminders.ts';
import type { TabProps } from '../tabs.ts';
import { useArticleList } from '../use-articles.ts';
import { ArticleListView } from './article-list.tsx';
import { ArticlePane } from './article-pane.tsx';
import { type Filter, seenOf } from './filter.ts';
import { NewArticle } from './new-article.tsx';

/** In the address where an article's name would stand; no article can be called so. */
const FRESH = '+';

/** The list and, beside it, the article that the address names. */
export function ArticlesTab({ rest, go, changed }: TabProps) {
  const { words } = useWords();
  const { who } = useDesk();
  const [id, view, from, to] = rest;
  const [filter, setFilter] = useState<Filter>({ shelf: 'published', owner: '', source: '', words: '' });
  const list = useArticleList(filter.shelf, filter.owner);
  const search = useRef<HTMLInputElement>(null);
  const edits = mayEdit(who.groups);
  const found = list.state.kind === 'read' ? seenOf(list.state.value.articles, filter) : [];
  const shown = filter.shelf === 'due' ? hersFirst(found, who) : found;
  const at = shown.findIndex((one) => one.id === id);
  const [next, previous] = [shown[at + 1], at > 0 ? shown[at - 1] : undefined];
  useKeys({
    ...(next && { next: () => go(next.id) }),
    ...(previous && { previous: () => go(previous.id) }),
    ...(edits && { 'new-article': () => go(FRESH) }),
    ...(id && { dismiss: () => go() }),
    search: () => search.current?.focus(),
  });
  const { refresh } = list;
  const acted = useCallback(() => {
    refresh();
    changed();
  }, [refresh, changed]);
  const open = { edits, changed: acted, go };
  return (
    <div className={`${split.page} ${styles.both}`} data-open={id !== undefined}>
      <ArticleListView
        list={list}
        shown={shown}
        filter={filter}
        setFilter={setFilter}
        chosen={id}
        choose={go}
        search={search}
        {...(edits && { create: () => go(FRESH) })}
      />
      <main className={split.main} aria-label={words.knowledge.article.label}>
        {id === undefined && (
          <Standing
            icon={<IconBook2 size={24} />}
            title={words.knowledge.list.choose}
            {...(edits && { text: words.knowledge.list.chooseText })}
          />
        )}
        {id === FRESH && edits && <NewArticle {...open} />}
        {id !== undefined && id !== FRESH && <ArticlePane key={id} id={id} view={view} from={from} to={to} {...open} />}
      </main>
    </div>
  );
}
