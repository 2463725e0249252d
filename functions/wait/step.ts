import { later } from '#shared/conversation/timings';
import { answerOf, asksChoice, type Waiting } from '#shared/conversation/waiting';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import type { WaitAnswers } from '#shared/workflow/handoff-workflow';

type Needs = {
  store: Pick<ConversationStore, 'head' | 'append'>;
  desk: Pick<DeskStore, 'putWait' | 'agentsOf'>;
  waits: WaitAnswers;
  now: () => string;
  choiceSeconds: number;
};
export type WaitTask = Waiting & { conversationId: string; token: string };

/** A token outlives its wait by far less than this. */
const KEPT_SECONDS = 2 * 86_400;

/** The token is stored first and HEAD read then, so a fact that came before the token is not missed. */
export const wait =
  (needs: Needs) =>
  async ({ token, ...waiting }: WaitTask): Promise<void> => {
    const { store, desk, waits, now } = needs;
    const stored = await desk.putWait({ ...waiting, token }, Math.floor(Date.parse(now()) / 1000) + KEPT_SECONDS);
    if (stored && waiting.wait === 'chosen') await putChoice(needs, waiting.conversationId);
    const answer = stored
      ? answerOf(waiting, await store.head(waiting.conversationId))
      : ({ failure: 'Superseded' } as const);
    if (answer) await waits.tell(token, answer);
  };

/** The question itself, unless it was put with the handoff (after hours) or an agent has come meanwhile. */
const putChoice = async ({ store, desk, now, choiceSeconds }: Needs, conversationId: string): Promise<void> => {
  const head = await store.head(conversationId);
  if (!head?.handoff || head.handoff.choosing || head.owner.kind !== 'queue') return;
  const at = now();
  const agents = await desk.agentsOf(head.handoff.skill);
  const reason = agents.some(({ leaseUntil }) => leaseUntil > at) ? 'waited-too-long' : 'nobody-there';
  await store.append({
    conversationId,
    at,
    head,
    decide: (seen) => asksChoice(seen, reason, later(at, choiceSeconds)),
  });
};
