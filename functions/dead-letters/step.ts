import { readLetter } from '#shared/duties/read-letter';
import { DeadLetterQueue, type DeadLettersAnswer, type LettersAnswer } from '#shared/protocol/dead-letters';
import type { DeadLetters } from '#shared/queues/dead-letters';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { DeedStore, FailureStore } from '#shared/store/failure-store';

type Needs = {
  letters: Pick<DeadLetters, 'count' | 'take' | 'release'>;
  failures: Pick<FailureStore, 'of'>;
  deeds: Pick<DeedStore, 'newest'>;
};

const DEEDS_SHOWN = 20;
const LETTERS_SHOWN = 100;
/** SQS knows no looking without taking: if this step is killed, its letters are back after so long. */
const LOOK_SECONDS = 20;

/** What lies in the dead-letter queues and why; for admins alone. Looking changes nothing. */
export const deadLetters =
  (needs: Needs) =>
  async (_body: unknown, { groups }: Caller, { queue }: Record<string, string>): Promise<HttpAnswer> => {
    if (!groups.includes('admin')) return refuse(403, 'not-allowed');
    if (queue === undefined) return answer(200, await overview(needs));
    const known = DeadLetterQueue.safeParse(queue);
    return known.success ? answer(200, await lettersIn(needs, known.data)) : refuse(404, 'letter-gone', 'queue');
  };

const overview = async ({ letters, deeds }: Needs): Promise<DeadLettersAnswer> => {
  const [counts, newest] = await Promise.all([
    Promise.all(DeadLetterQueue.options.map(async (queue) => ({ queue, ...(await letters.count(queue)) }))),
    deeds.newest(DEEDS_SHOWN),
  ]);
  return { queues: counts, deeds: newest };
};

const lettersIn = async ({ letters, failures }: Needs, queue: DeadLetterQueue): Promise<LettersAnswer> => {
  const held = await letters.take(queue, LETTERS_SHOWN, LOOK_SECONDS);
  await letters.release(queue, held);
  const { waiting, inHand } = await letters.count(queue);
  const read = await Promise.all(held.map((letter) => readLetter(queue, letter, failures)));
  return { letters: read, more: waiting + inHand > held.length };
};
