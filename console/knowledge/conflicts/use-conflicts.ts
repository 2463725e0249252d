import { useCallback, useState } from 'react';
import { type Conflict, ConflictsAnswer } from '#shared/protocol/builds';
import { useDesk } from '../../desk/use-desk.tsx';
import { askArticles, useRead } from '../use-articles.ts';

type Found = { pairs: readonly Conflict[]; next?: string | undefined };

/** The pairs of the whole base, compared piece by piece: `more` looks at the next articles. */
export function useConflicts() {
  const tools = useDesk();
  const { state, put, again } = useRead(ConflictsAnswer, { act: 'conflicts' });
  const [turning, setTurning] = useState(false);
  const before: Found | undefined = state.kind === 'read' ? state.value : undefined;
  const more = useCallback(async () => {
    if (!before?.next) return;
    setTurning(true);
    const brought = await askArticles(tools, ConflictsAnswer, { act: 'conflicts', after: before.next });
    setTurning(false);
    if (brought.kind !== 'read') return again();
    put({ ...brought.value, pairs: [...before.pairs, ...brought.value.pairs] });
  }, [tools, before, put, again]);
  return { state, turning, more: () => void more(), again };
}
