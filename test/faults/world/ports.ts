import { answersWait } from '#shared/duties/answer-wait';
import type { CustomerTokens } from '#shared/identity/customer-token';
import type { Gateway } from '../platform/gateway.ts';
import type { StateMachine } from '../platform/state-machine.ts';
import { type DeskTable, deskPort } from '../ports/desk.ts';
import type { Knowledge } from '../ports/knowledge.ts';
import type { LedgerTable } from '../ports/ledger.ts';
import { customersPort, type LogTable, logPort, metersPort } from '../ports/log.ts';
import { byModelPort, type ModelService } from '../ports/models.ts';
import { articlesPort, knowledgePort, ledgerPort, socketsPort, waitsPort, workflowPort } from '../ports/others.ts';
import { type Queues, queuePorts } from '../ports/queues.ts';
import type { Caller } from './calls.ts';
import type { Scheduler } from './scheduler.ts';

/** What lies behind the ports: the tables, queues and services of one run. */
export type Cloud = {
  scheduler: Scheduler;
  log: LogTable;
  desk: DeskTable;
  ledger: LedgerTable;
  knowledge: Knowledge;
  queues: Queues;
  gateway: Gateway;
  machine: StateMachine;
  /** Where the run's bot has models. */
  models?: ModelService;
};

/** Every port of the product, in the hands of one invocation. */
export const portsOf = (cloud: Cloud, caller: Caller) => {
  const store = logPort(cloud.log, caller);
  const desk = deskPort(cloud.desk, caller);
  const waits = waitsPort(cloud.machine, caller, cloud.scheduler);
  return {
    caller,
    store,
    desk,
    waits,
    customers: customersPort(cloud.log, caller),
    readMeters: metersPort(cloud.log, caller),
    ...queuePorts(cloud.queues, caller),
    sockets: socketsPort(cloud.gateway, caller),
    workflow: workflowPort(cloud.machine, caller),
    knowledge: knowledgePort(cloud.knowledge, caller),
    articles: articlesPort(cloud.knowledge, caller),
    ledger: ledgerPort(cloud.ledger, caller),
    tokens,
    answerWait: answersWait({ store, desk, waits }),
    ...(cloud.models && { byModel: byModelPort(cloud.models, caller) }),
    now: () => caller.now(),
    sleep: (milliseconds: number) => caller.sleep(milliseconds),
    newId: () => caller.newId(),
    newSecretName: () => caller.newSecretName(),
  };
};
export type Ports = ReturnType<typeof portsOf>;

/** Signatures are not what a run is about: a token says who she is. */
const tokens: CustomerTokens = {
  issue: async (customerId) => ({ token: `of ${customerId}`, expiresAt: '2027-01-01T00:00:00.000Z' }),
  verify: async (token) =>
    token.startsWith('of ') ? { customerId: token.slice(3) } : { refused: 'token-forged' as const },
};
