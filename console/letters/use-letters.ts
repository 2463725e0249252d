import { useCallback, useEffect, useState } from 'react';
import type * as z from 'zod';
import {
  type DeadLetterQueue,
  DeadLettersAnswer,
  type LetterAsk,
  LetterOutcome,
  LettersAnswer,
} from '#shared/protocol/dead-letters';
import { askCloud } from '../desk/ask-cloud.ts';
import { type DeskTools, useDesk } from '../desk/use-desk.tsx';

/** What a request brought, or why it brought nothing. `gone`: somebody was quicker. */
type Missed = { kind: 'failed' | 'not-allowed' | 'gone' };
export type Asked<T> = { kind: 'reading' } | Missed | { kind: 'read'; value: T };

async function ask<T>(
  tools: DeskTools,
  path: string,
  schema: z.ZodType<T>,
  body?: LetterAsk,
): Promise<Missed | { kind: 'read'; value: T }> {
  const brought = await askCloud(tools, path, schema, body);
  return brought.kind === 'refused' ? { kind: brought.status === 404 ? 'gone' : 'failed' } : brought;
}

const READ_EVERY_MS = 30_000;

/** The queues and what was done lately: read at once, each half minute, and on request. What was read stays while it is read anew. */
export function useOverview(): { state: Asked<DeadLettersAnswer>; refresh: () => void } {
  const tools = useDesk();
  const [state, setState] = useState<Asked<DeadLettersAnswer>>({ kind: 'reading' });
  const [times, setTimes] = useState(0);
  const refresh = useCallback(() => setTimes((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is a reason to read again.
  useEffect(() => {
    let wanted = true;
    const read = () => void ask(tools, '/dead-letters', DeadLettersAnswer).then((is) => wanted && setState(is));
    read();
    const timer = setInterval(read, READ_EVERY_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [tools, times]);
  return { state, refresh };
}

/** The letters of one queue, read when it is chosen and on request. */
export function useLettersOf(queue: DeadLetterQueue | undefined, times: number): Asked<LettersAnswer> {
  const tools = useDesk();
  const [read, setRead] = useState<{ queue: DeadLetterQueue; is: Asked<LettersAnswer> }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is a reason to read again.
  useEffect(() => {
    if (!queue) return;
    let wanted = true;
    void ask(tools, `/dead-letters/${queue}`, LettersAnswer).then((is) => wanted && setRead({ queue, is }));
    return () => {
      wanted = false;
    };
  }, [tools, queue, times]);
  return read && read.queue === queue ? read.is : { kind: 'reading' };
}

/** What is being done, and what came of it; `total` as far as it was known at the beginning. */
export type Doing =
  | { kind: 'nothing' }
  | { kind: 'doing'; done: number; total: number }
  | { kind: 'did'; act: LetterAsk['act']; done: number; failed: LetterOutcome['failed'] }
  | { kind: 'gone' | 'failed' | 'not-allowed' };

/** Acts on letters, call after call while there are more and any of them could go. */
export function useDeed(done: () => void): {
  doing: Doing;
  act: (queue: DeadLetterQueue, asked: LetterAsk, total: number) => Promise<void>;
} {
  const tools = useDesk();
  const [doing, setDoing] = useState<Doing>({ kind: 'nothing' });
  const act = useCallback(
    async (queue: DeadLetterQueue, asked: LetterAsk, total: number) => {
      const sum: { done: number; failed: LetterOutcome['failed'] } = { done: 0, failed: [] };
      for (let more = true; more; ) {
        setDoing({ kind: 'doing', done: sum.done, total });
        const outcome = await ask(tools, `/dead-letters/${queue}`, LetterOutcome, asked);
        if (outcome.kind !== 'read') {
          setDoing(outcome);
          return done();
        }
        sum.done += outcome.value.done.length;
        sum.failed = outcome.value.failed;
        more = outcome.value.more && outcome.value.done.length > 0;
      }
      setDoing({ kind: 'did', act: asked.act, ...sum });
      done();
    },
    [tools, done],
  );
  return { doing, act };
}
