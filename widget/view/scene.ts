import type { View } from '../protocol-client.ts';
import type { Row } from '../rows.ts';
import type { Settings } from '../settings.ts';
import type { Standing } from '../standing.ts';
import type { Words } from '../words/words.ts';

/** Everything a picture of the widget is made from. */
export interface Scene {
  readonly view: View;
  readonly rows: readonly Row[];
  readonly standing: Standing;
  readonly words: Words;
  readonly settings: Settings;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly online: boolean;
  /** Out of touch for long enough that the customer should be told. */
  readonly cutOff: boolean;
}

/** What a customer can do. */
export interface Deeds {
  say(text: string): void;
  askPerson(): void;
  choose(choice: 'callback' | 'message' | 'bot' | 'keep-helping', contact?: string, text?: string): void;
  retry(clientMessageId: string): void;
  discard(clientMessageId: string): void;
  typed(): void;
  earlier(): void;
  reconnect(): void;
  close(): void;
}

export const assistantName = ({ settings, words }: Scene): string => settings.assistant ?? words.assistant;
