import type { Head } from '#shared/conversation/head';
import { eventIn, readLetter } from '#shared/duties/read-letter';
import { mask } from '#shared/privacy/mask';
import {
  DeadLetterQueue,
  deadLetterQueues,
  type Letter,
  type LetterAsk,
  type LetterDeed,
  type LetterOutcome,
} from '#shared/protocol/dead-letters';
import type { DeadLetters, HeldLetter } from '#shared/queues/dead-letters';
import type { StepRuns } from '#shared/queues/step-runs';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeedStore, FailureStore } from '#shared/store/failure-store';

export type RedriveNeeds = {
  letters: Pick<DeadLetters, 'take' | 'release' | 'sendBack' | 'remove'>;
  failures: Pick<FailureStore, 'of'>;
  deeds: Pick<DeedStore, 'record'>;
  runs: StepRuns;
  store: Pick<ConversationStore, 'head'>;
  /** The change of a HEAD as the log's stream would bring it. */
  recordOf: (head: Head) => unknown;
  /** The function that a queue's letters came from. */
  functionOf: (queue: DeadLetterQueue) => string;
  now: () => string;
  tell: (deed: LetterDeed) => void;
};
type Who = LetterDeed['by'];

/** As many as surely fit into one request; the page asks again while there are more. */
const AT_ONCE = 20;
/** One letter is looked for among so many. */
const LOOKED_AT = 100;
/** Longer than this step may run, so that nobody else takes a letter that is on its way. */
const IN_HAND_SECONDS = 60;

/**
 * An admin sends letters back or throws one away. In this order and no other: it goes back, the deed is written down, the
 * letter is removed. Killed in between, the letter lies there still, and goes back once more: every step bears that.
 */
export const redrive =
  (needs: RedriveNeeds) =>
  async (ask: LetterAsk, { subject, name, groups }: Caller, path: Record<string, string>): Promise<HttpAnswer> => {
    if (!groups.includes('admin')) return refuse(403, 'not-allowed');
    const queue = DeadLetterQueue.safeParse(path.queue);
    if (!queue.success) return refuse(404, 'letter-gone', 'queue');
    const all = await needs.letters.take(queue.data, ask.letterId ? LOOKED_AT : AT_ONCE, IN_HAND_SECONDS);
    const chosen = all.filter(({ letterId }) => !ask.letterId || letterId === ask.letterId);
    await needs.letters.release(
      queue.data,
      all.filter((letter) => !chosen.includes(letter)),
    );
    if (ask.letterId && chosen.length === 0) return refuse(404, 'letter-gone', 'letterId');
    return answer(200, await treat(needs, queue.data, chosen, ask.act, { id: subject, name }));
  };

const treat = async (
  needs: RedriveNeeds,
  queue: DeadLetterQueue,
  chosen: HeldLetter[],
  act: LetterAsk['act'],
  by: Who,
): Promise<LetterOutcome> => {
  const outcome: LetterOutcome = { done: [], failed: [], more: chosen.length === AT_ONCE };
  for (const held of chosen) {
    const { letterId } = held;
    try {
      await treatOne(needs, queue, held, act, by);
      outcome.done.push(letterId);
    } catch (error) {
      await needs.letters.release(queue, [held]);
      outcome.failed.push({ letterId, why: mask(error instanceof Error ? error.message : String(error)) });
    }
  }
  return outcome;
};

const treatOne = async (
  needs: RedriveNeeds,
  queue: DeadLetterQueue,
  held: HeldLetter,
  act: LetterAsk['act'],
  by: Who,
): Promise<void> => {
  const letter = await readLetter(queue, held, needs.failures);
  if (act === 'redrive') await sendBack(needs, queue, held, letter);
  const { letterId, conversationIds } = letter;
  const did = act === 'redrive' ? 'redriven' : 'discarded';
  const deed: LetterDeed = { did, queue, letterId, conversationIds, by, at: needs.now() };
  await needs.deeds.record({ ...deed, body: held.body });
  needs.tell(deed);
  await needs.letters.remove(queue, held);
};

const sendBack = async (
  { letters, runs, store, recordOf, functionOf }: RedriveNeeds,
  queue: DeadLetterQueue,
  held: HeldLetter,
  { conversationIds, redrivable }: Letter,
): Promise<void> => {
  switch (deadLetterQueues[queue]) {
    case 'queue':
      return letters.sendBack(queue, held);
    case 'again':
      return runs.again(functionOf(queue), eventIn(held));
    case 'log': {
      if (!redrivable) throw new Error('nobody noted which conversations these records were of');
      const heads = await Promise.all(conversationIds.map((id) => store.head(id)));
      const records = heads.filter((head) => head !== undefined).map(recordOf);
      return runs.now(functionOf(queue), { Records: records });
    }
  }
};
