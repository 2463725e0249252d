import { Button, Kbd, Modal } from '@mantine/core';
import { keys } from '../keys.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';

const shown: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  'Ctrl+Enter': 'Ctrl ↵',
  '⌘+Enter': '⌘ ↵',
  'Ctrl+S': 'Ctrl S',
  '⌘+S': '⌘ S',
};
const faceOf = (press: string) => shown[press] ?? press.toUpperCase();

export function KeyMap({ opened, done }: { opened: boolean; done: () => void }) {
  const { words } = useWords();
  return (
    <Modal
      opened={opened}
      onClose={done}
      title={words.keys.title}
      size="sm"
      closeButtonProps={{ 'aria-label': words.keys.done }}
    >
      <dl className={styles.keys}>
        {keys.map(({ name, press }) => (
          <div key={name} className={styles.key}>
            <dt>
              {press.map((one) => (
                <Kbd key={one}>{faceOf(one)}</Kbd>
              ))}
            </dt>
            <dd>{words.keys[name]}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{words.keys.hint}</p>
      <Button variant="default" onClick={done} fullWidth data-autofocus>
        {words.keys.done}
      </Button>
    </Modal>
  );
}
