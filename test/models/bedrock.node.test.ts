import { expect, test } from 'vitest';
import { bedrockClient, bedrockModel } from '#shared/models/bedrock';
import { collect } from '#shared/models/chat-model';
import { chatModelContract, request } from '#test/contracts/chat-model.contract';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

const clientOf = ({ bedrock }: ModelServer) =>
  bedrockClient({
    endpoint: bedrock,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

chatModelContract('a model of Bedrock, streamed', (server, modelId) =>
  bedrockModel({ client: clientOf(server), modelId }),
);
chatModelContract(
  'a model of Bedrock, in one piece',
  (server, modelId) => bedrockModel({ client: clientOf(server), modelId, streaming: false }),
  { streaming: false },
);

test('cache points and a guardrail stand where Converse reads them', async () => {
  const server = await startModelServer();
  const guardrail = { id: 'gr-1', version: '3' };
  const model = bedrockModel({ client: clientOf(server), modelId: 'scripted.normal', guardrail });

  await collect(model.stream(request({ cache: ['tools', 'system', 'messages'] })));
  await server.close();

  expect(server.asked[0]).toMatchObject({
    cachePoints: 3,
    body: {
      system: [{ text: 'Answer from the articles.' }, { cachePoint: { type: 'default' } }],
      toolConfig: { tools: [{ toolSpec: { name: 'find_order' } }, { cachePoint: { type: 'default' } }] },
      messages: [{ content: [{ text: '奶粉退不了?' }, { cachePoint: { type: 'default' } }] }],
      guardrailConfig: { guardrailIdentifier: 'gr-1', guardrailVersion: '3' },
    },
  });
});

test('a refused call is not tried again by the client: the ladder decides that', async () => {
  const server = await startModelServer();

  await collect(bedrockModel({ client: clientOf(server), modelId: 'scripted.throttled-before' }).stream(request()));
  await server.close();

  expect(server.asked).toHaveLength(1);
});
