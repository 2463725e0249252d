import type { Bug } from './bug.ts';

export const relaySwallows: Bug = {
  name: 'relay-swallows',
  says: 'a change whose relaying failed counts as relayed',
  steps: (wiring) => ({
    relay: (ports) => (change) =>
      wiring
        .relay(ports)(change)
        .catch(() => {}),
  }),
};

export const projectionForgotten: Bug = {
  name: 'projection-forgotten',
  says: 'nobody is told to write the ledger',
  ports: (ports) => ({ ...ports, projections: { project: async () => {} } }),
};

export const ledgerNotIdempotent: Bug = {
  name: 'ledger-not-idempotent',
  says: 'work that is told twice is charged twice',
  ports: (ports) => ({
    ...ports,
    ledger: {
      put: (conversationId, requestId, lines) =>
        ports.ledger.put(conversationId, `${requestId} ${ports.newId()}`, lines),
    },
  }),
};

export const ledgerLosesLines: Bug = {
  name: 'ledger-loses-lines',
  says: 'of each piece of work only the first line is charged',
  ports: (ports) => ({
    ...ports,
    ledger: {
      put: (conversationId, requestId, lines) => ports.ledger.put(conversationId, requestId, lines.slice(0, 1)),
    },
  }),
};

export const syncSkipsOne: Bug = {
  name: 'sync-skips-one',
  says: 'a page begins one event too late, and says it does not',
  steps: (wiring) => ({
    sync: (ports) => async (frame, sender) => {
      const answer = await wiring.sync(ports)(frame, sender);
      return answer.type === 'events' && answer.events.length > 1
        ? { ...answer, events: answer.events.slice(1) }
        : answer;
    },
  }),
};

export const ackOfAnother: Bug = {
  name: 'ack-of-another',
  says: 'an acknowledgement names the seq before the one that was written',
  steps: (wiring) => ({
    receive: (ports) => async (frame, sender) => {
      const answer = await wiring.receive(ports)(frame, sender);
      return answer.type === 'ack' ? { ...answer, seq: Math.max(1, answer.seq - 1) } : answer;
    },
  }),
};

export const retryAcknowledged: Bug = {
  name: 'busy-acknowledged',
  says: 'who lost five races is told that her words are stored',
  steps: (wiring) => ({
    receive: (ports) => async (frame, sender) => {
      const failed = await wiring
        .receive(ports)(frame, sender)
        .catch(() => undefined);
      if (failed && failed.type !== 'retry-later') return failed;
      const { action, clientMessageId, conversationId } = frame;
      return { type: 'ack', action, clientMessageId, conversationId, seq: 1 };
    },
  }),
};
