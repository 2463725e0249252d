import { executionOf } from '#shared/conversation/waiting';
import type { KnowledgeSource } from '#shared/search/knowledge-index';
import type { Sockets } from '#shared/sockets/sockets';
import type { ArticleStore } from '#shared/store/article-store';
import type { LedgerStore } from '#shared/store/ledger-store';
import type { HandoffWorkflow, WaitAnswers } from '#shared/workflow/handoff-workflow';
import type { Gateway } from '../platform/gateway.ts';
import type { StateMachine } from '../platform/state-machine.ts';
import type { Caller } from '../world/calls.ts';
import { Struck } from '../world/host.ts';
import type { Scheduler } from '../world/scheduler.ts';
import type { Knowledge } from './knowledge.ts';
import type { LedgerTable } from './ledger.ts';

/** A push that fails is told and dropped, never thrown: as `gatewaySockets` does it. */
export const socketsPort = (gateway: Gateway, caller: Caller): Sockets => ({
  push: (connectionId, frame) =>
    caller
      .call(
        'sockets.push',
        (fault) => (fault === 'gone' ? 'gone' : gateway.push(connectionId, frame, fault === 'late')),
        { spends: [['apigw.ws.message', 'Requests']] },
      )
      .catch((error: unknown) => {
        if (error instanceof Struck) return 'failed';
        throw error;
      }),
});

export const workflowPort = (machine: StateMachine, caller: Caller): HandoffWorkflow => ({
  start: (conversationId, handoff, run) =>
    caller.call('workflow.start', () =>
      machine.start(executionOf(conversationId, { handoff, run }), { conversationId, handoff, run }),
    ),
});

const LATE_MS = 30_000;

/** A token may be told late, twice, or to an execution that has long gone on: the machine knows. */
export const waitsPort = (machine: StateMachine, caller: Caller, scheduler: Scheduler): WaitAnswers => ({
  tell: (token, answer) =>
    caller.call('waits.tell', (fault) => {
      if (fault === 'late') {
        scheduler.after(LATE_MS, () => machine.tell(token, answer));
        return true;
      }
      if (fault === 'twice') scheduler.after(500, () => machine.tell(token, answer));
      return machine.tell(token, answer);
    }),
});

export const knowledgePort = (knowledge: Knowledge, caller: Caller): KnowledgeSource => ({
  current: async () => {
    const version = await caller.call('knowledge.current', (fault) => {
      if (fault === 'down') throw new Struck('knowledge.current', fault);
      return knowledge.live;
    });
    return {
      version,
      search: (query, { language }) =>
        caller.call('knowledge.search', (fault) => {
          if (fault === 'down') throw new Struck('knowledge.search', fault);
          return knowledge.search(version, query, language, fault === 'empty', caller.invocation);
        }),
      close: () => {},
    };
  },
});

export const articlesPort = (knowledge: Knowledge, caller: Caller): Pick<ArticleStore, 'served'> => ({
  served: (ids) =>
    caller.call('articles.served', (fault) => {
      if (fault === 'down') throw new Struck('articles.served', fault);
      return knowledge.served(ids, caller.invocation);
    }),
});

export const ledgerPort = (table: LedgerTable, caller: Caller): Pick<LedgerStore, 'put'> => ({
  put: (conversationId, requestId, lines) =>
    caller.call('ledger.put', () => table.put(conversationId, requestId, lines)),
});
