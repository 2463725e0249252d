import { executionOf, type WaitAnswer } from '#shared/conversation/waiting';
import type { HandoffWorkflow, WaitAnswers } from '#shared/workflow/handoff-workflow';

/** The handoff's executions by name: a second start of one that runs already changes nothing, as on Step Functions. */
export class MemoryWorkflow implements HandoffWorkflow {
  readonly executions = new Set<string>();
  async start(conversationId: string, handoff: number, run: number) {
    this.executions.add(executionOf(conversationId, { handoff, run }));
  }
}

/** Waiting executions: a token can be answered once, after that it is dead. With `issued`, any other token was never alive. */
export class MemoryWaits implements WaitAnswers {
  readonly told: { token: string; answer: WaitAnswer }[] = [];
  readonly #issued: ReadonlySet<string> | undefined;
  constructor(issued?: ReadonlySet<string>) {
    this.#issued = issued;
  }
  async tell(token: string, answer: WaitAnswer) {
    if (this.#issued?.has(token) === false || this.told.some((one) => one.token === token)) return false;
    this.told.push({ token, answer });
    return true;
  }
}
