import { useCallback, useEffect, useState } from 'react';
import { CostAnswer } from '#shared/protocol/session';
import { type DeskTools, useDesk, useSelected } from '../desk/use-desk.tsx';

export type CostState =
  | { kind: 'unread' | 'reading' | 'none' | 'failed' | 'not-allowed' }
  | { kind: 'read'; cost: CostAnswer };
export type Cost = { state: CostState; refresh: () => void };

/** Read when a conversation is opened, when it ends, and on request. A late answer for another conversation is dropped. */
export function useCost(): Cost {
  const tools = useDesk();
  const selected = useSelected();
  const [state, setState] = useState<Read>();
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  const id = selected?.seat?.kind === 'offered' ? undefined : selected?.id;
  const ending = selected?.ending;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an ending and a request are reasons to read again.
  useEffect(() => {
    if (!id) return;
    let wanted = true;
    setState((before) => (before?.id === id ? before : { id, is: { kind: 'reading' } }));
    void readCost(tools, id).then((is) => wanted && setState((before) => keepRead(before, { id, is })));
    return () => {
      wanted = false;
    };
  }, [tools, id, ending, asked]);
  return { state: state && state.id === id ? state.is : { kind: 'unread' }, refresh };
}

type Read = { id: string; is: CostState };

/** What was read while it was hers stays, when the cloud shows it no longer. */
const keepRead = (before: Read | undefined, now: Read): Read =>
  now.is.kind === 'not-allowed' && before?.id === now.id && before.is.kind === 'read' ? before : now;

async function readCost({ bearer, httpUrl }: DeskTools, conversationId: string): Promise<CostState> {
  const answer = await bearer(`${httpUrl}/conversations/${conversationId}/cost`).catch(() => undefined);
  if (!answer || answer === 'signed-out') return { kind: 'failed' };
  if (answer.status === 403) return { kind: 'not-allowed' };
  if (answer.status === 404) return { kind: 'none' };
  const cost = CostAnswer.safeParse(await answer.json().catch(() => undefined));
  return answer.ok && cost.success ? { kind: 'read', cost: cost.data } : { kind: 'failed' };
}
