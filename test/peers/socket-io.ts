import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { io, type ManagerOptions, type SocketOptions } from 'socket.io-client';
import { freshProcess, told } from '#test/bench/child';
import { FaultyProxy } from '#test/journeys/faulty-proxy';
import type { Pair, Peer } from './gap.ts';
import type { ServerAsk, ServerTold } from './socket-io-server.ts';

type Options = Partial<ManagerOptions & SocketOptions>;
type Kind = { name: string; settings: string; client: Options; database: boolean };

const SERVER = 'test/peers/socket-io-server.ts';
const RECOVERY = 'connectionStateRecovery: {} (its defaults: maxDisconnectionDuration 2 min, skipMiddlewares true)';
/** As its pages on delivery guarantees have them. */
const RETRIES = { ackTimeout: 10_000, retries: 3 };

const kinds: Kind[] = [
  {
    name: 'Socket.IO, recovery',
    settings: `${RECOVERY}; built-in adapter; client: defaults (socket.io/docs/v4/connection-state-recovery)`,
    client: {},
    database: false,
  },
  {
    name: 'Socket.IO, recovery + retries',
    settings: `${RECOVERY}; built-in adapter; client: ackTimeout 10 s, retries 3, the server acknowledges (socket.io/docs/v4/delivery-guarantees)`,
    client: RETRIES,
    database: false,
  },
  {
    name: 'Socket.IO, its tutorial’s database',
    settings: `as above, and what its tutorial adds by hand in steps 7 and 8: messages in SQLite, a client offset that is stored once, reading again from the server offset (socket.io/docs/v4/tutorial)`,
    client: RETRIES,
    database: true,
  },
];

/** A server that can be killed; its successor gets the same database, and the same port unless another is wished. */
class Node {
  readonly up: string[];
  #file: string | undefined;
  #process: ChildProcess | undefined;
  #port = 0;
  #number = 0;

  constructor(file: string | undefined, up: string[]) {
    this.#file = file;
    this.up = up;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const words = [String(this.#port), ...(this.#file ? [this.#file] : [])];
    const child = freshProcess(SERVER, words, { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' });
    this.#process = child;
    this.#port = (await told<ServerTold>(child)).port ?? 0;
    child.on('message', ({ up }: ServerTold) => {
      if (up !== undefined) this.up.push(up);
    });
    return this;
  }

  async say(down: string): Promise<void> {
    const child = this.#process;
    const number = ++this.#number;
    await new Promise<void>((resolve) => {
      const heard = ({ done }: ServerTold) => {
        if (done !== number) return;
        child?.off('message', heard);
        resolve();
      };
      child?.on('message', heard);
      child?.send({ down, number } satisfies ServerAsk);
    });
  }

  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}

async function pairOf({ client, database }: Kind): Promise<Pair> {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-peer-'));
  const file = database ? path.join(folder, 'messages.db') : undefined;
  const up: string[] = [];
  const nodes = [await new Node(file, up).start()];
  let home = nodes[0] as Node;
  const wire = await FaultyProxy.before(home.address);
  const auth = { serverOffset: 0 };
  // A manager of its own: clients of one address would otherwise share a connection.
  const socket = io(wire.through(home.address), { ...client, auth, forceNew: true });
  const heard: string[] = [];
  let leftTo: Node | undefined;
  let counter = 0;
  socket.on('down', (text: string, serverOffset?: number) => {
    heard.push(text);
    if (typeof serverOffset === 'number') auth.serverOffset = serverOffset;
  });
  socket.on('connect', () => {
    // The firm's next words are said where the customer now is, which is the kinder of the two.
    home = leftTo ?? home;
  });
  return {
    wire,
    isConnected: () => socket.connected,
    sayUp: (text) => void socket.emit('up', text, ...(database ? [`${socket.id}-${counter++}`] : [])),
    sayDown: (text) => home.say(text),
    heardByClient: () => heard,
    heardByServer: async () => up,
    restart: async () => {
      await home.kill();
      await home.start();
    },
    moveToOtherNode: async () => {
      leftTo = await new Node(file, up).start();
      nodes.push(leftTo);
      wire.lead(leftTo.address);
    },
    stop: async () => {
      socket.disconnect();
      await wire.stop();
      for (const node of nodes) await node.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const socketIoPeers: Peer[] = kinds.map((kind) => ({
  name: kind.name,
  settings: kind.settings,
  pair: () => pairOf(kind),
  stop: async () => {},
}));
