import { type Committed, commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

type Searched = ReturnType<typeof entriesOf<'searched'>>[number];
type Served = ReturnType<typeof entriesOf<'served'>>[number];
type Answer = {
  commit: Committed;
  said: Extract<Committed['events'][number], { kind: 'bot-said' }>;
  searches: Searched[];
  /** What the table served, as the turn asked it. */
  served: Served[];
};

/** Every answer of the bot, beside what its own turn has looked up. */
const answersOf = (history: History): Answer[] => {
  const searched = Map.groupBy(entriesOf(history, 'searched'), ({ invocation }) => invocation);
  const served = Map.groupBy(entriesOf(history, 'served'), ({ invocation }) => invocation);
  return commitsOf(history).flatMap((commit) => {
    const { invocation } = commit;
    const looked = { searches: searched.get(invocation) ?? [], served: served.get(invocation) ?? [] };
    return commit.events.flatMap((said) => (said.kind === 'bot-said' ? [{ commit, said, ...looked }] : []));
  });
};

export const sourcesWereRetrieved: Invariant = {
  id: 'I12',
  says: 'what an answer cites was retrieved in its own turn, in the version that the table then served; what a model says cites something',
  check: (history) =>
    answersOf(history).flatMap(({ commit, said, searches, served }): Violation[] => {
      const { t, conversationId } = commit;
      if (said.model && said.words.sources.length === 0)
        return [{ invariant: 'I12', says: `${said.model.name} has said what rests on no article`, t, conversationId }];
      const found = searches.flatMap(({ articles }) => articles);
      const now = served.flatMap(({ articles }) => articles);
      const invented = said.words.sources.filter(
        ({ articleId, version }) =>
          !found.some((one) => one.articleId === articleId) ||
          !now.some((one) => one.articleId === articleId && one.version === version),
      );
      return invented.map(({ articleId, version }) => ({
        invariant: 'I12',
        says: `it cites ${articleId} ${version}, which its turn has not found`,
        t,
        conversationId,
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
