import * as z from 'zod';
import { refusal } from '#shared/runtime/refusal';
import { socketStep } from '#shared/runtime/socket-step';

/** `$default`: a frame of an unknown kind is told so. */
export const handler = socketStep(
  z.looseObject({ action: z.string().max(40) }),
  ['customer', 'agent'],
  async ({ action }) => refusal('unknown-action', { action }),
);
