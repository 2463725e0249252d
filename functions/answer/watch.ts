import type { Timer } from '#shared/models/deadlines';

/** While a model thinks, somebody may take over: looked for this often. */
const LOOK_MS = 1000;

export type Watch = {
  /** Aborted once it is not ours any more. */
  signal: AbortSignal;
  /** No look begins after this; one that is on its way is waited for, so that what it has read is counted in this turn. */
  end: () => Promise<void>;
};

/** Looks again and again whether something still holds, until it does not. A look that fails decides nothing: the append is fenced. */
export const watch = (holds: () => Promise<boolean>, timer: Timer): Watch => {
  const given = new AbortController();
  let over = false;
  let looking: Promise<void> | undefined;
  let stop: () => void;
  const look = async (): Promise<void> => {
    if (!(await holds().catch(() => true))) return given.abort();
    if (!over) next();
  };
  const next = (): void => {
    stop = timer(LOOK_MS, () => {
      looking = look();
    });
  };
  next();
  return {
    signal: given.signal,
    async end() {
      over = true;
      stop();
      await looking;
    },
  };
};
