import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Turn } from '#shared/conversation/turn';
import type { Matching, TimerMessage, Timers, Turns } from '#shared/queues/queues';

export type QueuesUnderTest = {
  turns: Turns;
  matching: Matching;
  timers: Timers;
  /**
   * Waits until so many messages are there, takes them off and gives them in the order in which they came; what is there
   * beyond them comes too.
   */
  turnsTaken(atLeast: number): Promise<Turn[]>;
  ringsTaken(atLeast: number): Promise<{ skill: string }[]>;
  timersTaken(atLeast: number): Promise<TimerMessage[]>;
};

const turnOf = (conversationId: string, after: number): Turn => ({
  id: `${conversationId}-1-${after}`,
  conversationId,
  epoch: 1,
  after,
});
const conversation = () => `${randomUUID().replaceAll('-', '')}-1`;

/** What the queues must do, whoever reads them. A queue under test is nobody else's. */
export const queuesContract = (name: string, open: () => Promise<QueuesUnderTest>) =>
  describe(name, () => {
    test('a turn comes as it was put, and the turns of a conversation in their order', async () => {
      const queues = await open();
      const id = conversation();
      const turns = [1, 4, 9].map((after) => turnOf(id, after));

      for (const turn of turns) await queues.turns.enqueue(turn);

      expect(await queues.turnsTaken(3)).toEqual(turns);
    });

    test('a turn that is put twice under its own id comes once, and once more under the sweeper’s', async () => {
      const queues = await open();
      const turn = turnOf(conversation(), 1);

      await queues.turns.enqueue(turn);
      await queues.turns.enqueue(turn);
      await queues.turns.enqueue(turn, `${turn.id}-sweep-2026-11-20T09:00`);

      expect(await queues.turnsTaken(2)).toEqual([turn, turn]);
    });

    test('the turn after a return to the bot is a message of its own', async () => {
      const queues = await open();
      const turn = turnOf(conversation(), 1);
      const returned = { ...turn, id: `${turn.conversationId}-3-1`, epoch: 3 };

      await queues.turns.enqueue(turn);
      await queues.turns.enqueue(returned);

      expect(await queues.turnsTaken(2)).toEqual([turn, returned]);
    });

    test('a skill is rung once for one cause, and again for the next', async () => {
      const queues = await open();
      const cause = conversation();

      await queues.matching.ring('billing', `${cause}-4`);
      await queues.matching.ring('billing', `${cause}-4`);
      await queues.matching.ring('billing', `${cause}-5`);

      expect(await queues.ringsTaken(2)).toEqual([{ skill: 'billing' }, { skill: 'billing' }]);
    });

    test('a timer comes after its time, while a later one is still away', async () => {
      const queues = await open();
      const [soon, late] = [
        { timer: 'ring', skill: randomUUID() },
        { timer: 'gone', customerId: randomUUID() },
      ] as const;

      await queues.timers.after(600, late);
      await queues.timers.after(1, soon);

      expect(await queues.timersTaken(1)).toEqual([soon]);
    });

    test('a timer longer than a queue can delay is set all the same, and one that has passed comes at once', async () => {
      const queues = await open();
      const [far, passed] = [
        { timer: 'gone', customerId: randomUUID() },
        { timer: 'lapse', agentId: randomUUID() },
      ] as const;

      await queues.timers.after(86_400, far);
      await queues.timers.after(-5, passed);

      expect(await queues.timersTaken(1)).toEqual([passed]);
    });
  });
