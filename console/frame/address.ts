import { useSyncExternalStore } from 'react';

/** Where one is: `#page/tab/what` as `['page', 'tab', 'what']`. A way that cannot be read is the way to the first page. */
export function pathOf(hash: string): readonly string[] {
  try {
    return hash.replace(/^#/, '').split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}

export const hashOf = (path: readonly string[]): string =>
  path.length > 0 ? `#${path.map((part) => encodeURIComponent(part)).join('/')}` : '';

/** Says whether something unsaved would be left behind on the way to another place. */
export type Guard = (to: readonly string[]) => boolean;

/** What of the browser the address is kept in. */
export type Bar = {
  hash: () => string;
  push: (hash: string) => void;
  onMoved: (moved: () => void) => void;
};

/**
 * The address of the page, and who asks before it is left. A way that a guard asks about is not taken yet: the address stands as
 * it was, also after the back button, and `asked` names the way until it is answered.
 */
export function addressOf({ hash, push, onMoved }: Bar) {
  let here = hash();
  let path = pathOf(here);
  let asked: readonly string[] | undefined;
  let guard: Guard | undefined;
  const listeners = new Set<() => void>();
  const arrived = (at: string) => {
    here = at;
    path = pathOf(at);
    asked = undefined;
    for (const listener of listeners) listener();
  };
  const ask = (to: readonly string[]) => {
    asked = to;
    for (const listener of listeners) listener();
  };
  const go = (to: readonly string[]) => {
    const wanted = hashOf(to);
    if (wanted === here) return;
    if (guard?.(to)) return ask(to);
    push(wanted);
    arrived(wanted);
  };
  onMoved(() => {
    const now = hash();
    if (now === here) return;
    if (!guard?.(pathOf(now))) return arrived(now);
    push(here);
    ask(pathOf(now));
  });
  return {
    path: () => path,
    asked: () => asked,
    go,
    /** The way that was asked about is taken after all, or not. */
    answer: (leave: boolean) => {
      const to = asked;
      asked = undefined;
      if (leave && to) {
        guard = undefined;
        go(to);
      }
      for (const listener of listeners) listener();
    },
    /** One guard at a time: the newest. Returns what takes it away. */
    guarded: (by: Guard) => {
      guard = by;
      return () => {
        if (guard === by) guard = undefined;
      };
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
export type Address = ReturnType<typeof addressOf>;

let bar: Address | undefined;

/** The browser's own. */
export const theAddress = (): Address => {
  bar ??= addressOf({
    hash: () => location.hash,
    push: (hash) => history.pushState(null, '', hash || `${location.pathname}${location.search}`),
    onMoved: (moved) => {
      window.addEventListener('hashchange', moved);
      window.addEventListener('popstate', moved);
    },
  });
  return bar;
};

export const usePath = (): readonly string[] => useSyncExternalStore(theAddress().subscribe, theAddress().path);
export const useAskedWay = (): readonly string[] | undefined =>
  useSyncExternalStore(theAddress().subscribe, theAddress().asked);
