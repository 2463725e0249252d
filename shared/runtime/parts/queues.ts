import { SQSClient } from '@aws-sdk/client-sqs';
import { buildQueue, matchingQueue, projectionQueue, timerQueue, turnQueue } from '#shared/queues/queues';
import { env } from '../env.ts';
import { countedQueue } from '../metered-client.ts';

const client = countedQueue(new SQSClient({}));

/** Lambda keeps the running invocation's trace header in its environment. */
const queue = (name: string) => ({ client, url: env(name), trace: () => process.env._X_AMZN_TRACE_ID });

export const turns = () => turnQueue(queue('TURNS_QUEUE'));
export const matching = () => matchingQueue(queue('MATCHING_QUEUE'));
export const timers = () => timerQueue(queue('TIMERS_QUEUE'));
export const projections = () => projectionQueue(queue('PROJECTION_QUEUE'));
export const buildsQueue = () => buildQueue(queue('BUILDS_QUEUE'));
