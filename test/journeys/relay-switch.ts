import { setTimeout as pause } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { type Cloud, clientOf } from '#local/cloud';

type Place = Pick<Cloud, 'endpoint' | 'functions'>;
const lambdaOf = ({ endpoint }: Place) => new LambdaClient(clientOf(endpoint));

/** The stream's way to `relay`, on or off. Off: nobody follows what a test writes, and what it would have started is owed. */
export const relaySwitched = async (cloud: Place, on: boolean): Promise<void> => {
  const lambda = lambdaOf(cloud);
  const wanted = on ? 'Enabled' : 'Disabled';
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: cloud.functions.relay }),
  );
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: on }));
    const state = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
    while ((await state()) !== wanted) await pause(100);
  }
};

/** One more sweep than the schedule's. Resolves when it is done; rejects when it failed. */
export const sweepNow = async (cloud: Place): Promise<void> => {
  const { Payload, FunctionError } = await lambdaOf(cloud).send(
    new InvokeCommand({ FunctionName: cloud.functions.sweep, Payload: '{}' }),
  );
  if (FunctionError) throw new Error(`the sweep failed: ${Buffer.from(Payload ?? []).toString()}`);
};
