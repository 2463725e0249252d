import { later } from '#shared/conversation/timings';
import type { Timers } from '#shared/queues/queues';
import type { Sender } from '#shared/runtime/socket-step';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = {
  desk: Pick<DeskStore, 'removeSocket' | 'socketsOf' | 'shortenLease'>;
  timers: Timers;
  now: () => string;
  leaseGraceSeconds: number;
};

/** A socket has closed. An agent whose last one it was has a grace to come back before her conversations go to others. */
export const disconnect =
  ({ desk, timers, now, leaseGraceSeconds }: Needs) =>
  async ({ role, id, connectionId }: Sender): Promise<void> => {
    await desk.removeSocket({ role, id }, connectionId);
    if (role !== 'agent') return;
    const others = await desk.socketsOf({ role, id });
    if (others.length > 0) return;
    await desk.shortenLease(id, later(now(), leaseGraceSeconds));
    await timers.after(leaseGraceSeconds + 1, { timer: 'lapse', agentId: id });
  };
