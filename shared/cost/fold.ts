import { add } from './decimal.ts';
import type { Reading } from './meters.ts';

/** One reading a meter, and one more where part of it is estimated: what was measured stays measured. Sorted by meter. */
export function fold(readings: readonly Reading[]): Reading[] {
  const groups = Map.groupBy(readings, ({ meter, estimated }) => `${meter} ${estimated}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ ...first, quantity: add(group.map(({ quantity }) => quantity)) }] : [];
    })
    .toSorted((a, b) => (`${a.meter} ${a.estimated}` < `${b.meter} ${b.estimated}` ? -1 : 1));
}
