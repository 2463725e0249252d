import * as z from 'zod';
import { type ConversationState, type ServerFrame, type ServerFrameOf, serverFrames } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

const Named = z.object({ type: z.enum(Object.keys(serverFrames) as [ServerFrame['type']]) });
const GatewayError = z.object({ message: z.string(), connectionId: z.string().optional() });

export type Heard = { frame: ServerFrame } | { broken: string } | { strange: string };

/** A frame by the protocol's schema. `broken`: the gateway's own error, after which nobody knows what became of ours. */
export function heard(text: string): Heard {
  const wire = parsed(text);
  const named = Named.safeParse(wire);
  if (!named.success) {
    const error = GatewayError.safeParse(wire);
    return error.success ? { broken: error.data.message } : { strange: text.slice(0, 300) };
  }
  const frame = serverFrames[named.data.type].safeParse(wire);
  return frame.success
    ? { frame: frame.data }
    : { strange: `${named.data.type} frame: ${z.prettifyError(frame.error).slice(0, 300)}` };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type Sighting = { conversationId: string; event: EventView; at: number; how: 'push' | 'asked' };
export type Draft = { text: string; epoch: number; firstAt: number; deltas: number };

/** What one browser has been shown: events once each, the newest state, drafts of answers being written. */
export class Screen {
  /** In the order in which they came. */
  readonly sightings: Sighting[] = [];
  readonly states = new Map<string, ConversationState>();
  readonly drafts = new Map<string, Draft>();
  /** What should never happen on a screen. */
  readonly faults: string[] = [];
  readonly #known = new Map<string, string>();
  readonly #upTo = new Map<string, number>();

  /** Returns what is new on the screen. */
  takeEvents(frame: ServerFrameOf<'events'>, at: number, how: Sighting['how']): Sighting[] {
    const fresh: Sighting[] = [];
    for (const event of frame.events) {
      const key = `${frame.conversationId} ${event.seq}`;
      const content = JSON.stringify(event);
      const known = this.#known.get(key);
      if (known !== undefined && known !== content)
        this.faults.push(`seq ${event.seq} was shown with two contents: ${known} and ${content}`);
      if (known !== undefined) continue;
      this.#known.set(key, content);
      fresh.push({ conversationId: frame.conversationId, event, at, how });
    }
    this.sightings.push(...fresh);
    const had = this.sinceOf(frame.conversationId);
    if (frame.after <= had) this.#upTo.set(frame.conversationId, Math.max(had, frame.upTo));
    const { state } = frame;
    const newer = state && state.version >= (this.states.get(frame.conversationId)?.version ?? 0);
    if (newer) this.states.set(frame.conversationId, state);
    return fresh;
  }

  takeDelta({ conversationId, turn, epoch, offset, text }: ServerFrameOf<'delta'>, at: number): void {
    // Somebody else has the word since: a page drops what the bot was still saying.
    if (epoch < (this.states.get(conversationId)?.epoch ?? 0)) return;
    const draft = this.drafts.get(turn) ?? { text: '', epoch, firstAt: at, deltas: 0 };
    // Deltas may overtake each other; one that leaves a hole is kept out, since the final words replace the draft.
    const joined = offset <= draft.text.length ? draft.text.slice(0, offset) + text : draft.text;
    this.drafts.set(turn, { ...draft, text: joined, deltas: draft.deltas + 1 });
  }

  eventsOf(conversationId: string): EventView[] {
    return this.sightings
      .filter((sighting) => sighting.conversationId === conversationId)
      .map(({ event }) => event)
      .sort((a, b) => a.seq - b.seq);
  }

  /** The seq up to which nothing is missing. */
  sinceOf(conversationId: string): number {
    return this.#upTo.get(conversationId) ?? 0;
  }

  /** A page that begins after what is here leaves something out. */
  leavesGap({ conversationId, after }: ServerFrameOf<'events'>): boolean {
    return after > this.sinceOf(conversationId);
  }
}
