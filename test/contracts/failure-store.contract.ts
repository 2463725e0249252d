import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DeedStore, FailureNotes, FailureStore } from '#shared/store/failure-store';

const at = (second: number): string => new Date(Date.now() + second * 1000).toISOString();

/** What is kept of failures and of what admins did: the fakes and the real table run the same lines. */
export const failureStoreContract = (
  name: string,
  open: () => Promise<{ failures: FailureNotes & FailureStore; deeds: DeedStore }>,
) =>
  describe(name, () => {
    test('of each step its newest failure is kept, and how often it failed', async () => {
      const { failures } = await open();
      const id = randomUUID();
      const note = { id, error: 'Error', conversationIds: ['a-1'] };
      await failures.note({ ...note, step: 'answer', message: 'first', at: at(1) });
      await failures.note({ ...note, step: 'answer', message: 'second', at: at(2) });
      await failures.note({ ...note, step: 'bury', message: 'third', at: at(3) });

      const found = await failures.of(id);

      expect(found.map(({ step, message, times }) => [step, message, times])).toEqual([
        ['bury', 'third', 1],
        ['answer', 'second', 2],
      ]);
      expect(found[0]?.conversationIds).toEqual(['a-1']);
      expect(await failures.of(randomUUID())).toEqual([]);
    });

    test('deeds are told newest first, without the letter itself', async () => {
      const { deeds } = await open();
      const deed = { queue: 'TimersDead' as const, conversationIds: [], by: { id: 'root', name: 'Root' }, body: '{}' };
      const [one, two] = [randomUUID(), randomUUID()];
      await deeds.record({ ...deed, did: 'redriven', letterId: one, at: at(100) });
      await deeds.record({ ...deed, did: 'discarded', letterId: two, at: at(101) });

      const newest = await deeds.newest(2);

      expect(newest.map(({ letterId }) => letterId)).toEqual([two, one]);
      expect(newest[0]).not.toHaveProperty('body');
      expect(newest[0]).toMatchObject({ did: 'discarded', by: { name: 'Root' } });
    });
  });
