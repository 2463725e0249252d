import { useEffect, useSyncExternalStore } from 'react';
import { type DeskTools, useDesk } from '../../desk/use-desk.tsx';
import { existingIn, sendBatch } from './import-cloud.ts';
import { type ImportDesk, importDesk } from './import-desk.ts';
import { workerReader } from './reader.ts';
import { siteOf } from './site.ts';

const desks = new WeakMap<DeskTools, { desk: ImportDesk; hurry: () => void }>();

const LONGEST_PAUSE_MS = 30_000;

/** Resolves after a pause that grows with the tries, at once when the network is back, or when somebody says so. */
function pauses() {
  let end = () => {};
  return {
    restored: (tries: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(() => end(), Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (tries - 1)));
        end = () => {
          clearTimeout(timer);
          window.removeEventListener('online', end);
          resolve();
        };
        window.addEventListener('online', end);
      }),
    hurry: () => end(),
  };
}

/** One import for as long as she is signed in, whatever page she is on. */
function deskOf(tools: DeskTools) {
  const known = desks.get(tools);
  if (known) return known;
  const { restored, hurry } = pauses();
  const desk = importDesk({
    reader: workerReader,
    existing: () => existingIn(tools),
    send: (ask) => sendBatch(tools, ask),
    site: (address, told, wanted) => siteOf(tools, address, told, wanted),
    restored,
  });
  const made = { desk, hurry };
  desks.set(tools, made);
  return made;
}

export function useImport() {
  const { desk, hurry } = deskOf(useDesk());
  const state = useSyncExternalStore(desk.subscribe, desk.state);
  const runs = state.kind === 'sending' && (state.sending.kind === 'sending' || state.sending.kind === 'paused');
  useEffect(() => {
    if (!runs) return;
    const asks = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', asks);
    return () => window.removeEventListener('beforeunload', asks);
  }, [runs]);
  return { state, desk, hurry };
}
