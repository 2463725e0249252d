import type { ServerResponse } from 'node:http';
import type { JsonObject } from '#shared/models/chat-model';
import type { Asked, Fault, Script, Step } from './script.ts';

type Body = {
  model?: string;
  messages?: { role: string; content?: string | null; tool_calls?: unknown[] }[];
  tools?: { function: { name: string } }[];
  max_tokens?: number;
  max_completion_tokens?: number;
  temperature?: number;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
};

export const askedOf = (json: JsonObject, headers: Record<string, string>): Asked => {
  const { model = '', messages = [], tools = [], temperature, stream = false, ...rest } = json as Body;
  const [first] = messages;
  const instructs = first?.role === 'system' || first?.role === 'developer';
  return {
    wire: 'openai',
    model,
    system: instructs ? (first.content ?? '') : '',
    messages: messages.slice(instructs ? 1 : 0).map(({ role, content, tool_calls: calls }) => ({
      role,
      text: [content ?? '', ...(calls ? [JSON.stringify(calls)] : [])].filter(Boolean).join('\n'),
    })),
    tools: tools.map(({ function: { name } }) => name),
    maxTokens: rest.max_completion_tokens ?? rest.max_tokens,
    temperature,
    streaming: stream,
    cachePoints: 0,
    body: json,
    headers,
  };
};

const faults: Record<Fault, { status: number; error: { code: string; type: string; message: string } }> = {
  throttled: {
    status: 429,
    error: { code: 'rate_limit_exceeded', type: 'tokens', message: 'Rate limit reached for this model.' },
  },
  unavailable: {
    status: 503,
    error: { code: 'server_error', type: 'server_error', message: 'The server is overloaded or not ready yet.' },
  },
  'too-long': {
    status: 400,
    error: {
      code: 'context_length_exceeded',
      type: 'invalid_request_error',
      message: "This model's maximum context length is 8192 tokens.",
    },
  },
  denied: {
    status: 401,
    error: { code: 'invalid_api_key', type: 'invalid_request_error', message: 'Incorrect API key provided.' },
  },
  refused: {
    status: 400,
    error: { code: 'data_inspection_failed', type: 'data_inspection_failed', message: 'Inappropriate content.' },
  },
};
const stopReasons = { end: 'stop', 'max-tokens': 'length', 'tool-use': 'tool_calls', refused: 'content_filter' };

const data = (payload: unknown): Buffer => Buffer.from(`data: ${JSON.stringify(payload)}\n\n`);
const chunk = (delta: unknown, finish: string | null = null): Buffer =>
  data({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    usage: null,
  });

const piecesOf = (text: string, pieces = 1): string[] => {
  const size = Math.max(1, Math.ceil(text.length / pieces));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
};

const usageOf = ({ input, output, cacheRead = 0 }: Extract<Step, { usage: unknown }>['usage']) => ({
  prompt_tokens: input + cacheRead,
  completion_tokens: output,
  total_tokens: input + cacheRead + output,
  prompt_tokens_details: { cached_tokens: cacheRead },
});

const bytesOf = (step: Step, call: number): Buffer | undefined => {
  if ('say' in step) return Buffer.concat(piecesOf(step.say, step.pieces).map((content) => chunk({ content })));
  if ('think' in step) return chunk({ content: null, reasoning_content: step.think });
  if ('call' in step) {
    const begins = { index: call, id: step.id, type: 'function', function: { name: step.call, arguments: '' } };
    const goesOn = piecesOf(step.json, step.pieces).map((json) => ({ index: call, function: { arguments: json } }));
    return Buffer.concat([begins, ...goesOn].map((piece) => chunk({ tool_calls: [piece] })));
  }
  if ('usage' in step) return data({ id: 'chatcmpl-1', choices: [], usage: usageOf(step.usage) });
  if ('stop' in step) return chunk({}, stopReasons[step.stop]);
  if ('fault' in step) return data({ error: faults[step.fault].error });
  if ('garbage' in step) return Buffer.from(`data: ${step.garbage}\n\n`);
  return undefined;
};

/** On this wire the usage follows the reason to stop, too, in a chunk without choices; and a stream says when it is done. */
export const frames = ({ steps }: Script): { step: Step; bytes: Buffer | undefined }[] => {
  const usage = steps.filter((step) => 'usage' in step);
  const ordered = [...steps.filter((step) => !('usage' in step)), ...usage];
  const calls = ordered.filter((step) => 'call' in step);
  const written = ordered.map((step) => ({ step, bytes: bytesOf(step, 'call' in step ? calls.indexOf(step) : 0) }));
  const whole = steps.some((step) => 'stop' in step);
  return [
    {
      step: { say: '' },
      bytes: Buffer.concat([Buffer.from(': keep-alive\n\n'), chunk({ role: 'assistant', content: '' })]),
    },
    ...written,
    ...(whole ? [{ step: { say: '' }, bytes: Buffer.from('data: [DONE]\n\n') }] : []),
  ];
};

export const wholeOf = ({ steps }: Script): string => {
  const content = steps.map((step) => ('say' in step ? step.say : '')).join('');
  const calls = steps
    .filter((step) => 'call' in step)
    .map(({ id, call, json }) => ({ id, type: 'function', function: { name: call, arguments: json } }));
  const stop = steps.find((step) => 'stop' in step)?.stop;
  const usage = steps.find((step) => 'usage' in step)?.usage;
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) },
        finish_reason: stop && stopReasons[stop],
      },
    ],
    ...(usage && { usage: usageOf(usage) }),
  });
};

export const refuse = (response: ServerResponse, fault: Fault, retryAfterSeconds?: number): void => {
  const { status, error } = faults[fault];
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(status, { 'content-type': 'application/json', ...wait });
  response.end(JSON.stringify({ error }));
};
