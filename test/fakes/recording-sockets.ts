import type { ServerFrame } from '#shared/protocol/frames';
import type { Pushed, Sockets } from '#shared/sockets/sockets';

/** Open screens: what each was sent. A connection in `gone` has closed, one in `failing` cannot be reached now. */
export class RecordingSockets implements Sockets {
  readonly pushed: { connectionId: string; frame: ServerFrame }[] = [];
  readonly gone = new Set<string>();
  readonly failing = new Set<string>();
  /** Runs after each push that arrives, as whatever else happens in the cloud meanwhile. */
  meanwhile: () => Promise<void> = async () => {};

  async push(connectionId: string, frame: ServerFrame): Promise<Pushed> {
    if (this.gone.has(connectionId)) return 'gone';
    if (this.failing.has(connectionId)) return 'failed';
    this.pushed.push({ connectionId, frame });
    await this.meanwhile();
    return 'pushed';
  }

  to(connectionId: string): ServerFrame[] {
    return this.pushed.filter((one) => one.connectionId === connectionId).map(({ frame }) => frame);
  }
}
