import { useWords } from '../words/use-words.tsx';
import styles from './article.module.css';
import { type Disagreement, disagreement, type Said } from './differing.ts';

type Side = { title: string; words: string };
type Props = { kind: Disagreement; language: 'en' | 'zh'; one: Side; other: Side };

/** Two texts that say the same or disagree, side by side in their own words, with what they disagree in marked. */
export function Sides({ kind, language, one, other }: Props) {
  const said = disagreement(kind, one.words, other.words);
  return (
    <div className={styles.sides} lang={language === 'zh' ? 'zh-CN' : 'en'}>
      <SideView title={one.title} said={said.mine} />
      <SideView title={other.title} said={said.theirs} />
    </div>
  );
}

function SideView({ title, said }: { title: string; said: readonly Said[] }) {
  const { language } = useWords();
  return (
    <div className={styles.side}>
      <p className={styles.part} lang={language === 'zh' ? 'zh-CN' : 'en'}>
        {title}
      </p>
      <span>
        {said
          .map((part, at) => ({ ...part, key: `${at}` }))
          .map(({ key, text, differs }) => (differs ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>))}
      </span>
    </div>
  );
}
