import type { ChatEvent, ChatModel, Failure } from './chat-model.ts';
import { begun, failed } from './closing.ts';

/** `firstTokenMs`: until the model shows that it is at work. `totalMs`: until its answer is whole. */
export type Deadlines = { firstTokenMs: number; totalMs: number };
/** Rings once after so many milliseconds, unless what it returns is called before. */
export type Timer = (milliseconds: number, ring: () => void) => () => void;

export const realTimer: Timer = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};

const isToken = ({ type }: ChatEvent): boolean => type === 'text-delta' || type === 'thinking' || type === 'tool-call';

/** A model that is given up, and its connection closed, when it is late or the caller has gone, even if it never answers to that. */
export const withDeadlines = (model: ChatModel, { firstTokenMs, totalMs }: Deadlines, timer: Timer): ChatModel => ({
  identity: model.identity,
  async *stream(request, signal) {
    if (signal?.aborted) return yield { type: 'failed', failure: { kind: 'cancelled' } };
    const given = new AbortController();
    const { promise: over, resolve: giveUp } = Promise.withResolvers<Failure>();
    const cancelled = () => giveUp({ kind: 'cancelled' });
    signal?.addEventListener('abort', cancelled, { once: true });
    const stopTotal = timer(totalMs, () => giveUp({ kind: 'timeout-total' }));
    const stopFirst = timer(firstTokenMs, () => giveUp({ kind: 'timeout-first-token' }));
    const events = model.stream(request, given.signal)[Symbol.asyncIterator]();
    const running = begun();
    try {
      for (;;) {
        const next = await Promise.race([over, events.next()]);
        if ('kind' in next) {
          const last = failed(request, running, next);
          return yield* running.usage ? last.slice(-1) : last;
        }
        if (next.done) return;
        if (isToken(next.value)) stopFirst();
        if (next.value.type === 'text-delta') running.text += next.value.text;
        if (next.value.type === 'usage') running.usage = next.value.usage;
        yield next.value;
      }
    } finally {
      stopTotal();
      stopFirst();
      signal?.removeEventListener('abort', cancelled);
      given.abort();
      // Not awaited: a connection that does not close must not hold the turn.
      events.return?.().catch(() => undefined);
    }
  },
});
