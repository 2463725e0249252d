import type { LedgerLine } from '#shared/cost/ledger';
import type { Reading } from '#shared/store/readings';
import { commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I9';

export const ledgerIsTheMeters: Invariant = {
  id: invariant,
  says: 'the ledger is the sum of the meters; entries are idempotent, none is negative, none an orphan',
  check: (history) => {
    const owed = workOf(history);
    const onItsWay = lately(history);
    const { ledger, endedAt } = history.end;
    const broken = (says: string): Violation => ({ invariant, says, t: endedAt });
    const orphans = [...ledger.keys()]
      .filter((work) => !owed.has(work))
      .map((work) => broken(`${work} was never done`));
    const wrong = [...owed].flatMap(([work, meters]) => {
      const lines = ledger.get(work);
      if (!lines) return onItsWay.has(work) ? [] : [broken(`${work} is not in the ledger`)];
      return sameSums(meters, lines) && lines.every(isPricedRight)
        ? []
        : [broken(`${work} is in the ledger with other sums`)];
    });
    return [...orphans, ...wrong];
  },
};

/** A told line may be tried three times before somebody must send it again. */
const ON_ITS_WAY_MS = 240_000;

/** What was measured, by the name of the work. */
const workOf = (history: History): Map<string, readonly Reading[]> => {
  const work = new Map<string, readonly Reading[]>();
  for (const { conversationId, events, meters } of commitsOf(history))
    if (meters.length > 0) work.set(`${conversationId} event-${events[0]?.seq}`, meters);
  for (const { conversationId, requestId, readings } of entriesOf(history, 'told'))
    work.set(`${conversationId} ${requestId}`, readings);
  return work;
};

const lately = (history: History): Set<string> => {
  const since = history.end.endedAt - ON_ITS_WAY_MS;
  const recent = history.entries.filter(({ t }) => t > since);
  return new Set(workOf({ ...history, entries: recent }).keys());
};

const sumsOf = (parts: readonly { meter: string; quantity: string }[]): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const { meter, quantity } of parts) sums.set(meter, (sums.get(meter) ?? 0) + Number(quantity));
  return sums;
};

const sameSums = (meters: readonly Reading[], lines: readonly LedgerLine[]): boolean => {
  const [measured, written] = [sumsOf(meters), sumsOf(lines)];
  return measured.size === written.size && [...measured].every(([meter, sum]) => written.get(meter) === sum);
};

const MICRO = 1e-6;
/** To the micro-unit, and never negative. */
const isPricedRight = (line: LedgerLine): boolean => {
  if (Number(line.quantity) < 0) return false;
  if (!('cost' in line)) return true;
  return Math.abs(Number(line.cost) - (Number(line.quantity) * Number(line.unitPrice)) / Number(line.per)) < MICRO;
};
