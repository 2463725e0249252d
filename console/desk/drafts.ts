/** What is written and not sent, by agent and conversation: it survives reload, sign-out and the loss of the conversation. */
export type Drafts = {
  read: (conversationId: string) => string;
  write: (conversationId: string, text: string) => void;
  subscribe: (listener: () => void) => () => void;
};

const KEEP_MS = 7 * 24 * 3_600_000;
type Draft = { text: string; at: number };

export function drafts(agentId: string, now: () => number = Date.now, storage: Storage = localStorage): Drafts {
  const prefix = `baton.desk.draft.${agentId}.`;
  forgetOld(storage, prefix, now());
  const inMemory = new Map<string, string>();
  const listeners = new Set<() => void>();
  return {
    read: (id) => inMemory.get(id) ?? parsed(storage.getItem(prefix + id))?.text ?? '',
    write: (id, text) => {
      inMemory.set(id, text);
      for (const listener of listeners) listener();
      try {
        if (text) storage.setItem(prefix + id, JSON.stringify({ text, at: now() } satisfies Draft));
        else storage.removeItem(prefix + id);
      } catch (error) {
        console.error('this browser keeps no draft over a reload', error);
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function forgetOld(storage: Storage, prefix: string, now: number) {
  for (const key of Object.keys(storage)) {
    if (key.startsWith(prefix) && now - (parsed(storage.getItem(key))?.at ?? 0) > KEEP_MS) storage.removeItem(key);
  }
}

function parsed(kept: string | null): Draft | undefined {
  try {
    const draft = JSON.parse(kept ?? 'null') as Draft | null;
    return draft && typeof draft.text === 'string' ? draft : undefined;
  } catch {
    return undefined;
  }
}
