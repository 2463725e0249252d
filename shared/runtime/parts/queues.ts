import { SQSClient } from '@aws-sdk/client-sqs';
import { matchingQueue, projectionQueue, timerQueue, turnQueue } from '#shared/queues/queues';
import { env } from '../env.ts';
import { countedQueue } from '../metered-client.ts';

const client = countedQueue(new SQSClient({}));

export const turns = () => turnQueue({ client, url: env('TURNS_QUEUE') });
export const matching = () => matchingQueue({ client, url: env('MATCHING_QUEUE') });
export const timers = () => timerQueue({ client, url: env('TIMERS_QUEUE') });
export const projections = () => projectionQueue({ client, url: env('PROJECTION_QUEUE') });
