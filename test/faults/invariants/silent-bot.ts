import { commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I11';
const PREPARED_WITHIN_MS = 60_000;
const SOON_MS = 10_000;
/** A look each second, as long as it is on its way at worst, and the model's connection closed. */
const STOPPED_WITHIN_MS = 4500;
/** What brings a handoff to its packet. */
const ON_ITS_WAY = /assess|relay|stream|machine|rule/;

export const botStaysSilent: Invariant = {
  id: invariant,
  says: 'while a person has it the bot is silent, and the person has what went before',
  check: (history) => [
    ...talksOver(history),
    ...thinksOn(history),
    ...staleDrafts(history),
    ...emptyHanded(history),
    ...spokeUnprepared(history),
  ],
};

const talksOver = (history: History): Violation[] =>
  commitsOf(history).flatMap(({ t, conversationId, before, events }) => {
    const owner = before?.owner.kind;
    const mayTalk = owner === 'bot' || (owner === 'queue' && before?.handoff?.botHelps);
    return events.some(({ kind }) => kind === 'bot-said') && !mayTalk
      ? [{ invariant, says: `the bot speaks while ${owner} owns`, t, conversationId }]
      : [];
  });

/** A model is stopped soon after somebody took over, where each look of its turn has come through. */
const thinksOn = (history: History): Violation[] => {
  const blind = new Set(
    entriesOf(history, 'fault').flatMap(({ key, invocation }) => (key.includes('log.head') ? [invocation] : [])),
  );
  return entriesOf(history, 'asked-model').flatMap(({ t, invocation, conversationId, epoch, came }) => {
    const taken = commitsOf(history).find((one) => one.conversationId === conversationId && one.after.epoch > epoch);
    if (!taken || blind.has(invocation) || t - taken.t <= STOPPED_WITHIN_MS) return [];
    const says = `a model was asked until ${t - taken.t} ms after its turn was over (${came})`;
    return [{ invariant, says, t, conversationId }];
  });
};

/** An answer in the making leaves the screen when the conversation has changed hands. */
const staleDrafts = (history: History): Violation[] =>
  entriesOf(history, 'shown').flatMap(({ t, who, conversationId, draft }) =>
    draft && draft.epoch < draft.heard
      ? [{ invariant, says: `${who} sees a draft of epoch ${draft.epoch} in epoch ${draft.heard}`, t, conversationId }]
      : [],
  );

/** Who still has it in the end was given the packet. */
const emptyHanded = (history: History): Violation[] =>
  history.end.heads.flatMap(({ conversationId, owner, handoff, at }) => {
    const isNew = history.end.endedAt - Date.parse(at) < PREPARED_WITHIN_MS + 2 * history.end.skewMs;
    if (owner.kind !== 'agent' || !handoff || isNew) return [];
    const log = history.end.logs.get(conversationId) ?? [];
    return log.some(({ kind, epoch }) => kind === 'packet-prepared' && epoch >= handoff.handoff)
      ? []
      : [
          {
            invariant,
            says: `${owner.agentId} has it, and was given no packet`,
            t: history.end.endedAt,
            conversationId,
          },
        ];
  });

/** Where nothing went wrong on its way, the packet is there soon after an agent has accepted. */
const spokeUnprepared = (history: History): Violation[] => {
  const isDisturbed = entriesOf(history, 'fault').some(({ key }) => ON_ITS_WAY.test(key));
  if (isDisturbed) return [];
  const prepared = new Set<string>();
  const taken = new Map<string, number>();
  return commitsOf(history).flatMap(({ t, conversationId, after, events }) => {
    const handoff = `${conversationId} ${after.handoff?.handoff}`;
    return events.flatMap(({ kind }) => {
      if (kind === 'packet-prepared') prepared.add(handoff);
      if (kind === 'accepted') taken.set(handoff, t);
      const since = t - (taken.get(handoff) ?? t);
      if (kind !== 'agent-said' || prepared.has(handoff) || since < SOON_MS) return [];
      return [
        { invariant, says: `an agent speaks ${since} ms after accepting, and was given no packet`, t, conversationId },
      ];
    });
  });
};
