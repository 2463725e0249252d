import * as z from 'zod';
import { type ServerFrame, serverFrames } from '#shared/protocol/frames';

/** `broken`: API Gateway's own error, which says nothing about what became of our frame. */
export type ReadFrame = { frame: ServerFrame } | { broken: string } | { unknown: unknown };

const GatewayError = z.object({ message: z.string(), connectionId: z.string() });
const Named = z.object({ type: z.enum(Object.keys(serverFrames) as [ServerFrame['type']]) });

export function readFrame(text: string): ReadFrame {
  const wire = parsed(text);
  const named = Named.safeParse(wire);
  if (!named.success) {
    const error = GatewayError.safeParse(wire);
    return error.success ? { broken: error.data.message } : { unknown: wire };
  }
  const frame = serverFrames[named.data.type].safeParse(wire);
  return frame.success ? { frame: frame.data } : { unknown: frame.error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
