import type { Outcome } from './play.ts';
import type { Fault } from './schema.ts';

/** What is printed of one scenario: a line if it passed; if not, the step, what was expected and seen, and what led there. */
export function outcomeLines({ file, scenario, passed, milliseconds, failure, transcript }: Outcome): string[] {
  const line = `${passed ? 'passed' : 'FAILED'}  ${(milliseconds / 1000).toFixed(1).padStart(5)} s  ${scenario}`;
  if (!failure) return [line];
  return [
    line,
    `  ${file}:${failure.line}: ${failure.step}`,
    `  expected  ${failure.expected}`,
    `  seen      ${failure.seen}`,
    '  what happened:',
    ...transcript.map((note) => `  ${note}`),
    '',
  ];
}

export const faultLines = (faults: Fault[]): string[] =>
  faults.map(({ file, line, message }) => `FAILED           ${file}:${line}: ${message}`);

export const closingLine = (passed: number, failed: number): string => `${passed} passed, ${failed} failed`;
