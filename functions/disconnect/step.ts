import { later } from '#shared/conversation/timings';
import type { Timers } from '#shared/queues/queues';
import type { Sender } from '#shared/runtime/socket-step';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = {
  desk: Pick<DeskStore, 'removeSocket' | 'socketsOf' | 'shortenLease'>;
  timers: Timers;
  now: () => string;
  leaseGraceSeconds: number;
  abandonSeconds: number;
};

/**
 * A socket has closed. Was it the last: a waiting customer may have gone for good, which a timer finds out; an agent has a
 * grace to come back before her conversations go to others.
 */
export const disconnect =
  ({ desk, timers, now, leaseGraceSeconds, abandonSeconds }: Needs) =>
  async ({ role, id, connectionId }: Pick<Sender, 'role' | 'id' | 'connectionId'>): Promise<void> => {
    await desk.removeSocket({ role, id }, connectionId);
    const others = await desk.socketsOf({ role, id });
    if (others.length > 0) return;
    if (role === 'customer') return timers.after(abandonSeconds, { timer: 'gone', customerId: id });
    await desk.shortenLease(id, later(now(), leaseGraceSeconds));
    await timers.after(leaseGraceSeconds + 1, { timer: 'lapse', agentId: id });
  };
