import { describe, expect, test } from 'vitest';
import type { ServerFrame } from '#shared/protocol/frames';
import type { Sockets } from '#shared/sockets/sockets';

export type Connection = {
  connectionId: string;
  /** Waits until so many pushed frames have come, and gives all that came so far. */
  received(atLeast: number): Promise<ServerFrame[]>;
  leave(): Promise<void>;
};
export type SocketsUnderTest = { sockets: Sockets; connect(): Promise<Connection> };

const typing = (conversationId: string): ServerFrame => ({ type: 'typing', conversationId, by: 'agent' });

/** What a push must do: it reaches the one screen it is for, in order, and a screen that has gone is told as gone. */
export const socketsContract = (name: string, open: () => Promise<SocketsUnderTest>) =>
  describe(name, () => {
    test('a push comes to its own screen and to no other', async () => {
      const { sockets, connect } = await open();
      const [hers, his] = [await connect(), await connect()];

      expect(await sockets.push(hers.connectionId, typing('hers'))).toBe('pushed');
      expect(await sockets.push(his.connectionId, typing('his'))).toBe('pushed');

      expect(await hers.received(1)).toEqual([typing('hers')]);
      expect(await his.received(1)).toEqual([typing('his')]);
    });

    test('pushes that wait for each other come in their order', async () => {
      const { sockets, connect } = await open();
      const screen = await connect();
      const frames = ['a', 'b', 'c', 'd'].map(typing);

      for (const frame of frames) await sockets.push(screen.connectionId, frame);

      expect(await screen.received(4)).toEqual(frames);
    });

    test('a screen that has closed is gone, while another is still reached', async () => {
      const { sockets, connect } = await open();
      const [closed, other] = [await connect(), await connect()];

      await closed.leave();

      expect(await sockets.push(closed.connectionId, typing('closed'))).toBe('gone');
      expect(await sockets.push(other.connectionId, typing('other'))).toBe('pushed');
    });
  });
