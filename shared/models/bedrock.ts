import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandOutput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  type Message,
  type StopReason,
  type SystemContentBlock,
  type TokenUsage,
  type ToolConfiguration,
} from '@aws-sdk/client-bedrock-runtime';
import type { ChatEvent, ChatMessage, ChatModel, ChatRequest, Failure, JsonObject, Stop, Usage } from './chat-model.ts';
import { begun, ended, failed, type Running } from './closing.ts';
import { closedCall, type OpenCall } from './tool-input.ts';

export type Guardrail = { id: string; version: string };

export type BedrockNeeds = {
  client: Pick<BedrockRuntimeClient, 'send'>;
  /** A model's or an inference profile's id, such as `global.anthropic.claude-haiku-5-5`. */
  modelId: string;
  /** Key of the price book. @default the model's id */
  priceKey?: string;
  guardrail?: Guardrail;
  /** `false`: one answer, not a stream; for models that do not stream tools. @default true */
  streaming?: boolean;
};

/** A client that does not retry: the ladder does, and only there. Its address is the SDK's own (`AWS_ENDPOINT_URL_BEDROCK_RUNTIME`). */
export const bedrockClient = (config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient =>
  new BedrockRuntimeClient({ maxAttempts: 1, ...config });

/** Models of Amazon Bedrock by its Converse API. */
export const bedrockModel = ({
  client,
  modelId,
  priceKey = modelId,
  guardrail,
  streaming = true,
}: BedrockNeeds): ChatModel => ({
  identity: { provider: 'aws.bedrock', model: modelId, priceKey },
  async *stream(request, signal) {
    const input = { modelId, ...converseInput(request), ...(guardrail && guardrailInput(guardrail)) };
    const options = signal ? { abortSignal: signal } : {};
    const running = begun();
    try {
      if (streaming) {
        const { stream } = await client.send(new ConverseStreamCommand(input), options);
        if (!stream) return yield* failed(request, running, { kind: 'malformed', code: 'no-stream' });
        yield* read(request, stream, running);
      } else {
        yield* readWhole(request, await client.send(new ConverseCommand(input), options), running);
      }
    } catch (error) {
      yield* failed(request, running, signal?.aborted ? { kind: 'cancelled' } : failureOf(error, running));
    }
  },
});

const cachePoint = { cachePoint: { type: 'default' as const } };

/** A request in Converse's words. */
export const converseInput = (request: ChatRequest) => {
  const { system, tools, maxTokens, temperature, cache } = request;
  const systemBlocks: SystemContentBlock[] = [{ text: system }, ...(cache.includes('system') ? [cachePoint] : [])];
  return {
    messages: messagesOf(request),
    ...(system !== '' && { system: systemBlocks }),
    ...(tools.length > 0 && { toolConfig: toolsOf(request) }),
    inferenceConfig: { maxTokens, temperature },
  };
};

const guardrailInput = ({ id, version }: Guardrail) => ({
  guardrailConfig: { guardrailIdentifier: id, guardrailVersion: version },
});

const toolsOf = ({ tools, cache }: ChatRequest): ToolConfiguration => ({
  tools: [
    ...tools.map(({ name, description, input }) => ({ toolSpec: { name, description, inputSchema: { json: input } } })),
    ...(cache.includes('tools') ? [cachePoint] : []),
  ],
});

const messagesOf = ({ messages, cache }: ChatRequest): Message[] => {
  const converted = messages.map(messageOf);
  const last = converted.at(-1);
  if (last && cache.includes('messages')) last.content = [...(last.content ?? []), cachePoint];
  return converted;
};

const messageOf = (message: ChatMessage): Message => {
  if (message.role === 'user') return { role: 'user', content: [{ text: message.text }] };
  if (message.role === 'tool') {
    const content = message.results.map(
      ({ id, content: text, failed: wrong }): ContentBlock => ({
        toolResult: { toolUseId: id, content: [{ text }], ...(wrong && { status: 'error' as const }) },
      }),
    );
    return { role: 'user', content };
  }
  const calls = (message.toolCalls ?? []).map(
    ({ id, name, input }): ContentBlock => ({ toolUse: { toolUseId: id, name, input } }),
  );
  // Converse refuses an empty text beside a tool's call.
  return { role: 'assistant', content: [...(message.text === '' ? [] : [{ text: message.text }]), ...calls] };
};

async function* read(
  request: ChatRequest,
  stream: AsyncIterable<ConverseStreamOutput>,
  running: Running,
): AsyncGenerator<ChatEvent> {
  const open = new Map<number, OpenCall>();
  for await (const part of stream) {
    if (part.contentBlockStart?.start?.toolUse) {
      const { toolUseId = '', name = '' } = part.contentBlockStart.start.toolUse;
      open.set(part.contentBlockStart.contentBlockIndex ?? 0, { id: toolUseId, name, json: '' });
    }
    if (part.contentBlockDelta) {
      const { contentBlockIndex = 0, delta } = part.contentBlockDelta;
      const call = open.get(contentBlockIndex);
      if (call && delta?.toolUse) call.json += delta.toolUse.input ?? '';
      if (delta?.reasoningContent) {
        running.thought = true;
        yield { type: 'thinking' };
      }
      if (delta?.text) {
        running.text += delta.text;
        yield { type: 'text-delta', text: delta.text };
      }
    }
    if (part.contentBlockStop) {
      const index = part.contentBlockStop.contentBlockIndex ?? 0;
      const call = open.get(index);
      open.delete(index);
      const closed = call && closedCall(call, request.tools);
      if (closed && 'kind' in closed) return yield* failed(request, running, closed);
      if (closed) {
        running.calls.push(closed);
        yield { type: 'tool-call', call: closed };
      }
    }
    if (part.messageStop) {
      const end = stopOf(part.messageStop.stopReason);
      if ('kind' in end) running.failure = end;
      else running.stop = end.stop;
    }
    if (part.metadata?.usage) running.usage = usageOf(part.metadata.usage);
  }
  yield* ended(request, running);
}

async function* readWhole(
  request: ChatRequest,
  { output, stopReason, usage }: ConverseCommandOutput,
  running: Running,
): AsyncGenerator<ChatEvent> {
  if (usage) running.usage = usageOf(usage);
  const end = stopOf(stopReason);
  if ('kind' in end) return yield* failed(request, running, end);
  running.stop = end.stop;
  for (const { text, toolUse } of output?.message?.content ?? []) {
    if (text) {
      running.text += text;
      yield { type: 'text-delta', text };
    }
    if (toolUse) {
      const json = JSON.stringify(toolUse.input as JsonObject);
      const call = closedCall({ id: toolUse.toolUseId ?? '', name: toolUse.name ?? '', json }, request.tools);
      if ('kind' in call) return yield* failed(request, running, call);
      running.calls.push(call);
      yield { type: 'tool-call', call };
    }
  }
  yield* ended(request, running);
}

const usageOf = ({ inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens }: TokenUsage): Usage => ({
  input: inputTokens ?? 0,
  output: outputTokens ?? 0,
  cacheRead: cacheReadInputTokens ?? 0,
  cacheWrite: cacheWriteInputTokens ?? 0,
  estimated: false,
});

const stopOf = (reason: StopReason | undefined): { stop: Stop } | Failure => {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return { stop: 'end' };
    case 'tool_use':
      return { stop: 'tool-use' };
    case 'max_tokens':
      return { stop: 'max-tokens' };
    case 'model_context_window_exceeded':
      return { kind: 'too-long', code: reason };
    case 'guardrail_intervened':
    case 'content_filtered':
      return { kind: 'refused', code: reason };
    default:
      return { kind: 'malformed', code: reason ?? 'no-stop-reason' };
  }
};

const TOO_LONG =
  /too long|maximum (?:context|number of)|context (?:length|window)|input length|exceeds? the (?:max|limit)/i;

/** An exception of Bedrock, of its stream or of the connection, as what it means for a turn. */
export const failureOf = (error: unknown, { text, thought, calls }: Running = begun()): Failure => {
  const { name: code, message } = error instanceof Error ? error : { name: 'unknown', message: '' };
  switch (code.charAt(0).toUpperCase() + code.slice(1)) {
    case 'ThrottlingException':
    case 'ServiceQuotaExceededException':
      return { kind: 'throttled', code };
    case 'InternalServerException':
    case 'ServiceUnavailableException':
    case 'ModelNotReadyException':
    case 'ModelTimeoutException':
    case 'ModelErrorException':
    case 'ModelStreamErrorException':
      return { kind: 'unavailable', code };
    case 'ValidationException':
      return { kind: TOO_LONG.test(message) ? 'too-long' : 'misconfigured', code };
    case 'AccessDeniedException':
    case 'ResourceNotFoundException':
    case 'ConflictException':
    case 'CredentialsProviderError':
    case 'UnrecognizedClientException':
    case 'ExpiredTokenException':
      return { kind: 'misconfigured', code };
    case 'SyntaxError':
      return { kind: 'malformed', code: 'not-json' };
    default:
      // A connection that breaks has many names; what matters is whether an answer had begun.
      return text !== '' || thought || calls.length > 0 ? { kind: 'cut-stream', code } : { kind: 'unavailable', code };
  }
};
