import { Button } from '@mantine/core';
import type { Content } from '#shared/knowledge/lifecycle/content';
import { diff } from '#shared/knowledge/lifecycle/diff';
import split from '../../frame/split.module.css';
import { useWords } from '../../words/use-words.tsx';
import type { ArticleRecord } from '../answers.ts';
import { DiffView } from '../diff-view.tsx';

type Props = { article: ArticleRecord; theirs: Content; mine: Content; keepMine: () => void; takeTheirs: () => void };

/** Somebody saved while she was writing: who, when, and what hers would change. Neither text is lost. */
export function Stale({ article: { by, at }, theirs, mine, keepMine, takeTheirs }: Props) {
  const { words, formats } = useWords();
  const { stale } = words.knowledge;
  return (
    <section className={split.card} role="alert" aria-label={stale.title}>
      <h3 className={split.title}>{stale.title}</h3>
      <p>
        {stale.who(by.name, formats.moment(at))} {stale.text}
      </p>
      <DiffView diff={diff(theirs, mine)} />
      <div className={split.acts}>
        <Button size="compact-sm" variant="default" onClick={takeTheirs}>
          {stale.takeTheirs}
        </Button>
        <Button size="compact-sm" onClick={keepMine}>
          {stale.keepMine}
        </Button>
      </div>
    </section>
  );
}
