import { type KeyName, keyOf } from '../keys.ts';
import styles from './frame.module.css';

/** The key that does the same, in its button's own colour; screen readers get it from `aria-keyshortcuts`. */
export const KeyHint = ({ name }: { name: KeyName }) => (
  <span className={styles.hint} aria-hidden="true">
    {keyOf(name)}
  </span>
);
