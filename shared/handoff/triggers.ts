import type { HandoffReason } from '#events/conversation';
import type { Topic } from '#shared/understanding/topics';
import type { Signals } from './signals.ts';

export type Thresholds = {
  /** So many answers in a row in which the bot did not know. */
  misses: number;
  /** A single message of this score or worse. */
  outburst: number;
  /** So many messages in a row, each of `upset` or worse. */
  upsetInARow: number;
  upset: number;
};
export const thresholds: Thresholds = { misses: 3, outburst: -0.85, upsetInARow: 2, upset: -0.6 };

/** Why a person comes, the rule that said so, and the topic where it was one. */
export type Trigger = { reason: HandoffReason; rule: string; topic?: Topic };

type Rule = { rule: string; reason: HandoffReason; holds: (signals: Signals, limits: Thresholds) => boolean };

const asksForPerson: Rule['holds'] = ({ wantsPerson }) => wantsPerson;
const acceptsOfferedPerson: Rule['holds'] = ({ acceptsOffer }) => acceptsOffer;
const touches =
  (topic: Topic): Rule['holds'] =>
  (signals) =>
    signals.topic?.topic === topic;
const burstsOut: Rule['holds'] = ({ scores, fresh }, { outburst }) =>
  fresh > 0 && scores.slice(-fresh).some((score) => score <= outburst);
const staysUpset: Rule['holds'] = ({ scores, fresh }, { upset, upsetInARow }) =>
  fresh > 0 && scores.length >= upsetInARow && scores.slice(-upsetInARow).every((score) => score <= upset);
const missesTooOften: Rule['holds'] = (signals, limits) => signals.misses >= limits.misses;

/** In order: her own wish before what we think of her matter, and both before our own failing. */
const rules: readonly Rule[] = [
  { rule: 'asks-for-person', reason: 'customer-asked-in-words', holds: asksForPerson },
  { rule: 'accepts-offered-person', reason: 'customer-asked-in-words', holds: acceptsOfferedPerson },
  { rule: 'safety', reason: 'sensitive-topic', holds: touches('safety') },
  { rule: 'security', reason: 'sensitive-topic', holds: touches('security') },
  { rule: 'complaint', reason: 'sensitive-topic', holds: touches('complaint') },
  { rule: 'minor', reason: 'sensitive-topic', holds: touches('minor') },
  { rule: 'privacy', reason: 'sensitive-topic', holds: touches('privacy') },
  { rule: 'outburst', reason: 'strong-emotion', holds: burstsOut },
  { rule: 'stays-upset', reason: 'strong-emotion', holds: staysUpset },
  { rule: 'misses-in-a-row', reason: 'bot-missed', holds: missesTooOften },
];

/** Does a person come, and why? The first rule that holds says. For misses, count the answer about to be given. */
export const triggered = (signals: Signals, limits: Thresholds = thresholds): Trigger | undefined => {
  const found = rules.find(({ holds }) => holds(signals, limits));
  if (!found) return undefined;
  const { rule, reason } = found;
  return { rule, reason, ...(signals.topic && { topic: signals.topic.topic }) };
};
