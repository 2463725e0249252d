import { answerOf, type Waiting } from '#shared/conversation/waiting';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import type { WaitAnswers } from '#shared/workflow/handoff-workflow';

type Needs = {
  store: Pick<ConversationStore, 'head'>;
  desk: Pick<DeskStore, 'putWait'>;
  waits: WaitAnswers;
  now: () => number;
};
export type WaitTask = Waiting & { conversationId: string; token: string };

/** A token outlives its wait by far less than this. */
const KEPT_SECONDS = 2 * 86_400;

/** The token is stored first and HEAD read then, so a fact that came before the token is not missed. */
export const wait =
  ({ store, desk, waits, now }: Needs) =>
  async ({ token, ...waiting }: WaitTask): Promise<void> => {
    const stored = await desk.putWait({ ...waiting, token }, Math.floor(now() / 1000) + KEPT_SECONDS);
    const answer = stored
      ? answerOf(waiting, await store.head(waiting.conversationId))
      : ({ failure: 'Superseded' } as const);
    if (answer) await waits.tell(token, answer);
  };
