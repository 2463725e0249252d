import { Badge, Button } from '@mantine/core';
import { IconArrowLeft, IconHistory } from '@tabler/icons-react';
import { KeyHint } from '../../frame/key-hint.tsx';
import split from '../../frame/split.module.css';
import { keyOf } from '../../keys.ts';
import { useWords } from '../../words/use-words.tsx';
import type { ArticleRecord } from '../answers.ts';
import styles from '../article.module.css';
import { standingOfDay, today } from '../days.ts';

type Props = { article: ArticleRecord; leave: () => void; versions?: () => void };

/** Which article this is, how it stands, and who touched it last. */
export function ArticleHead({ article, leave, versions }: Props) {
  const { words, formats, language } = useWords();
  const said = words.knowledge.article;
  const { id, state, served, content, by, at } = article;
  const { validFrom, validUntil } = served?.content ?? content;
  const over = standingOfDay(validUntil, today()) === 'over';
  return (
    <header>
      <div className={split.top}>
        <h2 className={split.title} tabIndex={-1}>
          {(content.texts[language] ?? content.texts.en ?? content.texts.zh)?.title ?? id}
        </h2>
        <span className={styles.shelves}>
          <Button
            className={styles.back ?? ''}
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowLeft size={12} />}
            onClick={leave}
          >
            {said.back}
          </Button>
          {versions && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconHistory size={12} />}
              rightSection={<KeyHint name="versions" />}
              aria-keyshortcuts={keyOf('versions')}
              onClick={versions}
            >
              {said.versions}
            </Button>
          )}
        </span>
      </div>
      <p className={`quiet ${styles.said}`}>
        <Badge variant="light" size="sm" tt="none">
          {words.knowledge.state[state]}
        </Badge>
        <span>{served ? said.served(served.n) : said.notServed}</span>
        <code>{id}</code>
        <span>{said.last(by.name, formats.moment(at))}</span>
        <span>{words.knowledge.source[content.source.kind]}</span>
      </p>
      {served && over && validUntil && <p className={styles.urgent}>{said.expired(validUntil)}</p>}
      {served && validFrom && validFrom > today() && <p className={styles.urgent}>{said.notYet(validFrom)}</p>}
    </header>
  );
}
