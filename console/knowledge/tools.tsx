import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Missed } from '../desk/ask-cloud.ts';
import { useToolWords } from '../words/knowledge/use-tool-words.ts';
import styles from './tools.module.css';

export const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;

type MeterProps = { label: string; share: number; text: string; markAt?: number };

/** A share between 0 and 1 as a bar, for eye and ear; `markAt` draws where it begins to count. */
export const Meter = ({ label, share, text, markAt }: MeterProps) => (
  <div className={styles.bar}>
    <VisuallyHidden>
      <meter aria-label={label} aria-valuetext={text} min={0} max={1} value={share} />
    </VisuallyHidden>
    <div className={styles.full} style={{ width: percent(share) }} />
    {markAt !== undefined && <div className={styles.mark} style={{ left: percent(markAt) }} />}
  </div>
);

type BarProps = { label: string; done: number; total: number };

/** How much of a long work is done. */
export const ProgressBar = ({ label, done, total }: BarProps) => (
  <div
    className={styles.bar}
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={total}
    aria-valuenow={Math.min(done, total)}
  >
    <div className={styles.full} style={{ width: percent(total > 0 ? done / total : 0) }} />
  </div>
);

type PartProps = { title: string; children: ReactNode; beside?: ReactNode; label?: string };

/** One named part of a tool's page. */
export const Part = ({ title, children, beside, label }: PartProps) => (
  <section className={styles.card} aria-label={label ?? title}>
    <div className={styles.top}>
      <h2 className={styles.title}>{title}</h2>
      {beside}
    </div>
    {children}
  </section>
);

/** The code of a refusal, where the cloud gave one. */
export function codeOf(missed: Missed): string | undefined {
  if (missed.kind !== 'refused' || typeof missed.body !== 'object' || missed.body === null) return undefined;
  const { refused, code } = missed.body as { refused?: unknown; code?: unknown };
  const said = refused ?? code;
  return typeof said === 'string' ? said : undefined;
}

/** Why nothing came of a request, in the reader's words. */
export function useMissedWords(): (missed: Missed) => string {
  const words = useToolWords();
  return (missed) => {
    if (missed.kind === 'not-allowed') return words.missed.notAllowed;
    if (missed.kind !== 'refused') return words.missed.failed;
    const code = codeOf(missed);
    const known: Record<string, string> = words.missed.codes;
    return (code && Object.hasOwn(known, code) && known[code]) || words.missed.refused(code ?? String(missed.status));
  };
}
