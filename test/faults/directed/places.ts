import { type CallSite, type Fault, faultsOf, type PlatformSite, platformFaults } from '../world/faults.ts';
import type { StepName } from '../world/steps.ts';
import { callsBehind, type Method, usesOf, whoseOccasions } from './calls.ts';

/**
 * Which of its kind a call is: the first one that this method makes in an invocation, a later one, or one that is made anew
 * because the race for the conversation was lost.
 */
export type Order = 'first' | 'later' | 'anew';

/** A call of a step through a method of a port, or an occasion of the platform. Its name is `step/method/call/order`. */
export type Place = {
  name: string;
  step: string;
  site: CallSite | PlatformSite;
  method: Method | 'platform';
  order: Order;
};
export type Pair = { place: Place; fault: Fault; name: string };

export const nameOf = ({ step, method, site, order }: Omit<Place, 'name'>): string =>
  method === 'platform' ? `${step}/${site}` : `${step}/${method}/${site}/${order}`;
const placeOf = (place: Omit<Place, 'name'>): Place => ({ ...place, name: nameOf(place) });

/** Every place that there is, from the tables of ports and steps alone: no run is asked. */
export const allPlaces = (): Place[] => [
  ...(Object.keys(usesOf) as StepName[]).flatMap(placesOfStep),
  ...(Object.keys(whoseOccasions) as PlatformSite[]).flatMap((site) =>
    whoseOccasions[site].map((step) => placeOf({ step, site, method: 'platform', order: 'first' })),
  ),
];

const placesOfStep = (step: StepName): Place[] =>
  (Object.entries(usesOf[step]) as [Method, 'once' | 'often' | 'unasked'][]).flatMap(([method, use]) =>
    use === 'unasked'
      ? []
      : (Object.entries(callsBehind[method]) as [CallSite, 'once' | 'each' | 'anew'][]).flatMap(([site, made]) =>
          ordersOf(use, made).map((order) => placeOf({ step, site, method, order })),
        ),
  );

const ordersOf = (use: 'once' | 'often', made: 'once' | 'each' | 'anew'): Order[] => [
  'first',
  ...(use === 'often' || made === 'each' ? (['later'] as const) : []),
  ...(made === 'anew' ? (['anew'] as const) : []),
];

const kindsOf: Record<CallSite | PlatformSite, readonly Fault[]> = { ...faultsOf, ...platformFaults };

export const pairsAt = (places: readonly Place[]): Pair[] =>
  places.flatMap((place) => kindsOf[place.site].map((fault) => ({ place, fault, name: `${place.name}:${fault}` })));
