import type { Fault } from '../world/faults.ts';
import type { StepName } from '../world/steps.ts';
import { usesOf } from './calls.ts';
import type { Order, Pair, Place } from './places.ts';

/** Places that no run can reach, or kinds that no such call can suffer, and why. One line may speak for several pairs. */
export type RuledOut = {
  steps: readonly StepName[];
  method: Place['method'];
  site: Place['site'];
  /** @default every order */
  orders?: readonly Order[];
  /** @default every kind */
  kinds?: readonly Fault[];
  because: string;
};

/** Who may say the same twice: these appends carry the client's own id. */
const WITH_CLIENT_ID: readonly StepName[] = ['receive', 'ask-person', 'choose', 'reply'];
const appending = (Object.keys(usesOf) as StepName[]).filter((step) => {
  const use = (usesOf[step] as Record<string, string>)['store.append'];
  return use !== undefined && use !== 'unasked';
});

export const ruledOut: readonly RuledOut[] = [
  {
    steps: appending.filter((step) => !WITH_CLIENT_ID.includes(step)),
    method: 'store.append',
    site: 'log.marker',
    because: 'its appends carry no client id, so there is no earlier writing of the same to look for',
  },
  {
    steps: ['assess', 'match', 'pass-on', 'wait', 'wrap-up'],
    method: 'store.append',
    site: 'log.head',
    orders: ['first', 'later'],
    because: 'it decides from the HEAD it has just read, and the append reads anew only after a lost race',
  },
  {
    steps: ['answer'],
    method: 'store.append',
    site: 'log.head',
    orders: ['later'],
    because: 'of the appends of one turn only the last decides without the HEAD that the turn has read',
  },
  {
    steps: ['receive'],
    method: 'store.append',
    site: 'log.marker',
    orders: ['later'],
    because: 'only a second browser of hers could be two closed conversations behind, and a run has one',
  },
  {
    steps: ['project'],
    method: 'ledger.put',
    site: 'ledger.put',
    orders: ['later'],
    because: 'a message tells of one commit, and the meters of a commit lie with its first event',
  },
];

/** Why this pair is left out, or nothing. */
export const reasonFor = ({ place, fault }: Pair): string | undefined => ruleFor(place, fault)?.because;

const ruleFor = (place: Place, fault: Fault): RuledOut | undefined =>
  ruledOut.find((rule) => speaksOf(rule, place) && (rule.kinds?.includes(fault) ?? true));

const speaksOf = ({ steps, method, site, orders }: RuledOut, place: Place): boolean =>
  (steps as readonly string[]).includes(place.step) &&
  method === place.method &&
  site === place.site &&
  (orders?.includes(place.order) ?? true);

/** Lines that speak of nothing that is there. */
export const idleRules = (pairs: readonly Pair[]): RuledOut[] =>
  ruledOut.filter((rule) => !pairs.some(({ place, fault }) => ruleFor(place, fault) === rule));

/** A place none of whose pairs is to be struck: no run may ever pass it. */
export const isUnreachable = (place: Place): boolean =>
  ruledOut.some((rule) => speaksOf(rule, place) && rule.kinds === undefined);
