import { system } from '#shared/conversation/decision';
import { wholeLog } from '#shared/duties/whole-log';
import { packetOf } from '#shared/handoff/prepare';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  now: () => string;
  /** The shop's: "yesterday" is read by its clock; without it a date stays as it was said. */
  timeZone?: string;
  offerSeconds: number;
  choiceSeconds: number;
};
export type HandoffTask = { conversationId: string; handoff: number; run: number };
/** What the workflow's later waits are measured by: a moment in ms since 1970, and two durations in seconds. */
export type Assessed = { queueUntil: number; offerSeconds: number; choiceSeconds: number };

/** The packet is prepared while the customer already waits; a resumed run finds it there. */
export const assess =
  ({ store, now, timeZone, offerSeconds, choiceSeconds }: Needs) =>
  async ({ conversationId, handoff }: HandoffTask): Promise<Assessed> => {
    const at = now();
    const { head, events } = await wholeLog(store, conversationId);
    const prepared = events.some(({ kind, epoch }) => kind === 'packet-prepared' && epoch >= handoff);
    if (head && !prepared) {
      const packet = packetOf(events, head, at, timeZone);
      await store.append({
        conversationId,
        at,
        head,
        decide: (seen) =>
          seen?.handoff?.handoff === handoff && !seen.handoff.ended
            ? { facts: [{ kind: 'packet-prepared', words: { packet }, by: system }] }
            : { nothing: 'the handoff is over' },
      });
    }
    return { queueUntil: Date.parse(head?.handoff?.queueUntil ?? at), offerSeconds, choiceSeconds };
  };
