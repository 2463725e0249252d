import * as z from 'zod';
import { Moment } from '#events/actor';
import type { Fact } from '#events/conversation';

const Speaker = z.object({
  role: z.enum(['customer', 'agent', 'bot', 'system']),
  name: z.string().optional(),
  agentId: z.string().optional(),
});

/**
 * An event as a screen gets it: the fact of `events/conversation.ts` with its stamp, without what the reader may not see.
 * Readers switch on `kind` and pass over kinds they do not know, so the schema holds only the stamp.
 */
export type EventView = Fact & { seq: number; epoch: number; at: string; by: z.infer<typeof Speaker> };
export const EventView = z.looseObject({
  kind: z.string(),
  seq: z.int().positive(),
  epoch: z.int().nonnegative(),
  at: Moment,
  by: Speaker,
}) as unknown as z.ZodType<EventView>;
