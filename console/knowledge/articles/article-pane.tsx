import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconBook2, IconLock } from '@tabler/icons-react';
import { Standing } from '../../frame/standing.tsx';
import { useKeys } from '../../frame/use-keys.ts';
import { useWords } from '../../words/use-words.tsx';
import type { ArticleRecord } from '../answers.ts';
import styles from '../article.module.css';
import { useArticle } from '../use-articles.ts';
import { Preview } from './answer-box.tsx';
import { ArticleEditor } from './article-editor.tsx';
import { ArticleHead } from './article-head.tsx';
import { languages } from './form.ts';
import { Versions } from './versions.tsx';

export type Open = {
  edits: boolean;
  changed: () => void;
  go: (...rest: string[]) => void;
};
type Props = Open & { id: string; view: string | undefined; from: string | undefined; to: string | undefined };

/** One article: to be edited, to be read, or with its versions. */
export function ArticlePane({ id, view, from, to, edits, changed, go }: Props) {
  const { words } = useWords();
  const one = useArticle(id);
  const { state } = one;
  const said = words.knowledge.article;
  switch (state.kind) {
    case 'reading':
      return <Standing icon={<Loader size="sm" />} title={said.loading} />;
    case 'not-allowed':
      return <Standing icon={<IconLock size={24} />} title={words.knowledge.list.notAllowed} />;
    case 'refused':
      return (
        <Standing icon={<IconBook2 size={24} />} title={said.gone}>
          <code>{id}</code>
        </Standing>
      );
    case 'failed':
      return (
        <Standing icon={<IconAlertTriangle size={24} />} title={said.failed}>
          <Button size="compact-sm" onClick={one.again}>
            {said.again}
          </Button>
        </Standing>
      );
    case 'read': {
      const open = { article: state.value, one, changed, go };
      if (view === 'versions') return <Versions {...open} edits={edits} from={Number(from)} to={Number(to)} />;
      return edits ? <ArticleEditor {...open} /> : <ArticleReading article={state.value} go={go} />;
    }
  }
}

/** For who does not edit: what is served, else what it is going to be. */
function ArticleReading({ article, go }: { article: ArticleRecord; go: Open['go'] }) {
  const { words } = useWords();
  const { inLanguage, field, article: said } = words.knowledge;
  const content = article.served?.content ?? article.content;
  const versions = () => go(article.id, 'versions');
  useKeys({ versions });
  return (
    <>
      <ArticleHead article={article} leave={() => go()} versions={versions} />
      <div className={styles.form}>
        <div className={styles.texts}>
          {languages.map((language) => {
            const text = content.texts[language];
            return (
              <section key={language} className={styles.text} aria-label={inLanguage[language]}>
                <h3 className={styles.part}>{inLanguage[language]}</h3>
                {!text && <p className="quiet">{said.noText}</p>}
                {text && (
                  <div lang={language === 'zh' ? 'zh-CN' : 'en'}>
                    <strong className="strong">{text.title}</strong>
                    {text.questions.length > 0 && (
                      <ul aria-label={field.questions}>
                        {text.questions.map((question) => (
                          <li key={question}>{question}</li>
                        ))}
                      </ul>
                    )}
                    <Preview language={language} text={text.answer} />
                  </div>
                )}
              </section>
            );
          })}
        </div>
      </div>
    </>
  );
}
