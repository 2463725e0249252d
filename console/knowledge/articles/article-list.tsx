import { Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconBook2, IconLock, IconPlus, IconRefresh } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { STATES } from '#shared/knowledge/lifecycle/record';
import { KeyHint } from '../../frame/key-hint.tsx';
import split from '../../frame/split.module.css';
import { Standing } from '../../frame/standing.tsx';
import { keyOf } from '../../keys.ts';
import { useWords } from '../../words/use-words.tsx';
import { Summary } from '../answers.ts';
import styles from '../article.module.css';
import { standingOfDay, today } from '../days.ts';
import type { ArticleList, Shelf } from '../use-articles.ts';
import type { Filter } from './filter.ts';

type Props = {
  list: ArticleList;
  shown: readonly Summary[];
  filter: Filter;
  setFilter: (filter: Filter) => void;
  chosen: string | undefined;
  choose: (id: string) => void;
  search: RefObject<HTMLInputElement | null>;
  create?: () => void;
};

export function ArticleListView({ list, shown, filter, setFilter, chosen, choose, search, create }: Props) {
  const { words } = useWords();
  const { state, refresh } = list;
  return (
    <section className={split.list} aria-label={words.knowledge.list.label}>
      <div className={`${split.top} ${styles.head}`}>
        <h2 className={split.title}>{words.knowledge.tab.articles}</h2>
        <span className={styles.shelves}>
          <Button size="compact-sm" variant="default" onClick={refresh} leftSection={<IconRefresh size={12} />}>
            {words.knowledge.list.refresh}
          </Button>
          {create && (
            <Button
              size="compact-sm"
              onClick={create}
              leftSection={<IconPlus size={12} />}
              rightSection={<KeyHint name="new-article" />}
            >
              {words.knowledge.list.create}
            </Button>
          )}
        </span>
      </div>
      <Filters filter={filter} setFilter={setFilter} search={search} />
      {state.kind === 'reading' && <Standing icon={<Loader size="sm" />} title={words.knowledge.list.loading} />}
      {state.kind === 'not-allowed' && (
        <Standing icon={<IconLock size={24} />} title={words.knowledge.list.notAllowed} />
      )}
      {(state.kind === 'failed' || state.kind === 'refused') && (
        <Standing icon={<IconAlertTriangle size={24} />} title={words.knowledge.list.failed}>
          <Button size="compact-sm" onClick={refresh}>
            {words.knowledge.list.again}
          </Button>
        </Standing>
      )}
      {state.kind === 'read' && state.value.articles.length === 0 && (
        <Standing
          icon={<IconBook2 size={24} />}
          title={words.knowledge.list.empty}
          text={words.knowledge.list.emptyText}
        />
      )}
      {state.kind === 'read' && state.value.articles.length > 0 && (
        <Rows list={list} of={state.value} shown={shown} chosen={chosen} choose={choose} shelf={filter.shelf} />
      )}
    </section>
  );
}

const shelves: readonly Shelf[] = ['published', 'draft', 'in-review', 'retired', 'due'];

type FiltersProps = Pick<Props, 'filter' | 'setFilter' | 'search'>;

function Filters({ filter, setFilter, search }: FiltersProps) {
  const { words } = useWords();
  const { list, state, source } = words.knowledge;
  const [owner, setOwner] = useState(filter.owner);
  return (
    <search className={styles.filters} aria-label={list.filters}>
      <fieldset className={`${split.plain} ${styles.shelves}`} aria-label={list.shelf}>
        {shelves.map((shelf) => (
          <button
            key={shelf}
            type="button"
            className={styles.shelf}
            aria-pressed={filter.shelf === shelf}
            onClick={() => setFilter({ ...filter, shelf })}
          >
            {shelf === 'due' ? list.due : state[shelf]}
          </button>
        ))}
      </fieldset>
      <TextInput
        ref={search}
        size="xs"
        label={list.search}
        value={filter.words}
        aria-keyshortcuts={keyOf('search')}
        onChange={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <div className={styles.two}>
        <TextInput
          size="xs"
          label={list.owner}
          placeholder={list.ownerHint}
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
          onBlur={() => setFilter({ ...filter, owner: owner.trim() })}
          onKeyDown={(event) => event.key === 'Enter' && setFilter({ ...filter, owner: owner.trim() })}
        />
        <NativeSelect
          size="xs"
          label={list.source}
          value={filter.source}
          data={[
            { value: '', label: list.anySource },
            ...Summary.shape.source.options.map((kind) => ({ value: kind, label: source[kind] })),
          ]}
          onChange={(event) =>
            setFilter({ ...filter, source: Summary.shape.source.safeParse(event.currentTarget.value).data ?? '' })
          }
        />
      </div>
    </search>
  );
}

type RowsProps = Pick<Props, 'list' | 'shown' | 'chosen' | 'choose'> & {
  of: { articles: readonly Summary[]; next: unknown };
  shelf: Shelf;
};

function Rows({ list, of, shown, chosen, choose, shelf }: RowsProps) {
  const { words } = useWords();
  const more = of.next !== undefined;
  return (
    <>
      <ul className={`${split.plain} ${styles.rows}`} aria-label={words.knowledge.list.label}>
        {shown.map((article) => (
          <li key={article.id}>
            <button
              type="button"
              className={`${split.choice} ${styles.face}`}
              aria-current={article.id === chosen}
              onClick={() => choose(article.id)}
            >
              <Row article={article} shelf={shelf} />
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        {shown.length === 0 && <p className="quiet">{words.knowledge.list.noneFound}</p>}
        <span className="quiet numbers" role="status">
          {words.knowledge.list.scope(shown.length, of.articles.length, more)}
        </span>
        {more && (
          <Button size="compact-sm" variant="default" disabled={list.turning} onClick={list.more}>
            {words.knowledge.list.more}
          </Button>
        )}
      </div>
    </>
  );
}

function Row({ article, shelf }: { article: Summary; shelf: Shelf }) {
  const { words, formats } = useWords();
  const { list, state } = words.knowledge;
  const now = today();
  const expiry = standingOfDay(article.validUntil, now);
  const overdue = article.reviewBy !== undefined && article.reviewBy <= now;
  return (
    <>
      <span className="strong">{article.title}</span>
      <span className={`quiet ${styles.said}`}>
        {shelf === 'due' && STATES.includes(article.state) && <span>{state[article.state]}</span>}
        <span>{article.served ? list.served : list.notServed}</span>
        {article.owner && <span>{list.by(article.owner)}</span>}
        <span>{list.changed(formats.moment(article.at))}</span>
      </span>
      {(expiry || overdue) && (
        <span className={`${styles.urgent} ${styles.said}`}>
          {expiry && article.validUntil && (
            <span>{expiry === 'over' ? list.expired(article.validUntil) : list.expires(article.validUntil)}</span>
          )}
          {overdue && article.reviewBy && <span>{list.overdue(article.reviewBy)}</span>}
        </span>
      )}
    </>
  );
}
