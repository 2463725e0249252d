import { type Committed, commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

type Searched = ReturnType<typeof entriesOf<'searched'>>[number];
type Answer = {
  commit: Committed;
  said: Extract<Committed['events'][number], { kind: 'bot-said' }>;
  searches: Searched[];
};

/** Every answer of the bot, beside what its own turn has looked up. */
const answersOf = (history: History): Answer[] => {
  const searched = Map.groupBy(entriesOf(history, 'searched'), ({ invocation }) => invocation);
  return commitsOf(history).flatMap((commit) =>
    commit.events.flatMap((said) =>
      said.kind === 'bot-said' ? [{ commit, said, searches: searched.get(commit.invocation) ?? [] }] : [],
    ),
  );
};

export const sourcesWereRetrieved: Invariant = {
  id: 'I12',
  says: 'what an answer cites was retrieved in its own turn',
  check: (history) =>
    answersOf(history).flatMap(({ commit, said, searches }): Violation[] => {
      const found = searches.flatMap(({ articles }) => articles);
      const invented = said.words.sources.filter(
        ({ articleId, version }) => !found.some((one) => one.articleId === articleId && one.version === version),
      );
      return invented.map(({ articleId, version }) => ({
        invariant: 'I12',
        says: `it cites ${articleId} ${version}, which its turn has not found`,
        t: commit.t,
        conversationId: commit.conversationId,
      }));
    }),
};

export const oneVersionATurn: Invariant = {
  id: 'I15',
  says: 'a turn sees one version of the knowledge only',
  check: (history) =>
    answersOf(history).flatMap(({ commit, said, searches }): Violation[] => {
      const { t, conversationId } = commit;
      const versions = new Set(searches.map(({ version }) => version));
      if (versions.size > 1)
        return [{ invariant: 'I15', says: `one turn read ${[...versions].join(' and ')}`, t, conversationId }];
      const [read] = versions;
      return read && said.knowledgeVersion !== read
        ? [{ invariant: 'I15', says: `it says ${said.knowledgeVersion}, and read ${read}`, t, conversationId }]
        : [];
    }),
};
