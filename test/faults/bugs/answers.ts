import type { Ports } from '../world/ports.ts';
import type { Bug } from './bug.ts';

const inAnswer = (change: (ports: Ports) => Ports) => (ports: Ports) =>
  ports.caller.step === 'answer' ? change(ports) : ports;

export const answersAgain: Bug = {
  name: 'answers-again',
  says: 'a turn does not look whether its words have been answered',
  ports: inAnswer((ports) => ({
    ...ports,
    store: {
      ...ports.store,
      append: async (ask) => {
        const appended = await ports.store.append(ask);
        if (appended.outcome !== 'written' || !appended.events.some(({ kind }) => kind === 'bot-said')) return appended;
        return ports.store.append({ ...ask, decide: () => ask.decide(ask.head) });
      },
    },
  })),
};

export const namesOtherVersion: Bug = {
  name: 'mixes-versions',
  says: 'a turn asks for the live version again when it searches',
  ports: inAnswer((ports) => ({
    ...ports,
    knowledge: {
      current: async () => {
        const first = await ports.knowledge.current();
        await ports.sleep(3000);
        return { ...first, search: async (query, options) => (await ports.knowledge.current()).search(query, options) };
      },
    },
  })),
};

export const inventsSources: Bug = {
  name: 'invents-sources',
  says: 'an answer names an article that this turn has not found',
  ports: inAnswer((ports) => ({
    ...ports,
    store: {
      ...ports.store,
      append: (ask) =>
        ports.store.append({
          ...ask,
          decide: (head) => {
            const decision = ask.decide(head);
            if (!('facts' in decision)) return decision;
            const facts = decision.facts.map((fact) =>
              fact.kind === 'bot-said'
                ? { ...fact, words: { ...fact.words, sources: [{ articleId: 'never-found', version: 1, title: 'x' }] } }
                : fact,
            );
            return { ...decision, facts };
          },
        }),
    },
  })),
};

export const talksToTheEnd: Bug = {
  name: 'talks-to-the-end',
  says: 'while it streams the bot does not look whether a person has taken over',
  ports: inAnswer((ports) => {
    let first: Awaited<ReturnType<Ports['store']['head']>>;
    return {
      ...ports,
      store: {
        ...ports.store,
        tail: async (conversationId, after) => {
          const tail = await ports.store.tail(conversationId, after);
          first ??= tail.head;
          return tail;
        },
        head: async (conversationId) => first ?? ports.store.head(conversationId),
        append: (ask) =>
          ports.store.append({
            ...ask,
            decide: (head) => ask.decide(head && first && { ...head, owner: first.owner, epoch: first.epoch }),
          }),
      },
    };
  }),
};
