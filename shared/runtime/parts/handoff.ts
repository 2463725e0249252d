import type { HandoffReason } from '#events/conversation';
import type { HandingOff } from '#shared/conversation/bot';
import { handingOff as decide } from '#shared/handoff/hand-off';
import { promiseDueAt as due } from '#shared/handoff/hours';
import { settings } from './settings.ts';

/** What a handoff at this moment would be, by this environment's skills, hours and timings. */
export const handingOff = (reason: HandoffReason, texts: readonly string[], at: string): HandingOff =>
  decide({ reason, at, texts, settings });
/** When this environment's people of a skill can keep a promise made now. */
export const promiseDueAt = (skill: string, at: string): string => due({ settings, skill }, at);
