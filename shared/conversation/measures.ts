import type { Head } from './head.ts';

export type ServiceMeasures = {
  ConversationsOpened?: number;
  BotUnknown?: number;
  HandoffsAsked?: number;
  HandoffWaitSeconds?: number;
  OffersMissed?: number;
  ConversationsClosed?: number;
};

/** What a change of HEAD says about the service; read off the two images, so it costs no call. */
export const measuresOf = (before: Head | undefined, after: Head): ServiceMeasures => {
  const asked = after.handoff !== undefined && before?.handoff?.handoff !== after.handoff.handoff;
  const taken = after.owner.kind === 'agent' && before?.owner.kind === 'queue' && after.handoff;
  const excluded = (head: Head | undefined): number =>
    head?.handoff?.excluded.filter(({ until }) => !until).length ?? 0;
  return {
    ...(!before && { ConversationsOpened: 1 }),
    ...(after.misses > (before?.misses ?? 0) && { BotUnknown: 1 }),
    ...(asked && { HandoffsAsked: 1 }),
    ...(taken && { HandoffWaitSeconds: (Date.parse(after.at) - Date.parse(taken.since)) / 1000 }),
    ...(!asked && excluded(after) > excluded(before) && { OffersMissed: 1 }),
    ...(after.owner.kind === 'closed' && before?.owner.kind !== 'closed' && { ConversationsClosed: 1 }),
  };
};
