import type { ClientFrame, ServerFrame } from '#shared/protocol/frames';
import type { Sender } from '#shared/runtime/socket-step';
import type { Ticket } from '#shared/store/desk-store';
import type { Caller } from '../world/calls.ts';
import type { Host, NewEntry } from '../world/host.ts';

/** The far end of a socket, behind its network. */
export type Far = { opened: () => void; received: (text: string) => void; closed: () => void };
export type Routes = {
  authorize: (caller: Caller, ticket: string, origin: string) => Promise<Ticket | undefined>;
  /** The step that takes this frame, and its answer. */
  frame: (frame: ClientFrame, sender: Sender) => { step: string; run: (caller: Caller) => Promise<ServerFrame> };
  disconnect: (caller: Caller, sender: Sender) => Promise<void>;
};
type Connection = { id: string; sender: Sender; far: Far; endIdle: () => void };

const IDLE_MS = 600_000;
const LATE_PUSH_MS = 20_000;
const LATE_GOODBYE_MS = 45_000;

/**
 * The WebSocket API: a ticket opens, each frame has its step and the step's answer goes back, in parallel and in no order.
 * A function that fails is an error frame without a type. `$disconnect` comes late, or never.
 */
export class Gateway {
  #host: Host;
  #routes: Routes;
  #connections = new Map<string, Connection>();
  #count = 0;

  constructor(host: Host, routes: Routes) {
    this.#host = host;
    this.#routes = routes;
  }

  /** Opens a socket; what is returned sends and closes it from the far end. */
  open(ticket: string, origin: string, far: Far): { send: (text: string) => void; close: () => void } {
    const id = `connection-${++this.#count}`;
    let left = false;
    this.#host.invoke(
      'authorize',
      (caller) => this.#routes.authorize(caller, ticket, origin),
      (outcome) => {
        const granted = 'ok' in outcome ? outcome.ok : undefined;
        if (!granted || left) return far.closed();
        const { subject, name, groups } = granted;
        const sender = { connectionId: id, role: subject.role, id: subject.id, name, groups };
        this.#connections.set(id, { id, sender, far, endIdle: () => {} });
        this.#heard(id);
        far.opened();
      },
    );
    return {
      send: (text) => this.#frame(id, text),
      close: () => {
        left = true;
        this.#gone(id);
      },
    };
  }

  /** To a connection that the gateway still believes in: whether anybody reads it, it cannot know. */
  push(connectionId: string, frame: ServerFrame, late: boolean): 'pushed' | 'gone' {
    const connection = this.#connections.get(connectionId);
    if (!connection) return 'gone';
    this.#heard(connectionId);
    this.#host.record(pushed(connection.sender, frame));
    this.#send(connection, frame, late ? LATE_PUSH_MS : 0);
    return 'pushed';
  }

  #frame(id: string, text: string): void {
    const connection = this.#connections.get(id);
    if (!connection) return;
    this.#heard(id);
    const { step, run } = this.#routes.frame(JSON.parse(text), connection.sender);
    this.#host.invoke(step, run, (outcome) => {
      if (this.#host.strike('gateway.answer', 'gateway', ['lost'])) return;
      if ('ok' in outcome) this.#send(connection, outcome.ok, 0);
      else this.#send(connection, { message: 'Internal server error', connectionId: id, requestId: 'r' }, 0);
    });
  }

  #send({ far }: Connection, frame: object, lateMs: number): void {
    const text = JSON.stringify(frame);
    if (lateMs > 0) this.#host.scheduler.after(lateMs, () => far.received(text));
    else far.received(text);
  }

  #heard(id: string): void {
    const connection = this.#connections.get(id);
    if (!connection) return;
    connection.endIdle();
    connection.endIdle = this.#host.scheduler.after(IDLE_MS, () => {
      this.#gone(id);
      connection.far.closed();
    });
  }

  #gone(id: string): void {
    const connection = this.#connections.get(id);
    if (!connection) return;
    connection.endIdle();
    this.#connections.delete(id);
    const fault = this.#host.strike('gateway.disconnect', 'gateway', ['lost', 'late']);
    if (fault === 'lost') return;
    const goodbye = () =>
      this.#host.invoke(
        'disconnect',
        (caller) => this.#routes.disconnect(caller, connection.sender),
        () => {},
      );
    this.#host.scheduler.after(fault === 'late' ? LATE_GOODBYE_MS : 20, goodbye);
  }
}

const pushed = ({ role, id }: Sender, frame: ServerFrame): NewEntry => ({
  what: 'pushed',
  to: `${role} ${id}`,
  type: frame.type,
  conversationId: 'conversationId' in frame ? (frame.conversationId ?? '') : '',
  ...(frame.type === 'events' && { upTo: frame.upTo }),
});
