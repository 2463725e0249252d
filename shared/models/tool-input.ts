import type { Failure, JsonObject, Tool, ToolCall } from './chat-model.ts';

/** A call as it comes in pieces: its arguments are JSON only when the last piece is there. */
export type OpenCall = { id: string; name: string; json: string };

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (json: string): unknown => {
  try {
    // Some models send nothing at all for a tool without arguments.
    return JSON.parse(json.trim() === '' ? '{}' : json);
  } catch {
    return undefined;
  }
};

/** The call, or why it is none. That the arguments fit the tool's schema is for who runs the tool to check. */
export const closedCall = ({ id, name, json }: OpenCall, tools: readonly Tool[]): ToolCall | Failure => {
  if (!tools.some((tool) => tool.name === name)) return { kind: 'malformed', code: 'unknown-tool' };
  const input = parsed(json);
  return isObject(input) ? { id, name, input } : { kind: 'malformed', code: 'tool-input' };
};
