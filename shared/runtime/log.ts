import { Logger } from '@aws-lambda-powertools/logger';
import type { MeterLine } from './meters.ts';

/** Structured lines with step and conversation id; never a customer's words. */
export const logger = new Logger();

/** One line of meters: the subscription filter `{ $.meters = * }` brings it to `project`. */
export const tellMeters =
  (requestId: string, step: string, at: string, memoryMb: number) =>
  (line: MeterLine): void => {
    logger.info('meters', { meters: { ...line, requestId, step, at, memoryMb } });
  };
