import { useCallback, useEffect, useState } from 'react';
import { useDesk } from '../desk/use-desk.tsx';
import { today } from './days.ts';
import { mayEdit } from './may-edit.ts';
import { type Reminders, remindersOf } from './reminders.ts';

const READ_EVERY_MS = 3_600_000;

export type Reminding = { reminders: Reminders | undefined; again: () => void };

/** For editors, at sign-in, every hour, and after each act; what could not be read leaves what was. */
export function useReminders(): Reminding {
  const tools = useDesk();
  const [reminders, setReminders] = useState<Reminders>();
  const [times, setTimes] = useState(0);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  const edits = mayEdit(tools.who.groups);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a request is a reason to read again.
  useEffect(() => {
    if (!edits) return;
    let wanted = true;
    void remindersOf(tools, today()).then((read) => wanted && read && setReminders(read));
    const timer = setTimeout(again, READ_EVERY_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [tools, edits, again, times]);
  return { reminders, again };
}
