import { isMeter, unitOf } from '#shared/cost/meters';

/** How much of a meter a piece of work has used; the quantity a decimal string, the meter an id of the price book. */
export type Reading = { meter: string; quantity: string; unit: string; estimated: boolean };
/** The work of this invocation up to now, taken once: what an append writes into its event is not told again. */
export type Readings = {
  take(): Reading[];
  /** What was taken for an event that was not written after all. */
  giveBack(taken: readonly Reading[]): void;
};

/** Readings in few bytes, since each event of the log carries some: `ddb.rru 3;~sqs.fifo.request 2`, an estimate marked by `~`. */
export const shortReadings = (readings: readonly Reading[]): string =>
  readings.map(({ meter, quantity, estimated }) => `${estimated ? '~' : ''}${meter} ${quantity}`).join(';');

export const readingsIn = (short: string): Reading[] =>
  short.split(';').map((one) => {
    const [meter = '', quantity = ''] = one.replace('~', '').split(' ');
    if (!isMeter(meter)) throw new Error(`"${short}" are no readings: there is no meter "${meter}".`);
    return { meter, quantity, unit: unitOf(meter), estimated: one.startsWith('~') };
  });
