import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** The functions whose work has no queue to go back to. */
export interface StepRuns {
  /** The platform keeps the event and runs the function with it until it has ended well, or leaves it as a letter again. */
  again(functionName: string, event: unknown): Promise<void>;
  /** Runs it now. Throws what it failed with. */
  now(functionName: string, event: unknown): Promise<void>;
}

export const lambdaRuns = (client: LambdaClient): StepRuns => ({
  async again(FunctionName, event) {
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  },

  async now(FunctionName, event) {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError) throw new Error(`it failed again: ${text.slice(0, 300)}`);
    const { batchItemFailures = [] } = (JSON.parse(text || 'null') ?? {}) as { batchItemFailures?: unknown[] };
    if (batchItemFailures.length > 0) throw new Error('it failed again');
  },
});
