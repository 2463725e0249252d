import { type Article, LANGUAGES, type Language } from '#shared/knowledge/article';
import type { KnowledgePublisher } from '#shared/search/knowledge-index';

/** One engine's store of versions, and how many entries (texts of one language) a version of it holds. */
export type Store = { publisher: KnowledgePublisher; entries: (version: string) => Promise<number> };

export type MoveNeeds = {
  /** What is served at this moment. */
  articles: () => Promise<readonly Article[]>;
  from: Store;
  to: Store;
  /** The shop's calendar day, on which the sample is asked. */
  day: string;
  /** At most so many questions are asked of both. */
  sample: number;
  tell: (line: string) => void;
};

/** A question that the two engines answer with different articles first. */
export type Difference = { question: string; language: Language; before: string; now: string };

export type Moved =
  | { moved: string; entries: number; asked: number; different: Difference[] }
  | { refused: 'nothing-live' | 'nothing-served' }
  | { refused: 'too-many-entries'; found: number; limit: number }
  /** What lies in the new store under the live version's name is something else; it has not been made live. */
  | { refused: 'count'; version: string; entries: number; served: number }
  | { refused: 'answers'; version: string; asked: number; different: Difference[] };

/** Near-duplicates may change places; more than this share of questions answered otherwise is another knowledge. */
const DIFFERENT = 0.02;

const entriesIn = (articles: readonly Article[]): number =>
  articles.reduce((sum, { texts, withdrawn }) => (withdrawn ? sum : sum + Object.keys(texts).length), 0);

/**
 * Builds what is served in the other engine's store, under the live version's name, and makes it live there once it holds as much and
 * answers a sample of questions the same. What was built before is kept, so a run that was broken off goes on where it stood.
 */
export async function moveKnowledge(needs: MoveNeeds): Promise<Moved> {
  const { from, to, tell } = needs;
  const { live } = await from.publisher.versions();
  if (live === undefined) return { refused: 'nothing-live' };
  tell(`live: ${live}`);
  const articles = await needs.articles();
  if (articles.length === 0) return { refused: 'nothing-served' };
  const served = entriesIn(articles);
  tell(`served: ${articles.length} articles, ${served} entries`);
  const built = await to.publisher.publish(articles, live);
  if ('refused' in built && built.refused === 'too-many-entries') return built;
  tell('refused' in built ? `built before: ${live}` : `built: ${live}`);
  const entries = await to.entries(live);
  if (entries !== served) return { refused: 'count', version: live, entries, served };
  tell(`counted: ${entries} entries`);
  const { asked, different } = await compared(needs, articles, live);
  tell(`asked: ${asked} questions of both, ${different.length} answered otherwise`);
  if (different.length > DIFFERENT * asked) return { refused: 'answers', version: live, asked, different };
  await to.publisher.activate(live);
  tell(`live in the new store: ${live}`);
  return { moved: live, entries, asked, different };
}

/** Titles and questions, evenly taken over all articles. */
function sampleOf(articles: readonly Article[], count: number): { question: string; language: Language }[] {
  const all = articles.flatMap(({ texts, withdrawn }) =>
    LANGUAGES.flatMap((language) => {
      const text = withdrawn ? undefined : texts[language];
      return text ? [text.title, ...text.questions].map((question) => ({ question, language })) : [];
    }),
  );
  const most = Math.min(count, all.length);
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]).filter((one) => !!one);
}

async function compared({ from, to, day, sample, tell }: MoveNeeds, articles: readonly Article[], version: string) {
  const [old, young] = await Promise.all([from.publisher.open(version), to.publisher.open(version)]);
  if ('refused' in old || 'refused' in young) throw new Error(`Version ${version} cannot be opened to be compared.`);
  try {
    const questions = sampleOf(articles, sample);
    const different: Difference[] = [];
    for (const [at, { question, language }] of questions.entries()) {
      const options = { language, limit: 1, at: day };
      const [[before], [now]] = await Promise.all([old.search(question, options), young.search(question, options)]);
      if (before?.articleId !== now?.articleId)
        different.push({
          question,
          language,
          before: before?.articleId ?? 'nothing',
          now: now?.articleId ?? 'nothing',
        });
      if ((at + 1) % 50 === 0) tell(`asked: ${at + 1} of ${questions.length}`);
    }
    return { asked: questions.length, different };
  } finally {
    old.close();
    young.close();
  }
}
