import type { WaitAnswer } from '#shared/conversation/waiting';
import { MemoryWaits, MemoryWorkflow } from '#test/fakes/memory-workflow';
import { RecordingMatching, RecordingTimers, RecordingTurns } from '#test/fakes/recording-queues';
import { RecordingSockets } from '#test/fakes/recording-sockets';
import { queuesContract } from './queues.contract.ts';
import { socketsContract } from './sockets.contract.ts';
import { workflowContract } from './workflow.contract.ts';

queuesContract('queues in memory', async () => {
  const [turns, matching, timers] = [new RecordingTurns(), new RecordingMatching(), new RecordingTimers()];
  return {
    turns,
    matching,
    timers,
    turnsTaken: async () => turns.sent.splice(0).map(({ turn }) => turn),
    ringsTaken: async () => matching.rung.splice(0).map(({ skill }) => ({ skill })),
    timersTaken: async () =>
      timers.set.filter(({ after }) => after <= 1).map(({ after: _after, ...message }) => message),
  };
});

workflowContract('the workflow in memory', async () => {
  const [workflow, issued] = [new MemoryWorkflow(), new Set<string>()];
  const waits = new MemoryWaits(issued);
  return {
    workflow,
    waits,
    executionsOf: async (conversationId) => [...workflow.executions].filter((one) => one.startsWith(conversationId)),
    token: async () => {
      const token = `token-${issued.size}`;
      issued.add(token);
      return token;
    },
    answerTo: async (token) => waits.told.find((one) => one.token === token)?.answer as WaitAnswer,
  };
});

socketsContract('sockets in memory', async () => {
  const sockets = new RecordingSockets();
  let opened = 0;
  return {
    sockets,
    connect: async () => {
      opened += 1;
      const connectionId = `connection-${opened}`;
      return {
        connectionId,
        received: async () => sockets.to(connectionId),
        leave: async () => void sockets.gone.add(connectionId),
      };
    },
  };
});
