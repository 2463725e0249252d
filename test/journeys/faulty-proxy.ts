import { createServer, connect as dial, type Socket } from 'node:net';

/**
 * A wire between a client and a server that can be made to fail, whatever is spoken over it. `darken`: what is sent
 * is swallowed, both ways or only on its way down, while both ends still believe in the connection. `cut`: connections end with a reset, new ones too, until it is
 * `mended`. Local addresses only.
 */
export class FaultyProxy {
  #near: Server | undefined;
  #target: URL;
  #state: 'whole' | 'dark' | 'dark-down' | 'cut' = 'whole';
  #delayMs = 0;
  readonly #pairs = new Set<Pair>();

  constructor(target: string) {
    this.#target = new URL(target);
  }

  static async before(target: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(target);
    await proxy.#listen();
    return proxy;
  }

  /** The same address, through this wire. */
  through(address: string): string {
    const url = new URL(address);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href.replace(/\/$/, '');
  }

  get open(): number {
    return this.#pairs.size;
  }

  darken(ways: 'both' | 'down'): void {
    this.#state = ways === 'both' ? 'dark' : 'dark-down';
  }

  cut(): void {
    this.#state = 'cut';
    for (const pair of [...this.#pairs]) this.#end(pair);
  }

  mend(): void {
    this.#state = 'whole';
  }

  /** Each chunk arrives so much later, in its order. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Resets one open connection; `at` chooses among them, 0 ≤ n < 1. */
  cutOne(at: number): boolean {
    const pair = [...this.#pairs][Math.floor(at * this.#pairs.size)];
    if (pair) this.#end(pair);
    return pair !== undefined;
  }

  /** New connections go to another server from now on. */
  lead(target: string): void {
    this.#target = new URL(target);
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#near?.close(resolve));
  }

  get #port(): number {
    const address = this.#near?.address();
    if (!address || typeof address === 'string') throw new Error('the wire is not up');
    return address.port;
  }

  async #listen(): Promise<void> {
    const server = createServer((near) => this.#accept(near));
    this.#near = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
  }

  #accept(near: Socket): void {
    if (this.#state === 'cut') {
      near.on('error', () => {});
      near.resetAndDestroy();
      return;
    }
    const pair: Pair = { near, far: dial(Number(this.#target.port), this.#target.hostname) };
    this.#pairs.add(pair);
    this.#carry(pair, 'up');
    this.#carry(pair, 'down');
  }

  #carry(pair: Pair, way: 'up' | 'down'): void {
    const [from, to] = way === 'up' ? [pair.near, pair.far] : [pair.far, pair.near];
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (this.#state === 'dark' || (this.#state === 'dark-down' && way === 'down')) return;
      // Timers of one length fire in the order in which they were set.
      if (this.#delayMs > 0) setTimeout(() => to.writable && to.write(chunk), this.#delayMs);
      else if (to.writable) to.write(chunk);
    });
    from.on('error', () => this.#end(pair));
    from.on('close', () => this.#end(pair));
  }

  #end(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    pair.near.resetAndDestroy();
    pair.far.resetAndDestroy();
  }
}

type Server = ReturnType<typeof createServer>;
type Pair = { near: Socket; far: Socket };
