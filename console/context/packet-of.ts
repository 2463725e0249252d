import { Packet } from '#shared/handoff/packet';
import type { EventView } from '#shared/protocol/views';

/** The newest packet that this page can read: a newer version than ours is left out, not misread. */
export function packetOf(events: readonly EventView[]): Packet | undefined {
  for (const event of [...events].reverse()) {
    if (event.kind !== 'packet-prepared') continue;
    const packet = Packet.safeParse(event.words.packet);
    if (packet.success) return packet.data;
  }
  return undefined;
}
