import { answerOf } from '#shared/conversation/waiting';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import type { WaitAnswers } from '#shared/workflow/handoff-workflow';

type Needs = { store: Pick<ConversationStore, 'head'>; desk: Pick<DeskStore, 'wait'>; waits: WaitAnswers };

/** Tells the waiting execution, if there is one, what HEAD says now. A dead token is ignored: the next wait reads HEAD itself. */
export const answersWait =
  ({ store, desk, waits }: Needs) =>
  async (conversationId: string): Promise<void> => {
    const waiting = await desk.wait(conversationId);
    if (!waiting) return;
    const answer = answerOf(waiting, await store.head(conversationId));
    if (answer) await waits.tell(waiting.token, answer);
  };
