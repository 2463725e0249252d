import type * as z from 'zod';
import type { ServerFrameOf } from '#shared/protocol/frames';
import { type RefusalCode, refusals } from '#shared/protocol/refusals';

type Refused = ServerFrameOf<'refused'>;
type About = Partial<Pick<Refused, 'action' | 'conversationId' | 'clientMessageId' | 'field' | 'limit'>>;

export const refusal = (code: RefusalCode, about: About = {}): Refused => ({
  type: 'refused',
  code,
  message: refusals[code],
  ...about,
});

/** What a schema disliked, as a refusal that names the field and the limit. */
export const misunderstood = (error: z.ZodError, about: About = {}): Refused => {
  const [issue] = error.issues;
  return refusal('frame-not-understood', {
    ...about,
    ...(issue && { field: issue.path.join('.') || '(frame)', limit: issue.message }),
  });
};
