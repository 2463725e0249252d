import type { Head } from '#shared/conversation/head';
import { measuresOf, type ServiceMeasures } from '#shared/conversation/measures';
import { turnOf } from '#shared/conversation/turn';
import type { Matching, Projections, Turns } from '#shared/queues/queues';
import type { HandoffWorkflow } from '#shared/workflow/handoff-workflow';

type Needs = {
  turns: Turns;
  matching: Matching;
  projections: Projections;
  workflow: HandoffWorkflow;
  /** Reads HEAD anew and tells the waiting execution what it says. */
  answerWait: (conversationId: string) => Promise<void>;
  measure: (measures: ServiceMeasures) => void;
};

const waitsForAgent = (head: Head | undefined): boolean =>
  head?.owner.kind === 'queue' && head.handoff?.offer === undefined;

/**
 * HEAD has changed: start what the fact demands, under ids that make a second start harmless. Decided from the two images
 * alone; only a waiting execution is answered from HEAD as it is now, since an image may be replayed late.
 */
export const relay =
  ({ turns, matching, projections, workflow, answerWait, measure }: Needs) =>
  async ({ before, after }: { before: Head | undefined; after: Head }): Promise<void> => {
    const { conversationId, handoff, version } = after;

    const turn = turnOf(after);
    if (turn && turn.id !== (before && turnOf(before)?.id)) await turns.enqueue(turn);

    const starts =
      handoff &&
      !handoff.wrapped &&
      (before?.handoff?.handoff !== handoff.handoff || before.handoff.run !== handoff.run);
    if (starts) await workflow.start(conversationId, handoff.handoff, handoff.run);

    const arrives = waitsForAgent(after) && !waitsForAgent(before);
    const freesRoom = before?.owner.kind === 'agent' && after.owner.kind !== 'agent';
    if (handoff && (arrives || freesRoom)) await matching.ring(handoff.skill, `${conversationId}-${version}`);

    if (before?.handoff && handoff && !starts) await answerWait(conversationId);
    await projections.project({ conversationId, from: (before?.version ?? 0) + 1, to: version });
    measure(measuresOf(before, after));
  };
