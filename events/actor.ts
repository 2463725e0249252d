import * as z from 'zod';

/** `<thread>-<n>`: a customer's n-th conversation. The charset is what Step Functions allows in an execution's name. */
export const ConversationId = z.string().regex(/^[0-9A-Za-z_-]{8,48}-[1-9][0-9]{0,5}$/, 'looks like <thread>-<n>');
/** A moment, ISO 8601 in UTC with milliseconds. */
export const Moment = z.iso.datetime({ precision: 3 });
/** BCP 47, the two the product speaks. */
export const Language = z.enum(['zh', 'en']);
export type Language = z.infer<typeof Language>;
export const Channel = z.enum(['web']);
export type Channel = z.infer<typeof Channel>;

/** Who did it. */
export const Actor = z.discriminatedUnion('role', [
  z.object({ role: z.literal('customer'), customerId: z.string() }),
  z.object({ role: z.literal('agent'), agentId: z.string(), name: z.string() }),
  z.object({ role: z.literal('bot') }),
  z.object({ role: z.literal('system') }),
]);
export type Actor = z.infer<typeof Actor>;
