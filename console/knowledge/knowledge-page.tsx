import { Badge } from '@mantine/core';
import { useDesk } from '../desk/use-desk.tsx';
import { theAddress, usePath } from '../frame/address.ts';
import { useKeys } from '../frame/use-keys.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './knowledge.module.css';
import { LeaveDialog } from './leave-dialog.tsx';
import { mayEdit } from './may-edit.ts';
import type { Reminders } from './reminders.ts';
import { type Tab, type TabName, tabs } from './tabs.ts';
import type { Reminding } from './use-reminders.ts';

const goTo = (tab: TabName, ...rest: string[]) => theAddress().go(['knowledge', tab, ...rest]);

/** One base for the bot and for people: what it says, where it contradicts itself, and how it comes and goes. */
export function KnowledgePage({ reminders, again }: Reminding) {
  const { words } = useWords();
  const { who } = useDesk();
  const [, name, ...rest] = usePath();
  const mine = tabs.filter((tab) => tab.for === 'readers' || mayEdit(who.groups));
  const at = Math.max(
    0,
    mine.findIndex((tab) => tab.name === name),
  );
  const tab = mine[at];
  useKeys({ ...toTab('next-tab', mine[at + 1]), ...toTab('previous-tab', mine[at - 1]) });
  if (!tab) return null;
  return (
    <div className={styles.knowledge}>
      <nav className={styles.tabs} aria-label={words.knowledge.label}>
        {mine.map((one) => (
          <button
            key={one.name}
            type="button"
            className={styles.tab}
            aria-current={one === tab ? 'page' : undefined}
            onClick={() => goTo(one.name)}
          >
            {words.knowledge.tab[one.name]}
            {one.name === 'articles' && reminders && <Due {...reminders} />}
          </button>
        ))}
      </nav>
      <tab.view key={tab.name} rest={rest} go={(...to) => goTo(tab.name, ...to)} changed={again} />
      <LeaveDialog />
    </div>
  );
}

function Due({ due, mine, more }: Reminders) {
  const { words } = useWords();
  if (due === 0) return null;
  const told = words.knowledge.list.reminders(due, mine, more);
  return (
    <Badge size="sm" aria-label={told} title={told}>
      {mine > 0 ? `${mine}/${due}` : due}
    </Badge>
  );
}

const toTab = (key: 'next-tab' | 'previous-tab', tab: Tab | undefined) => (tab ? { [key]: () => goTo(tab.name) } : {});
