import type { ReactNode } from 'react';
import styles from './split.module.css';

type Props = { icon: ReactNode; title: string; text?: string; children?: ReactNode };

/** Why there is nothing to see, and what can be done: loading, none, failed, not for you. */
export const Standing = ({ icon, title, text, children }: Props) => (
  <div className={styles.standing} role="status">
    {icon}
    <strong className="strong">{title}</strong>
    {text && <span className="quiet">{text}</span>}
    {children}
  </div>
);
