/** An open socket. What the cloud says is text: a player reads it by the protocol's own schemas. */
export type Line = {
  send: (text: string) => void;
  close: () => void;
  onText: (listener: (text: string) => void) => void;
  onEnd: (listener: () => void) => void;
};
/** What became of an attempt to open a socket: it is open, or the gateway refused it with this HTTP status. */
export type Opened = { line: Line } | { refused: number };

export type Answer = { status: number; body: unknown };
export type Ask = {
  method: 'GET' | 'POST';
  /** Below the HTTP API's address, with its slash. */
  path: string;
  body?: unknown;
  bearer?: string | undefined;
  origin?: string | undefined;
};

/**
 * Where scenarios are played. Players know this and nothing below it, so that the same files can be played where sockets,
 * clocks and functions are others.
 */
export interface Stage {
  readonly environment: string;
  /** The origin of an honest page. */
  readonly origin: string;
  /** Agents that may be called by name, in the order in which they were made. */
  readonly agents: string[];
  /** How often an agent's console must be heard of, in milliseconds. */
  readonly heartbeatMs: number;
  now(): number;
  wait(milliseconds: number): Promise<void>;
  newId(): string;
  ask(ask: Ask): Promise<Answer>;
  open(ticket: string, origin: string): Promise<Opened>;
  /** The bearer token of somebody of the firm, an agent by name or the one who reads the costs, after a whole sign-in. */
  signIn(who: string): Promise<string>;
  /** How an agent is called on the screens of others. */
  nameOf(agent: string): string;
  /** Who may read what any conversation has cost. */
  readonly finance: string;
  /** A customer's token as the environment itself signs it, but for a time that is over. */
  expiredToken(customerId: string): Promise<string>;
  close(): Promise<void>;
}

/** Waits until `look` finds something; undefined when `within` is over. */
export async function until<T>(stage: Stage, within: number, look: () => T | undefined): Promise<T | undefined> {
  const ends = stage.now() + within;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (stage.now() >= ends) return undefined;
    await stage.wait(20);
  }
}
