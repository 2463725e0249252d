import type { HandoffReason } from '#events/conversation';
import type { HandingOff } from '#shared/conversation/bot';
import { handingOffUnsaid } from '#shared/handoff/hand-off-unsaid';
import { promiseDueAt as due, type PromiseDueAt } from '#shared/handoff/hours';
import { settings } from './settings.ts';

/** What a handoff at this moment would be that no words led to, by this environment's skills, hours and timings. */
export const handingOff = (reason: HandoffReason, at: string): HandingOff => handingOffUnsaid({ reason, at, settings });
/** When this environment's people can keep a promise that ends this handoff now. */
export const promiseDueAt: PromiseDueAt = (handoff, at) =>
  due({ settings, skill: handoff?.skill ?? '', missed: handoff?.missed }, at);
