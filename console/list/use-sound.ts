import { useMemo, useState } from 'react';
import { chime } from './chime.ts';

export type Sound = { muted: boolean; toggle: () => void; ring: () => void };
const KEPT = 'baton.desk.muted';

export function useSound(): Sound {
  const [muted, setMuted] = useState(() => localStorage.getItem(KEPT) === 'true');
  return useMemo(
    () => ({
      muted,
      toggle: () => {
        localStorage.setItem(KEPT, String(!muted));
        setMuted(!muted);
        if (muted) chime();
      },
      ring: () => {
        if (!muted) chime();
      },
    }),
    [muted],
  );
}
