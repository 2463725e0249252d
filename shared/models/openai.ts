import * as z from 'zod';
import type { ChatEvent, ChatMessage, ChatModel, ChatRequest, Failure, Stop, Usage } from './chat-model.ts';
import { begun, ended, failed, type Running } from './closing.ts';
import type { Preset } from './presets.ts';
import { dataOf } from './sse.ts';
import { closedCall, type OpenCall } from './tool-input.ts';

export type OpenAiNeeds = {
  preset: Preset;
  model: string;
  /** Read at each call, so that a rotated key is followed. */
  apiKey: () => Promise<string>;
  fetch: typeof fetch;
  now: () => number;
  /** @default the preset's */
  endpoint?: string;
  /** Key of the price book. @default the preset's prefix and the model */
  priceKey?: string;
  /** `false`: one answer, not a stream. @default true */
  streaming?: boolean;
};

/** Models behind any endpoint that speaks OpenAI's chat completions. */
export const openAiModel = (needs: OpenAiNeeds): ChatModel => {
  const { preset, model, apiKey, priceKey = `${preset.pricePrefix}${model}`, streaming = true } = needs;
  return {
    identity: { provider: preset.provider, model, priceKey },
    async *stream(request, signal) {
      const running = begun();
      try {
        const key = await apiKey().catch((error: unknown): Failure => ({ kind: 'misconfigured', code: nameOf(error) }));
        if (typeof key !== 'string') return yield* failed(request, running, key);
        const response = await asked(needs, key, request, signal);
        if (!response.ok) return yield* failed(request, running, await failureOfResponse(response, needs.now()));
        if (!response.body) return yield* failed(request, running, { kind: 'malformed', code: 'no-body' });
        const isStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false;
        if (streaming && !isStream)
          return yield* failed(request, running, failureOfBody(await response.text(), 'not-a-stream'));
        if (streaming) yield* read(request, dataOf(response.body), running);
        else yield* readWhole(request, await response.text(), running);
      } catch (error) {
        yield* failed(request, running, signal?.aborted ? { kind: 'cancelled' } : brokenBy(error, running));
      }
    },
  };
};

const asked = async (
  needs: OpenAiNeeds,
  key: string,
  request: ChatRequest,
  signal?: AbortSignal,
): Promise<Response> => {
  const { endpoint, preset, fetch: send } = needs;
  const address = `${(endpoint ?? preset.endpoint).replace(/\/+$/, '')}/chat/completions`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const body = JSON.stringify(completionInput(needs, request));
  // A key must not follow a redirect to somebody else.
  return send(address, { method: 'POST', headers, body, redirect: 'error', ...(signal && { signal }) });
};

/** A request in the words of chat completions. Cache points are left out: these services cache by themselves. */
export const completionInput = (
  { preset, model, streaming = true }: Pick<OpenAiNeeds, 'preset' | 'model' | 'streaming'>,
  { system, messages, tools, maxTokens, temperature }: ChatRequest,
) => ({
  model,
  messages: [...(system === '' ? [] : [{ role: preset.instructs, content: system }]), ...messages.flatMap(messageOf)],
  [preset.limit]: maxTokens,
  ...(!preset.fixedTemperature?.test(model) && { temperature }),
  ...(tools.length > 0 && {
    tools: tools.map(({ name, description, input }) => ({
      type: 'function',
      function: { name, description, parameters: input },
    })),
  }),
  stream: streaming,
  ...(streaming && { stream_options: { include_usage: true } }),
  ...preset.extra,
});

const messageOf = (message: ChatMessage): Record<string, unknown>[] => {
  if (message.role === 'user') return [{ role: 'user', content: message.text }];
  if (message.role === 'tool')
    return message.results.map(({ id, content }) => ({ role: 'tool', tool_call_id: id, content }));
  const calls = (message.toolCalls ?? []).map(({ id, name, input }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  }));
  return [{ role: 'assistant', content: message.text, ...(calls.length > 0 && { tool_calls: calls }) }];
};

const count = z.number().nonnegative().catch(0).optional();
const Told = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count }).nullish().catch(null),
  /** DeepSeek's own name for the same. */
  prompt_cache_hit_tokens: count,
});
const Fault = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  message: z.string().nullish(),
});
type Fault = z.infer<typeof Fault>;

const CallPiece = z.object({
  index: z.number().optional(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});
const Said = z.object({
  content: z.string().nullish(),
  /** DeepSeek, Qwen and ERNIE; OpenAI does not show it. */
  reasoning_content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(CallPiece).nullish(),
});
const choice = { finish_reason: z.string().nullish() };
const Chunk = z.object({
  choices: z.array(z.object({ delta: Said.nullish(), ...choice })).nullish(),
  usage: Told.nullish(),
  error: Fault.nullish(),
});
const Whole = z.object({
  choices: z.array(z.object({ message: Said, ...choice })).min(1),
  usage: Told.nullish(),
});

async function* read(request: ChatRequest, events: AsyncIterable<string>, running: Running): AsyncGenerator<ChatEvent> {
  const open = new Map<number, OpenCall>();
  for await (const data of events) {
    if (data.trim() === '[DONE]') break;
    const chunk = Chunk.safeParse(jsonOf(data));
    if (!chunk.success) return yield* failed(request, running, { kind: 'malformed', code: 'not-json' });
    const { error, usage, choices } = chunk.data;
    if (error) return yield* failed(request, running, failureOfFault(error, undefined));
    if (usage) running.usage = usageOf(usage);
    // One answer was asked for; the last chunk of all, which holds the usage, has none.
    const [first] = choices ?? [];
    yield* said(first?.delta ?? {}, running, open);
    if (!first?.finish_reason) continue;
    const end = stopOf(first.finish_reason);
    if ('kind' in end) running.failure = end;
    else running.stop = end.stop;
  }
  yield* closed(request, running, open);
}

async function* readWhole(request: ChatRequest, body: string, running: Running): AsyncGenerator<ChatEvent> {
  const whole = Whole.safeParse(jsonOf(body));
  const [first] = whole.data?.choices ?? [];
  if (!first) return yield* failed(request, running, failureOfBody(body, 'not-json'));
  if (whole.data?.usage) running.usage = usageOf(whole.data.usage);
  const open = new Map<number, OpenCall>();
  yield* said(first.message, running, open);
  const end = stopOf(first.finish_reason ?? '');
  if ('kind' in end) return yield* failed(request, running, end);
  running.stop = end.stop;
  yield* closed(request, running, open);
}

function* said(
  { content, reasoning_content: reasoning, refusal, tool_calls: pieces }: z.infer<typeof Said>,
  running: Running,
  open: Map<number, OpenCall>,
): Generator<ChatEvent> {
  if (reasoning || refusal) {
    running.thought = true;
    yield { type: 'thinking' };
  }
  if (content) {
    running.text += content;
    yield { type: 'text-delta', text: content };
  }
  for (const [place, { index = place, id, function: called }] of (pieces ?? []).entries()) {
    const call = open.get(index) ?? { id: '', name: '', json: '' };
    // The id and the name come whole, with the first piece; some services repeat them with each.
    open.set(index, {
      id: id || call.id,
      name: called?.name || call.name,
      json: call.json + (called?.arguments ?? ''),
    });
  }
}

/** Calls have no end of their own on this wire: they are whole when the stream says why it stopped. */
function* closed(request: ChatRequest, running: Running, open: Map<number, OpenCall>): Generator<ChatEvent> {
  for (const [index, call] of running.stop ? open : []) {
    const one = closedCall({ ...call, id: call.id || `call-${index}` }, request.tools);
    if ('kind' in one) return yield* failed(request, running, one);
    running.calls.push(one);
    yield { type: 'tool-call', call: one };
  }
  yield* ended(request, running);
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const usageOf = (usage: z.infer<typeof Told>): Usage => {
  const cacheRead = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0;
  return {
    // Here the prompt's tokens hold those from the cache.
    input: Math.max(0, (usage.prompt_tokens ?? 0) - cacheRead),
    output: usage.completion_tokens ?? 0,
    cacheRead,
    cacheWrite: 0,
    estimated: false,
  };
};

const stopOf = (reason: string): { stop: Stop } | Failure => {
  switch (reason) {
    case 'stop':
    case 'normal':
      return { stop: 'end' };
    case 'tool_calls':
    case 'function_call':
      return { stop: 'tool-use' };
    case 'length':
      return { stop: 'max-tokens' };
    case 'content_filter':
      return { kind: 'refused', code: reason };
    case 'insufficient_system_resource':
      return { kind: 'unavailable', code: reason };
    default:
      return { kind: 'malformed', code: 'no-stop-reason' };
  }
};

const TOO_LONG =
  /context_length|maximum context|context length|too long|range of input length|prompt.*(?:exceeds?|too large)/i;
const REFUSED = /content_filter|content_policy|data_inspection|sensitive|inappropriate/i;
const OUT_OF_MONEY = /insufficient_quota|insufficient.?balance|arrearage|billing|account_overdue/i;
const THROTTLED = /rate_?limit|throttl|too_many|quota_exceeded|rpm|tpm|server_overloaded/i;
const OVERLOADED = /overload|unavailable|internal|server_error|timeout|engine/i;

/** The service's own word for it, if it is a word at all. */
const codeOf = ({ code, type }: Fault, status: number | undefined): string => {
  const word = String(code ?? type ?? '');
  return /^[\w.-]{1,60}$/.test(word) ? word : String(status ?? 'error');
};

/** A fault, told with a status before the stream or without one within it. Codes first: services disagree about statuses. */
const failureOfFault = (fault: Fault, status: number | undefined): Failure => {
  const told = `${fault.code ?? ''} ${fault.type ?? ''}`;
  const code = codeOf(fault, status);
  if (OUT_OF_MONEY.test(told) || status === 402) return { kind: 'unavailable', code };
  if (REFUSED.test(told)) return { kind: 'refused', code };
  if (TOO_LONG.test(`${told} ${fault.message ?? ''}`) || status === 413) return { kind: 'too-long', code };
  if (status === 429 || THROTTLED.test(told)) return { kind: 'throttled', code };
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) return { kind: 'misconfigured', code };
  if (status === undefined && !OVERLOADED.test(told)) return { kind: 'cut-stream', code };
  return { kind: 'unavailable', code };
};

const faultIn = (body: string): Fault => {
  const read = z
    .object({ error: Fault })
    .or(Fault.transform((error) => ({ error })))
    .safeParse(jsonOf(body));
  return read.data?.error ?? {};
};

const failureOfBody = (body: string, otherwise: string): Failure => {
  const fault = faultIn(body);
  return fault.code || fault.type ? failureOfFault(fault, undefined) : { kind: 'malformed', code: otherwise };
};

export const failureOfResponse = async (response: Response, now: number): Promise<Failure> => {
  const failure = failureOfFault(faultIn(await response.text()), response.status);
  const retryAfterMs = waitOf(response.headers.get('retry-after'), now);
  return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
};

/** `Retry-After`: seconds, or a date. */
const waitOf = (header: string | null, now: number): number | undefined => {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
};

export const brokenBy = (error: unknown, { text, thought }: Running): Failure => {
  const code = nameOf(error);
  return text !== '' || thought ? { kind: 'cut-stream', code } : { kind: 'unavailable', code };
};

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
