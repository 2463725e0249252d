import { emotionOf, moodOf } from '#shared/understanding/emotion';
import { topicOf } from '#shared/understanding/topics';
import { type Asked, handingOffUnsaid } from './hand-off-unsaid.ts';
import { priorityOf } from './skill.ts';

/** As `handingOffUnsaid`, where the customer's words lead there: they choose the skill, and tell how urgent it is. */
export const handingOff = (asked: Asked & { texts: readonly string[] }): ReturnType<typeof handingOffUnsaid> => {
  const { reason, texts, priority } = asked;
  return handingOffUnsaid({
    ...asked,
    priority: priority ?? priorityOf(reason, emotionOf(texts.map(moodOf)), topicOf(texts.join('\n'))?.topic),
  });
};
