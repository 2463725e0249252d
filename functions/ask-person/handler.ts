import { summaryFrom } from '#shared/duties/summary-of';
import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { handingOff } from '#shared/runtime/parts/handoff';
import { matching } from '#shared/runtime/parts/queues';
import { socketStep } from '#shared/runtime/socket-step';
import { askPerson } from './step.ts';

const store = conversations();

export const handler = socketStep(
  clientFrames['ask-person'],
  ['customer'],
  askPerson({
    store,
    matching: matching(),
    now,
    handingOff: (at) => handingOff('customer-asked', at),
    summaryOf: summaryFrom(store),
  }),
);
