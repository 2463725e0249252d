import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { executionOf, type WaitAnswer } from '#shared/conversation/waiting';

/** The handoff's clock: one execution a handoff and run. */
export interface HandoffWorkflow {
  /** Starts the execution; that it runs already counts as success. */
  start(conversationId: string, handoff: number, run: number): Promise<void>;
}
export interface WaitAnswers {
  /** Tells a waiting execution. `false`: the token is dead, which is normal (a late or second teller). */
  tell(token: string, answer: WaitAnswer): Promise<boolean>;
}

export const handoffWorkflow = (client: SFNClient, machine: string): HandoffWorkflow => ({
  async start(conversationId, handoff, run) {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn: machine,
          name: executionOf(conversationId, { handoff, run }),
          input: JSON.stringify({ conversationId, handoff, run }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  },
});

export const waitAnswers = (client: SFNClient): WaitAnswers => ({
  async tell(token, answer) {
    try {
      if ('success' in answer) {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(answer.success) }));
      } else {
        await client.send(
          new SendTaskFailureCommand({ taskToken: token, error: answer.failure, cause: 'told by the conversation' }),
        );
      }
      return true;
    } catch (error) {
      if (error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken)
        return false;
      throw error;
    }
  },
});
