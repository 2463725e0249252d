import { useRef } from 'react';
import { useNow } from '../frame/use-now.ts';
import { useWords } from '../words/use-words.tsx';
import styles from './list.module.css';

const SIZE = 28;
const RADIUS = 12;
const ROUND = 2 * Math.PI * RADIUS;

type Props = { until: string; skew: number };

/** What is left of an offer, by the cloud's clock: the ring is full when this view first saw it. */
export function CountdownRing({ until, skew }: Props) {
  const { words } = useWords();
  const left = useLeft(until, skew);
  const whole = useRef(Math.max(left, 1));
  // A quarter of a second of grace: two clocks never agree, and thirty seconds must not begin as 31.
  const seconds = Math.ceil(Math.max(0, left - 250) / 1000);
  return (
    <span className={styles.ring} role="timer" aria-label={words.offer.seconds(seconds)}>
      <svg width={SIZE} height={SIZE} aria-hidden="true">
        <circle className={styles.ringGround} cx={SIZE / 2} cy={SIZE / 2} r={RADIUS} />
        <circle
          className={styles.ringLeft}
          cx={SIZE / 2}
          cy={SIZE / 2}
          r={RADIUS}
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - Math.min(1, left / whole.current))}
        />
      </svg>
      <span className={styles.ringNumber}>{seconds}</span>
    </span>
  );
}

/** Ms left; 0 when it is over. */
export const useLeft = (until: string, skew: number) => Math.max(0, Date.parse(until) - (useNow(500) + skew));
