import type { Article, ArticleText, Language } from './article.ts';
import { ideasIn } from './synonyms.ts';
import { tokens } from './tokens.ts';

/** All ways to ask for a text, its title first. */
export const questionsOf = ({ title, questions }: ArticleText): string[] => [title, ...questions];

/** A text's words and the ideas they express. */
const searched = (text: string): string[] => [...tokens(text), ...ideasIn(text).ideas];

/** What an index version holds of one language: every article with a text in it that was not withdrawn. */
export const entriesOf = (articles: readonly Article[], language: Language) =>
  articles.flatMap((article) => {
    const text = article.texts[language];
    if (!text || article.withdrawn) return [];
    const topic = tokens([article.id, ...article.tags].join(' ').replaceAll('-', ' '));
    return [
      {
        article,
        text,
        asked: questionsOf(text).map(searched),
        answer: searched(text.answer),
        topic: [...new Set(topic)],
      },
    ];
  });
