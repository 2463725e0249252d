import type { Readings } from '#shared/store/readings';

/** For a store whose work nobody charges. */
export const noReadings: Readings = { take: () => [], giveBack: () => {} };
