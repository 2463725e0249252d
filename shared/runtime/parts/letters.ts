import { SQSClient } from '@aws-sdk/client-sqs';
import { type LetterPlaces, sqsDeadLetters } from '#shared/queues/dead-letters';
import { deedStore, failureStore } from '#shared/store/failure-store';
import { env } from '../env.ts';
import { countedQueue } from '../metered-client.ts';
import { dynamo } from './tables.ts';

const table = () => ({ client: dynamo, name: env('DESK_TABLE') });

/** `LETTER_PLACES`: names by queue. They stand beside each other, so one address (`LETTERS_BESIDE`) tells where. */
export const letterPlaces = (): LetterPlaces => JSON.parse(env('LETTER_PLACES'));
export const letters = () =>
  sqsDeadLetters(countedQueue(new SQSClient({})), env('LETTERS_BESIDE').replace(/\/[^/]*$/, ''), letterPlaces());
export const failures = () => failureStore(table());
export const deeds = () => deedStore(table());
