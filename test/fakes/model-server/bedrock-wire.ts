import type { ServerHttp2Stream } from 'node:http2';
import type { JsonObject } from '#shared/models/chat-model';
import { eventMessage, exceptionMessage } from './event-stream.ts';
import type { Asked, Fault, Script, Step } from './script.ts';

type Block = {
  text?: string;
  toolUse?: unknown;
  toolResult?: unknown;
  cachePoint?: unknown;
};
type Body = {
  system?: Block[];
  messages?: { role: string; content: Block[] }[];
  toolConfig?: { tools?: { toolSpec?: { name: string }; cachePoint?: unknown }[] };
  inferenceConfig?: { maxTokens?: number; temperature?: number };
};

const textOf = (blocks: readonly Block[]): string =>
  blocks
    .filter(({ cachePoint }) => cachePoint === undefined)
    .map(({ text, toolUse, toolResult }) => text ?? JSON.stringify(toolUse ?? toolResult))
    .join('\n');

export const askedOf = (path: string, json: JsonObject, headers: Record<string, string>): Asked => {
  const { system = [], messages = [], toolConfig, inferenceConfig } = json as Body;
  const [, model = '', operation] = /^\/model\/([^/]+)\/(converse(?:-stream)?)$/.exec(path) ?? [];
  return {
    wire: 'bedrock',
    model: decodeURIComponent(model),
    system: textOf(system),
    messages: messages.map(({ role, content }) => ({ role, text: textOf(content) })),
    tools: (toolConfig?.tools ?? []).flatMap(({ toolSpec }) => toolSpec?.name ?? []),
    maxTokens: inferenceConfig?.maxTokens,
    temperature: inferenceConfig?.temperature,
    streaming: operation === 'converse-stream',
    cachePoints: JSON.stringify(json).split('"cachePoint"').length - 1,
    body: json,
    headers,
  };
};

/** Status, exception and message of a refusal, as the service words them. */
export const refusals: Record<Fault, { status: number; type: string; message: string }> = {
  throttled: {
    status: 429,
    type: 'ThrottlingException',
    message: 'Too many tokens, please wait before trying again.',
  },
  unavailable: {
    status: 503,
    type: 'ServiceUnavailableException',
    message: 'Bedrock is unable to process your request.',
  },
  'too-long': { status: 400, type: 'ValidationException', message: 'Input is too long for requested model.' },
  denied: {
    status: 403,
    type: 'AccessDeniedException',
    message: "You don't have access to the model with the specified model ID.",
  },
  refused: { status: 400, type: 'ValidationException', message: 'The content was blocked.' },
};
const inStream: Record<string, string> = {
  throttled: 'throttlingException',
  unavailable: 'serviceUnavailableException',
  refused: 'validationException',
};
const stopReasons = {
  end: 'end_turn',
  'max-tokens': 'max_tokens',
  'tool-use': 'tool_use',
  refused: 'guardrail_intervened',
};

const event = (type: string, payload: unknown): Buffer => eventMessage(type, JSON.stringify(payload));

const piecesOf = (text: string, pieces = 1): string[] => {
  const size = Math.max(1, Math.ceil(text.length / pieces));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
};

const usageOf = ({ input, output, cacheRead, cacheWrite }: Extract<Step, { usage: unknown }>['usage']) => ({
  inputTokens: input,
  outputTokens: output,
  totalTokens: input + output + (cacheRead ?? 0) + (cacheWrite ?? 0),
  ...(cacheRead !== undefined && { cacheReadInputTokens: cacheRead }),
  ...(cacheWrite !== undefined && { cacheWriteInputTokens: cacheWrite }),
});

const block = (index: number, start: unknown, deltas: unknown[]): Buffer =>
  Buffer.concat([
    ...(start ? [event('contentBlockStart', { contentBlockIndex: index, start })] : []),
    ...deltas.map((delta) => event('contentBlockDelta', { contentBlockIndex: index, delta })),
    event('contentBlockStop', { contentBlockIndex: index }),
  ]);

/** The bytes of one step; `index` is its content block's. */
const bytesOf = (step: Step, index: number): Buffer | undefined => {
  if ('say' in step)
    return block(
      index,
      undefined,
      piecesOf(step.say, step.pieces).map((text) => ({ text })),
    );
  if ('think' in step) return block(index, undefined, [{ reasoningContent: { text: step.think } }]);
  if ('call' in step) {
    const start = { toolUse: { toolUseId: step.id, name: step.call } };
    return block(
      index,
      start,
      piecesOf(step.json, step.pieces).map((input) => ({ toolUse: { input } })),
    );
  }
  if ('usage' in step) return event('metadata', { usage: usageOf(step.usage), metrics: { latencyMs: 1 } });
  if ('stop' in step) return event('messageStop', { stopReason: stopReasons[step.stop] });
  if ('fault' in step) return exceptionMessage(inStream[step.fault] ?? '', refusals[step.fault].message);
  if ('garbage' in step) return eventMessage('contentBlockDelta', step.garbage);
  return undefined;
};

/** On this wire the usage follows the reason to stop. */
const inOrder = (steps: readonly Step[]): readonly Step[] => {
  const stop = steps.findIndex((step) => 'stop' in step);
  const usage = steps.findIndex((step) => 'usage' in step);
  if (stop < 0 || usage < 0 || usage > stop) return steps;
  return [...steps.filter((_, i) => i !== usage), ...steps.slice(usage, usage + 1)];
};

export const frames = (script: Script): { step: Step; bytes: Buffer | undefined }[] => [
  { step: { say: '' }, bytes: event('messageStart', { role: 'assistant' }) },
  ...inOrder(script.steps).map((step, index) => ({ step, bytes: bytesOf(step, index) })),
];

/** The same script as the one answer of Converse. */
export const wholeOf = ({ steps }: Script): string => {
  const content = steps.flatMap((step): unknown[] => {
    if ('say' in step) return [{ text: step.say }];
    if ('think' in step) return [{ reasoningContent: { reasoningText: { text: step.think } } }];
    if ('call' in step) return [{ toolUse: { toolUseId: step.id, name: step.call, input: JSON.parse(step.json) } }];
    return [];
  });
  const stop = steps.find((step) => 'stop' in step)?.stop;
  const usage = steps.find((step) => 'usage' in step)?.usage;
  return JSON.stringify({
    output: { message: { role: 'assistant', content } },
    stopReason: stop && stopReasons[stop],
    ...(usage && { usage: usageOf(usage) }),
    metrics: { latencyMs: 1 },
  });
};

export const refuse = (stream: ServerHttp2Stream, fault: Fault): void => {
  const { status, type, message } = refusals[fault];
  stream.respond({ ':status': status, 'content-type': 'application/json', 'x-amzn-errortype': type });
  stream.end(JSON.stringify({ message }));
};
