import type { Decide } from '#shared/conversation/decision';
import type { AppendAsk } from '#shared/store/conversation-store';
import type { Ports } from '../world/ports.ts';
import type { Bug } from './bug.ts';

/** The appends of some steps, each with another decision. */
export const deciding =
  (steps: readonly string[], change: (decide: Decide, ask: AppendAsk) => Decide) => (ports: Ports) =>
    steps.length > 0 && !steps.includes(ports.caller.step)
      ? ports
      : {
          ...ports,
          store: {
            ...ports.store,
            append: (ask: AppendAsk) => ports.store.append({ ...ask, decide: change(ask.decide, ask) }),
          },
        };

/** A seat is freed for a lost lease without the condition that it is lost. */
export const leaseUnasked: NonNullable<Bug['cloud']> = ({ desk }) => {
  const allows = desk.allows.bind(desk);
  desk.allows = (changes, now) =>
    allows(
      changes.filter(({ change }) => change !== 'free-seat'),
      now,
    );
};
