import type { ChatEvent, ChatModel, ChatRequest, Failure, ModelIdentity, Usage } from '#shared/models/chat-model';

/** One answer of a model in memory: words, a failure, or tool calls. */
export type Reply =
  | { text: string; usage?: Partial<Usage> }
  | { failure: Failure; usage?: Partial<Usage> }
  | { call: { name: string; input: Record<string, string> }; usage?: Partial<Usage> };

/** A model that answers as it is told, call by call; the last reply stays. */
export const scriptedModel = (
  identity: Partial<ModelIdentity>,
  ...replies: (Reply | ((request: ChatRequest) => Reply))[]
): ChatModel & { asked: ChatRequest[] } => {
  const asked: ChatRequest[] = [];
  const usageOf = (usage: Partial<Usage> = {}): Usage => ({
    input: 1000,
    cacheRead: 0,
    cacheWrite: 0,
    output: 100,
    estimated: false,
    ...usage,
  });
  const model = 'gpt-4o-mini';
  return {
    identity: { provider: 'openai', model, priceKey: model, ...identity },
    asked,
    async *stream(request): AsyncGenerator<ChatEvent> {
      const given = replies[Math.min(asked.length, replies.length - 1)];
      if (!given) throw new Error('a scripted model needs a reply');
      asked.push(request);
      const reply = typeof given === 'function' ? given(request) : given;
      if ('text' in reply) yield { type: 'text-delta', text: reply.text };
      if ('call' in reply) yield { type: 'tool-call', call: { id: `call-${asked.length}`, ...reply.call } };
      if (!('failure' in reply) || reply.usage) yield { type: 'usage', usage: usageOf(reply.usage) };
      if ('failure' in reply) yield { type: 'failed', failure: reply.failure };
      else yield { type: 'stop', stop: 'call' in reply ? 'tool-use' : 'end' };
    },
  };
};

/** A model that begins to write and does not come to an end; `begun` resolves when its first words are there. */
export const endlessModel = (identity: ModelIdentity, text: string): ChatModel & { begun: Promise<void> } => {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  return {
    identity,
    begun,
    async *stream(): AsyncGenerator<ChatEvent> {
      yield { type: 'text-delta', text };
      resolve();
      await new Promise<never>(() => undefined);
    },
  };
};
