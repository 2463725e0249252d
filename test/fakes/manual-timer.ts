import type { Timer } from '#shared/models/deadlines';

/** A timer that rings when a test says so: `ring(4000)` rings whatever waits for exactly so many milliseconds. */
export const manualTimer = (): Timer & { ring: (milliseconds: number) => boolean } => {
  const waiting = new Map<number, () => void>();
  const timer: Timer = (milliseconds, ring) => {
    waiting.set(milliseconds, ring);
    return () => waiting.get(milliseconds) === ring && waiting.delete(milliseconds);
  };
  const ring = (milliseconds: number): boolean => {
    waiting.get(milliseconds)?.();
    return waiting.delete(milliseconds);
  };
  return Object.assign(timer, { ring });
};
