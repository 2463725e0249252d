import { UnstyledButton } from '@mantine/core';
import lines from '../conversation/conversation.module.css';
import { useWords } from '../words/use-words.tsx';
import styles from './context.module.css';

/** Leads from what is claimed to the message it was read from. */
export function ToMessage({ seq }: { seq: number }) {
  const { words } = useWords();
  return (
    <UnstyledButton
      className={styles.toMessage}
      aria-label={words.context.toMessage(seq)}
      onClick={() => showMessage(seq)}
    >
      {words.context.message(seq)}
    </UnstyledButton>
  );
}

function showMessage(seq: number) {
  const line = document.getElementById(`event-${seq}`);
  const { flash } = lines;
  if (!line || !flash) return;
  line.scrollIntoView({ block: 'center' });
  line.classList.remove(flash);
  // Read once, so that the animation starts anew.
  void line.offsetWidth;
  line.classList.add(flash);
}
