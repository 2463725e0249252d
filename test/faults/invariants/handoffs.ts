import type { ConversationEvent } from '#events/conversation';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I6';

export const oneWrapUp: Invariant = {
  id: invariant,
  says: 'every handoff ends in exactly one wrap-up with one outcome',
  check: ({ end }) => [...end.logs].flatMap(([conversationId, events]) => ofLog(conversationId, events, end.endedAt)),
};

const outcomeOf = (event: ConversationEvent): string | undefined => {
  switch (event.kind) {
    case 'closed':
      return event.reason === 'abandoned' || event.reason === 'no-choice' ? 'abandoned' : 'closed';
    case 'promised':
      return 'promise';
    case 'went-on-with-bot':
    case 'returned-to-bot':
      return 'returned';
    default:
      return undefined;
  }
};

/** One handoff at a time: asked for, ended, wrapped up; the next one only then. */
const ofLog = (conversationId: string, events: readonly ConversationEvent[], t: number): Violation[] => {
  const found: Violation[] = [];
  const broken = (says: string) => found.push({ invariant, says, t, conversationId });
  let open: { handoff: number; outcome?: string | undefined } | undefined;
  for (const event of events) {
    if (event.kind === 'handed-off') {
      if (open) broken(`handoff ${event.epoch} begins before handoff ${open.handoff} is wrapped up`);
      open = { handoff: event.epoch };
    } else if (event.kind === 'wrapped-up') {
      if (open?.handoff !== event.handoff) broken(`handoff ${event.handoff} is wrapped up, and was not open`);
      else if (open.outcome !== event.outcome)
        broken(`it ended as ${open.outcome} and is wrapped up as ${event.outcome}`);
      open = undefined;
    } else if (open && open.outcome === undefined) open.outcome = outcomeOf(event);
  }
  return found;
};
