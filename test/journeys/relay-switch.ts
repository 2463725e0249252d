import { setTimeout as pause } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { CloudUnderTest } from '#test/cloud.setup';

/** The stream's way to `relay`, on or off. Off: nobody follows what a test writes, and what it would have started is owed. */
export const relaySwitched = async (
  { endpoint, region, environmentVariables, functions }: CloudUnderTest,
  on: boolean,
): Promise<void> => {
  const lambda = new LambdaClient({
    endpoint,
    region,
    credentials: {
      accessKeyId: environmentVariables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environmentVariables.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const wanted = on ? 'Enabled' : 'Disabled';
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: functions.relay }),
  );
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: on }));
    const state = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
    while ((await state()) !== wanted) await pause(100);
  }
};
