import type { ClientFrame } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';

/** What a customer wants to send, before anybody has acknowledged it. */
export type Wish =
  | { readonly action: 'say'; readonly text: string }
  | { readonly action: 'ask-person' }
  | {
      readonly action: 'choose';
      readonly choice: 'callback' | 'message' | 'bot' | 'keep-helping';
      readonly contact?: string;
      readonly text?: string;
    };

export type Unsent = Wish & {
  /** The client message id: the same for every try, so the cloud stores the words once. */
  readonly id: string;
  /** Milliseconds since 1970; unsent words go out in this order. */
  readonly at: number;
  /** The conversation it was first sent to. Every further try names the same one: a retry must be the same frame. */
  readonly conversationId?: string | undefined;
  readonly language: 'zh' | 'en';
  /** Refused: it stays on the screen until the customer sends it again or removes it. */
  readonly refused?: RefusalCode | undefined;
};

/** The browser's storage, or memory where there is none. */
export interface Storage {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

const PREFIX = 'out:';

/**
 * Words that are not acknowledged yet, each under a key of its own, so that two tabs which share the storage cannot
 * overwrite each other's. A tab that starts takes up what another left: sending twice is harmless, losing is not.
 */
export class Outbox {
  #storage: Storage;
  #entries: readonly Unsent[];

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#entries = unsentIn(storage);
  }

  get entries(): readonly Unsent[] {
    return this.#entries;
  }

  /** The one to send now. Refused ones wait for the customer and hold up nobody. */
  get first(): Unsent | undefined {
    return firstToSend(this.#entries);
  }

  has(id: string): boolean {
    return this.#entries.some((entry) => entry.id === id);
  }

  add(wish: Unsent): void {
    // Two messages of one millisecond keep their order after a reload too.
    const at = Math.max(wish.at, (this.#entries.at(-1)?.at ?? 0) + 1);
    this.#entries = [...this.#entries, { ...wish, at }];
    this.#write({ ...wish, at });
  }

  change(id: string, change: Partial<Pick<Unsent, 'id' | 'conversationId' | 'refused'>>): Unsent | undefined {
    const old = this.#entries.find((entry) => entry.id === id);
    if (!old) return undefined;
    const entry = { ...old, ...change };
    this.#entries = this.#entries.map((other) => (other === old ? entry : other));
    if (entry.id !== id) this.#storage.remove(PREFIX + id);
    this.#write(entry);
    return entry;
  }

  remove(id: string): Unsent | undefined {
    const entry = this.#entries.find((other) => other.id === id);
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#storage.remove(PREFIX + id);
    return entry;
  }

  /** They belong to no conversation any more: the customer's thread has begun anew. */
  unpin(): void {
    for (const { id } of this.#entries) this.change(id, { conversationId: undefined });
  }

  #write(entry: Unsent): void {
    this.#storage.set(PREFIX + entry.id, JSON.stringify(entry));
  }
}

const firstToSend = (entries: readonly Unsent[]) => entries.find((entry) => !entry.refused);

/** A conversation this old is not taken up by itself when a page loads, in milliseconds. */
const UNFINISHED = 86_400_000;

/** A conversation was open when this browser was last here, or words wait to be sent. `now` is in milliseconds. */
export function hasUnfinished(storage: Storage, now: number): boolean {
  const lastOpen = Number(storage.get('unfinished') ?? 0);
  return firstToSend(unsentIn(storage)) !== undefined || now - lastOpen < UNFINISHED;
}

const unsentIn = (storage: Storage): Unsent[] =>
  storage
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => readUnsent(storage.get(key)))
    .sort((a, b) => a.at - b.at);

/** The storage belongs to the page, so what it holds may be anything. */
function readUnsent(stored: string | undefined): Unsent[] {
  try {
    const entry = JSON.parse(stored ?? 'null');
    const known = ['say', 'ask-person', 'choose'].includes(entry?.action);
    return known && typeof entry.id === 'string' && typeof entry.at === 'number' ? [entry] : [];
  } catch {
    return [];
  }
}

export function frameOf(entry: Unsent, conversationId: string): ClientFrame {
  const head = { conversationId, clientMessageId: entry.id };
  switch (entry.action) {
    case 'say':
      return { action: 'say', ...head, body: { text: entry.text }, language: entry.language };
    case 'ask-person':
      return { action: 'ask-person', ...head, language: entry.language };
    case 'choose': {
      const { choice, contact, text } = entry;
      return { action: 'choose', ...head, choice, ...(contact ? { contact } : {}), ...(text ? { text } : {}) };
    }
  }
}
