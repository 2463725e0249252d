import type { BatchAsk, ImportAnswer, ImportArticle } from '#shared/protocol/import';
import type { Brought, Missed } from '../../desk/ask-cloud.ts';

type Done = { done: number; total: number };
/** `written`: what stands in the cloud so far. `importId` is there once the import has begun, and can be undone by it. */
export type Sending = Done & { importId?: string | undefined } & (
    | { kind: 'sending' | 'paused' }
    | { kind: 'refused'; missed: Missed }
    | { kind: 'done'; answer: ImportAnswer }
  );

type Needs = {
  send: (ask: BatchAsk) => Promise<Brought<ImportAnswer>>;
  /** Resolves when it is worth trying again, after so many tries without an answer. */
  restored: (tries: number) => Promise<void>;
  told: (sending: Sending) => void;
};

/**
 * Brings batches under one import, one after the other. Without an answer the same batch is brought again, for as long as it takes:
 * what stands already is passed over. An import is opened without articles first, so that a lost answer leaves nothing half named.
 */
export async function sendAll(
  batches: readonly (readonly ImportArticle[])[],
  mode: 'merge' | 'whole',
  { send, restored, told }: Needs,
): Promise<void> {
  const total = batches.reduce((sum, { length }) => sum + length, 0);
  let importId: string | undefined;
  let done = 0;
  const insist = async (ask: BatchAsk): Promise<ImportAnswer | undefined> => {
    for (let tries = 1; ; tries += 1) {
      told({ kind: 'sending', done, total, importId });
      const is = await send(ask);
      if (is.kind === 'read') return is.value;
      if (is.kind !== 'failed') {
        told({ kind: 'refused', missed: is, done, total, importId });
        return undefined;
      }
      told({ kind: 'paused', done, total, importId });
      await restored(tries);
    }
  };
  let answer = await insist({ articles: [], mode, last: false });
  for (const [n, batch] of batches.entries()) {
    if (!answer) return;
    importId = answer.importId;
    answer = await insist({ importId, articles: [...batch], mode, last: n === batches.length - 1 });
    done += batch.length;
  }
  if (answer) told({ kind: 'done', answer, done, total, importId });
}
