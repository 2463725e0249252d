/** How much of a meter a piece of work has used; the quantity a decimal string, the meter an id of the price book. */
export type Reading = { meter: string; quantity: string; unit: string; estimated: boolean };
/** The work of this invocation up to now, taken once: what an append writes into its event is not told again. */
export type Readings = { take(): Reading[] };
