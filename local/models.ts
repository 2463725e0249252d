import { parseArgs } from 'node:util';
import type { Asked } from '#test/fakes/model-server/script';
import { scripts } from '#test/fakes/model-server/scripts';
import { startModelServer } from '#test/fakes/model-server/server';

/** The scripted models of the tests, for a developer's cloud to talk to. docs/models.md tells how. */
const { values } = parseArgs({
  options: {
    'bedrock-port': { type: 'string', default: '8610' },
    'openai-port': { type: 'string', default: '8611' },
    list: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const told = ({ wire, model, maxTokens, messages, streaming }: Asked): void =>
  say(`${wire} ${model}: ${messages.length} messages, at most ${maxTokens} tokens${streaming ? ', streamed' : ''}`);

if (values.list) {
  for (const name of Object.keys(scripts)) say(`scripted.${name}`);
} else {
  const server = await startModelServer({
    bedrockPort: Number(values['bedrock-port']),
    openAiPort: Number(values['openai-port']),
    tell: told,
  });
  say('Scripted models are listening. They invent nothing and cost nothing; Ctrl+C stops them.\n');
  say(`Bedrock             AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${server.bedrock}`);
  say(`OpenAI-compatible   endpoint: '${server.openAi}'`);
  say('\nA model named scripted.<name> plays that script (--list names them); any other one plays "normal".\n');
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
}
