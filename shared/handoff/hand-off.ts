import { emotionOf, moodOf } from '#shared/understanding/emotion';
import { topicOf } from '#shared/understanding/topics';
import { type Asked, handingOffUnsaid } from './hand-off-unsaid.ts';
import { priorityOf } from './skill.ts';

/** A matter that a firm marks as sensitive comes before what merely waits. */
const SENSITIVE = 2;

/** As `handingOffUnsaid`, where the customer's words lead there: they choose the skill, and tell how urgent it is. */
export const handingOff = (
  asked: Asked & { texts: readonly string[]; sensitive?: boolean | undefined },
): ReturnType<typeof handingOffUnsaid> => {
  const { reason, texts, priority, sensitive } = asked;
  const sounds = priorityOf(reason, emotionOf(texts.map(moodOf)), topicOf(texts.join('\n'))?.topic);
  return handingOffUnsaid({
    ...asked,
    priority: priority ?? Math.max(sounds, sensitive ? SENSITIVE : 0),
  });
};
