import { ownersLinearizable } from '../linearizable.ts';
import { type Committed, commitsOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I4';
const nameOf = (owner: Committed['after']['owner']): string => JSON.stringify(owner);

export const oneOwner: Invariant = {
  id: invariant,
  says: 'at most one owner per epoch, at most one agent, never two bots',
  check: (history) => [...twoOwners(history), ...foreignWords(history), ...twoBots(history), ...unexplained(history)],
};

const twoOwners = (history: History): Violation[] => {
  const owners = new Map<string, string>();
  const versions = new Map<string, number>();
  return commitsOf(history).flatMap(({ t, conversationId, before, after }) => {
    const broken = (says: string): Violation => ({ invariant, says, t, conversationId });
    const found: Violation[] = [];
    const seen = versions.get(conversationId) ?? 0;
    if ((before?.version ?? 0) !== seen)
      found.push(broken(`written upon version ${before?.version ?? 0}, not ${seen}`));
    versions.set(conversationId, after.version);
    const key = `${conversationId} ${after.epoch}`;
    const owner = owners.get(key) ?? nameOf(after.owner);
    owners.set(key, owner);
    if (owner !== nameOf(after.owner))
      found.push(broken(`epoch ${after.epoch} has ${owner} and ${nameOf(after.owner)}`));
    if (before && after.epoch < before.epoch) found.push(broken(`epoch ${before.epoch} is followed by ${after.epoch}`));
    return found;
  });
};

/** There is one order of all reads and appends in which each was answered rightly. */
const unexplained = ({ end }: History): Violation[] => {
  const verdict = ownersLinearizable(end.operations);
  return verdict.linearizable ? [] : [{ invariant, says: verdict.why, t: end.endedAt }];
};

/** An agent speaks in what she owns, in the epoch she owns it. */
const foreignWords = (history: History): Violation[] =>
  commitsOf(history).flatMap(({ t, conversationId, before, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'agent-said') return [];
      const owner = before?.owner;
      const isHers = owner?.kind === 'agent' && owner.agentId === event.agentId && event.epoch === before?.epoch;
      return isHers
        ? []
        : [{ invariant, says: `${event.agentId} spoke while ${JSON.stringify(owner)} owned`, t, conversationId }];
    }),
  );

/** Words of a customer have one answer of the bot. */
const twoBots = (history: History): Violation[] => {
  const answered = new Map<string, number>();
  return commitsOf(history).flatMap(({ t, conversationId, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'bot-said') return [];
      const before = answered.get(conversationId) ?? 0;
      answered.set(conversationId, event.answersUpTo);
      return event.answersUpTo > before
        ? []
        : [{ invariant, says: `the words up to ${event.answersUpTo} were answered twice`, t, conversationId }];
    }),
  );
};
