import type { ChatEvent, ChatRequest, Failure, Stop, ToolCall, Usage } from './chat-model.ts';
import { estimatedUsage } from './tokens.ts';

/** What one call has brought so far; both wires fill it and end by it, so that they end alike. */
export type Running = {
  text: string;
  calls: ToolCall[];
  thought: boolean;
  usage?: Usage;
  stop?: Stop;
  failure?: Failure;
};

export const begun = (): Running => ({ text: '', calls: [], thought: false });

/** The last events of a stream that came to its end. An end without a reason is a cut; an answer of nothing is none. */
export const ended = (request: ChatRequest, running: Running): ChatEvent[] => {
  const { text, calls, usage, stop, failure } = running;
  if (failure) return failed(request, running, failure);
  const used: ChatEvent = { type: 'usage', usage: usage ?? estimatedUsage(request, text + JSON.stringify(calls)) };
  if (!stop) return [used, { type: 'failed', failure: { kind: 'cut-stream' } }];
  const empty = text.trim() === '' && calls.length === 0;
  if (empty) return [used, { type: 'failed', failure: { kind: 'malformed', code: 'empty' } }];
  return [used, { type: 'stop', stop: calls.length > 0 ? 'tool-use' : stop }];
};

/**
 * The last events of a stream that failed. What had been read and written costs, so it is told; a call
 * that was turned away costs nothing, and one that nobody waited for may.
 */
export const failed = (
  request: ChatRequest,
  { text, calls, thought, usage }: Running,
  failure: Failure,
): ChatEvent[] => {
  const given = failure.kind.startsWith('timeout') || failure.kind === 'cancelled';
  const began = given || text !== '' || calls.length > 0 || thought || usage !== undefined;
  const told: ChatEvent = { type: 'failed', failure };
  return began ? [{ type: 'usage', usage: usage ?? estimatedUsage(request, text) }, told] : [told];
};
