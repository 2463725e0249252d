import { audienceOf } from '#events/conversation';
import { type End, entriesOf, type History, type Screen } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I2';

export const screensAreTheLog: Invariant = {
  id: invariant,
  says: 'each screen shows each seq exactly once, ascending, eventually without holes',
  check: (history) => [
    ...outOfOrder(history),
    ...history.end.screens.flatMap((screen) => unfinished(screen, history.end)),
  ],
};

const outOfOrder = (history: History): Violation[] =>
  entriesOf(history, 'shown').flatMap(({ t, who, conversationId, seqs }) =>
    seqs.some((seq, i) => i > 0 && seq <= (seqs[i - 1] ?? 0))
      ? [{ invariant, says: `${who}'s screen shows ${seqs.join(' ')}`, t, conversationId }]
      : [],
  );

/** Who looks at it in the end sees all that she may see. */
const unfinished = ({ who, role, online, wanted, parts }: Screen, { logs, endedAt }: End): Violation[] => {
  const broken = (says: string, conversationId?: string): Violation => ({
    invariant,
    says: `${who} ${says}`,
    t: endedAt,
    ...(conversationId && { conversationId }),
  });
  if (role === 'customer' && wanted && !online) return [broken('cannot get online although the network is good')];
  if (!online) return [];
  const incomplete = parts.flatMap(({ conversationId, seqs }) => {
    const visible = (logs.get(conversationId) ?? []).filter(
      ({ kind }) => role === 'agent' || audienceOf(kind) === 'all',
    );
    const missing = visible.filter(({ seq }) => !seqs.includes(seq)).map(({ seq }) => seq);
    if (missing.length > 0) return [broken(`does not see ${missing.join(' ')} in the end`, conversationId)];
    return seqs.length > visible.length ? [broken('sees more than there is', conversationId)] : [];
  });
  return [
    ...incomplete,
    ...newestMissing(parts, logs).map((id) => broken('does not have the newest conversation', id)),
  ];
};

/** A thread's last conversation is on the screen of whoever has the one before it. */
const newestMissing = (parts: Screen['parts'], logs: End['logs']): string[] => {
  const last = parts.at(-1)?.conversationId;
  if (!last) return [];
  const cut = last.lastIndexOf('-');
  const next = `${last.slice(0, cut)}-${Number(last.slice(cut + 1)) + 1}`;
  return logs.has(next) && !parts.some(({ conversationId }) => conversationId === next) ? [next] : [];
};
