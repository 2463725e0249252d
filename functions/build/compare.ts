import type { Article, Language } from '#shared/knowledge/article';
import { ANSWER_FROM, confidence } from '#shared/knowledge/confidence';
import {
  type Outcome,
  type Recorded,
  type RegressionQuestion,
  regressionQuestions,
  spread,
} from '#shared/knowledge/regression';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';

/** Changed articles whose neighbourhood is looked at, and articles that are asked of it. */
const CENTRES = 50;
const NEIGHBOURS = 5;
const MOST_NEIGHBOURS = 40;
const AT_ONCE = 8;
/** A turn looks at as many. */
const HITS = 5;

type Versions = { live: KnowledgeIndex; candidate: KnowledgeIndex };
type About = {
  changed: readonly Article[];
  held: ReadonlyMap<string, Article>;
  recorded: readonly Recorded[];
  day: string;
};

/** Asks both versions what the change may have touched, by the search and the confidence that a turn goes by. */
export async function compare(versions: Versions, about: About): Promise<Outcome[]> {
  const neighbours = await neighboursOf(versions, about);
  const waiting = regressionQuestions({ ...about, neighbours }, about.day);
  const outcomes: Outcome[] = [];
  const asker = async (): Promise<void> => {
    for (let asked = waiting.shift(); asked; asked = waiting.shift()) {
      const [got, before] = await Promise.all([
        answered(versions.candidate, asked, about.day),
        answered(versions.live, asked, about.day),
      ]);
      outcomes.push({ asked, got, before });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return outcomes;
}

/** The article that would be told; nothing where none is sure enough. */
async function answered(
  index: KnowledgeIndex,
  { question, language, passingOver }: RegressionQuestion,
  at: string,
): Promise<string | undefined> {
  const options = { language, limit: HITS, at, ...(passingOver && { passingOver: question }) };
  const [top] = await index.search(question, options);
  return top && confidence(top) >= ANSWER_FROM ? top.articleId : undefined;
}

/** What is found beside the changed articles, in either version: it may now be found no more, or instead of them. */
async function neighboursOf({ candidate, live }: Versions, { changed, held, day: at }: About): Promise<Article[]> {
  const itself = new Set(changed.map(({ id }) => id));
  const beside = new Set<string>();
  for (const { texts } of spread(changed, CENTRES))
    for (const [language, text] of Object.entries(texts) as [Language, { title: string } | undefined][])
      for (const index of [candidate, live]) {
        const hits = text ? await index.search(text.title, { language, limit: NEIGHBOURS + 1, at }) : [];
        for (const { articleId } of hits) if (!itself.has(articleId)) beside.add(articleId);
      }
  return spread([...beside], MOST_NEIGHBOURS).flatMap((id) => held.get(id) ?? []);
}
