import type { HandoffReason } from '#events/conversation';
import type { HandingOff } from '#shared/conversation/bot';
import { later } from '#shared/conversation/timings';
import type { Settings } from '#shared/runtime/settings';
import { isOpen } from './hours.ts';
import { priorityOf, skillFor } from './skill.ts';

export type Asked = {
  reason: HandoffReason;
  /** When the person was asked for, ISO 8601. */
  at: string;
  /** The customer's words that lead there, oldest first; none where she pressed the button. */
  texts?: readonly string[];
  /** The skill that the matter is known to belong to; one that the environment lacks is passed over. */
  skill?: string | undefined;
  settings: Pick<Settings, 'hours' | 'skills' | 'timings'>;
  /** 0 to 3; that of the reason where it is not given. */
  priority?: number;
};

/**
 * Everything that is decided in the instant a person is asked for: whose queue, how urgent, whether anybody is there, until
 * when. It reads no mood and no topic, so a step in which nobody has said anything carries no word lists.
 */
export const handingOffUnsaid = ({ reason, at, texts = [], skill: known, settings, priority }: Asked): HandingOff => {
  const { hours, skills, timings } = settings;
  const skill = skills.find(({ name }) => name === known) ?? skillFor(texts, skills);
  return {
    reason,
    skill: skill.name,
    priority: priority ?? priorityOf(reason),
    open: isOpen(hours, skill.weekly, at),
    queueUntil: later(at, timings.queueWaitSeconds),
    choiceUntil: later(at, timings.choiceSeconds),
  };
};
