import { useEffect } from 'react';
import type { Acts } from '../desk/acts.ts';
import { keyAsked } from '../keys.ts';

/** Letters do what the map says, unless somebody writes or a dialog is open. */
export function useKeys(acts: Acts) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const asked = keyAsked(event, isBusy(event.target));
      const act = asked && acts[asked];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [acts]);
}

function isBusy(target: EventTarget | null) {
  if (document.querySelector('[role="dialog"]')) return true;
  return target instanceof HTMLElement && target.closest('input:not([type="checkbox"]), textarea, select') !== null;
}
