import { useDesk } from '../desk/use-desk.tsx';
import { theAddress, usePath } from '../frame/address.ts';
import { useKeys } from '../frame/use-keys.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './knowledge.module.css';
import { LeaveDialog } from './leave-dialog.tsx';
import { mayEdit } from './may-edit.ts';
import { type Tab, type TabName, tabs } from './tabs.ts';

const goTo = (tab: TabName, ...rest: string[]) => theAddress().go(['knowledge', tab, ...rest]);

/** One base for the bot and for people: what it says, where it contradicts itself, and how it comes and goes. */
export function KnowledgePage() {
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
          </button>
        ))}
      </nav>
      <tab.view key={tab.name} rest={rest} go={(...to) => goTo(tab.name, ...to)} />
      <LeaveDialog />
    </div>
  );
}

const toTab = (key: 'next-tab' | 'previous-tab', tab: Tab | undefined) => (tab ? { [key]: () => goTo(tab.name) } : {});
