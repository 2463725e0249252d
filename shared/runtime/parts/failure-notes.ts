import { failureNotes } from '#shared/store/failure-store';
import { now } from '../clock.ts';
import { logger } from '../log.ts';
import { dynamo } from './tables.ts';

const name = process.env.FAILURES_TABLE;
const notes = name ? failureNotes({ client: dynamo, name }) : undefined;

/**
 * Why a message or record failed, for whoever finds it among the dead letters: queues do not carry that. What cannot be
 * noted is in the log, and the message goes back all the same.
 */
export const noteFailure = async (id: string, conversationIds: string[], failed: unknown): Promise<void> => {
  const error = failed instanceof Error ? failed : new Error(String(failed));
  const step = process.env.POWERTOOLS_SERVICE_NAME ?? '';
  try {
    await notes?.note({ id, step, error: error.name, message: error.message, conversationIds, at: now() });
  } catch (cause) {
    logger.warn('the failure could not be noted', cause as Error);
  }
};
