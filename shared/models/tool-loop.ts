import type { ChatRequest, Collected, ToolCall, ToolResult, Usage } from './chat-model.ts';

export type RunTool = (call: ToolCall) => Promise<Omit<ToolResult, 'id'>>;
/** Rounds of tools in one answer; an order, its parcel and a return are three. */
export const TOOL_ROUNDS = 4;

const added = (one: Usage, other: Usage | undefined): Usage =>
  other
    ? {
        input: one.input + other.input,
        cacheRead: one.cacheRead + other.cacheRead,
        cacheWrite: one.cacheWrite + other.cacheWrite,
        output: one.output + other.output,
        estimated: one.estimated || other.estimated,
      }
    : one;

/**
 * Asks until the model answers in words, runs the tools it calls in between, and gives up where it goes round: after so many rounds,
 * or when it asks for the same again. What a tool does is its own affair; each is run at most once a call.
 */
export const askWithTools = async (
  ask: (request: ChatRequest) => Promise<Collected>,
  request: ChatRequest,
  run: RunTool | undefined,
  rounds = TOOL_ROUNDS,
): Promise<Collected> => {
  let asked = request;
  let spent: Usage | undefined;
  const seen = new Set<string>();
  for (let round = 0; ; round += 1) {
    const answer = await ask(asked);
    spent = answer.usage ? added(answer.usage, spent) : spent;
    if (answer.outcome === 'failed') return { ...answer, usage: spent };
    const { toolCalls, text } = answer;
    if (toolCalls.length === 0)
      return { ...answer, usage: added(answer.usage, undefined), ...(spent && { usage: spent }) };
    const key = JSON.stringify(toolCalls.map(({ name, input }) => [name, input]));
    if (!run || round >= rounds || seen.has(key))
      return { outcome: 'failed', failure: { kind: 'malformed', code: 'tool-loop' }, text, usage: spent };
    seen.add(key);
    const results = await Promise.all(toolCalls.map(async (call) => ({ ...(await run(call)), id: call.id })));
    asked = {
      ...asked,
      messages: [...asked.messages, { role: 'assistant', text, toolCalls }, { role: 'tool', results }],
    };
  }
};
