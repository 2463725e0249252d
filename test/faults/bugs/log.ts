import type { Decision } from '#shared/conversation/decision';
import type { Bug } from './bug.ts';
import { deciding } from './ways.ts';

/** The words are promised to stand in the log, and the transaction comes after the answer. */
export const acknowledgedUnwritten: Bug = {
  name: 'ack-before-write',
  says: 'receive answers before its transaction is done, and does not hear that it failed',
  steps: (wiring) => ({
    receive: (ports) => async (frame, sender) => {
      const head = await ports.store.head(frame.conversationId);
      const { action, clientMessageId, conversationId } = frame;
      void wiring
        .receive(ports)(frame, sender)
        .catch(() => {});
      return { type: 'ack', action, clientMessageId, conversationId, seq: (head?.version ?? 1) + 1 };
    },
  }),
};

/** A decision that is refused for its epoch is made as if the conversation were still the bot's. */
export const epochUnchecked: Bug = {
  name: 'epoch-unchecked',
  says: 'the answer of a turn is written whatever the epoch is',
  ports: deciding(
    ['answer'],
    (decide, ask) => (head) =>
      unfenced(decide(head), () => decide(head && ask.head && { ...head, epoch: ask.head.epoch })),
  ),
};
const unfenced = (decision: Decision, again: () => Decision): Decision =>
  'refused' in decision && decision.refused === 'stale-epoch' ? again() : decision;

export const dedupeKeyDropped: Bug = {
  name: 'dedupe-key-dropped',
  says: 'the client’s message id is not stored with its words',
  ports: (ports) => ({
    ...ports,
    store: { ...ports.store, append: ({ marker: _marker, ...ask }) => ports.store.append(ask) },
  }),
};
