import styles from './context.module.css';

const [WIDTH, HEIGHT, EDGE] = [176, 40, 4];

/** Up is glad, down is angry, the line in the middle is calm. */
export function EmotionCurve({ scores, label }: { scores: readonly number[]; label: string }) {
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / Math.max(1, scores.length - 1);
  const y = (score: number) => HEIGHT / 2 - score * (HEIGHT / 2 - EDGE);
  const points = scores.map((score, index) => `${x(index)},${y(score)}`).join(' ');
  const last = scores.length - 1;
  return (
    <svg className={styles.curve} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <polyline points={points} />
      <circle cx={x(last)} cy={y(scores[last] ?? 0)} r={2.5} />
    </svg>
  );
}
