import { fold } from '#shared/cost/fold';
import { linesOf, type Occasion } from '#shared/cost/ledger';
import { Reading } from '#shared/cost/meters';
import type { PriceBook } from '#shared/cost/price-book';
import type { ProjectionMessage } from '#shared/queues/queues';
import type { ReadsEventMeters } from '#shared/store/event-meters';
import type { LedgerStore } from '#shared/store/ledger-store';
import type { Reading as Told } from '#shared/store/readings';

type Needs = { ledger: Pick<LedgerStore, 'put'>; readMeters: ReadsEventMeters; book: PriceBook; region: string };
/** A line of meters as a step logged it. */
export type MeterLine = { conversationId: string; requestId: string; step: string; at: string; readings: Told[] };

const write = async (
  { ledger, book, region }: Needs,
  told: Told[],
  occasion: Omit<Occasion, 'region'>,
): Promise<void> => {
  const readings = fold(told.map((one) => Reading.parse(one)));
  if (readings.length === 0) return;
  await ledger.put(occasion.conversationId, occasion.requestId, linesOf(readings, { ...occasion, region }, book));
};

/** Work that is a field of its event. The event's own name is the request's, so a second projection changes nothing. */
export const projectEvents =
  (needs: Needs) =>
  async ({ conversationId, from, to }: ProjectionMessage): Promise<void> => {
    for (const { seq, at, by, meters } of await needs.readMeters(conversationId, from, to)) {
      await write(needs, meters, { conversationId, requestId: `event-${seq}`, at, step: `append by ${by}` });
    }
  };

/** Work that appended nothing, or what was left of it after the append. */
export const projectLine =
  (needs: Needs) =>
  async ({ conversationId, requestId, step, at, readings }: MeterLine): Promise<void> =>
    write(needs, readings, {
      conversationId,
      requestId,
      at,
      step,
      ...(conversationId === 'platform' && { attribution: 'allocated' as const }),
    });
