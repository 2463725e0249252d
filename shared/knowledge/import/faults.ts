import type { Place } from './sources.ts';

/**
 * One thing wrong, for whoever has the file before her eyes: where, in which column, what stands there, and what it is held to.
 * `leaves`: what is left out for it, the whole article or this value alone.
 */
export type Fault = Place & {
  column?: string;
  field: string;
  found: string;
  limit: string;
  leaves: 'article' | 'value';
};

/** `faq.csv, row 7, Answer: found "…"; allowed: …`, for a terminal. */
export const describeFault = ({ file, sheet, row, heading, column, field, found, limit, leaves }: Fault): string =>
  [
    [file, sheet, row === undefined ? undefined : `row ${row}`, heading, column ?? field].filter(Boolean).join(', '),
    `found ${JSON.stringify(found)}; allowed: ${limit}${leaves === 'value' ? ' (left out, the article stays)' : ''}`,
  ].join(': ');
