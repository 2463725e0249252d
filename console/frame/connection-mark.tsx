import { IconCircleDashed, IconCircleFilled, IconPlugConnectedX } from '@tabler/icons-react';
import { useDeskState } from '../desk/use-desk.tsx';
import { useWords } from '../words/use-words.tsx';
import styles from './frame.module.css';

/** The connection by word and by shape: full, dashed, unplugged. */
export function ConnectionMark() {
  const { words } = useWords();
  const { kind } = useDeskState().connection;
  const icons = {
    online: <IconCircleFilled size={8} className={styles.online} />,
    connecting: <IconCircleDashed size={12} />,
    offline: <IconPlugConnectedX size={12} />,
    'signed-out': <IconPlugConnectedX size={12} />,
    'no-permission': <IconPlugConnectedX size={12} />,
  };
  return (
    <span className={styles.connection} role="status" data-connection={kind}>
      {icons[kind]}
      {words.connection[kind]}
    </span>
  );
}
