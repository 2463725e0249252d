import type { DeskStore, Ticket } from '#shared/store/desk-store';

type Needs = { desk: Pick<DeskStore, 'burnTicket'>; now: () => string };

/** A socket opens on a one-use ticket of the same origin; the ticket is gone with the attempt. */
export const authorize =
  ({ desk, now }: Needs) =>
  async (ticket: string | undefined, origin: string): Promise<Ticket | undefined> =>
    ticket && /^[0-9a-f]{20,80}$/.test(ticket) ? desk.burnTicket(ticket, origin, now()) : undefined;
