import type { Storage } from './outbox.ts';

/** localStorage under a prefix of our own; memory where the browser gives none or it is full. */
export function pageStorage(prefix: string): Storage {
  const memory = new Map<string, string>();
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch {
      return undefined;
    }
  };
  const stored = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return {
    get: (key) => memory.get(key) ?? attempt(() => localStorage.getItem(prefix + key)) ?? undefined,
    set: (key, value) => {
      memory.set(key, value);
      attempt(() => {
        localStorage.setItem(prefix + key, value);
        memory.delete(key);
      });
    },
    remove: (key) => {
      memory.delete(key);
      attempt(() => localStorage.removeItem(prefix + key));
    },
    keys: () => [...memory.keys(), ...(attempt(stored) ?? []).map((key) => key.slice(prefix.length))],
  };
}
