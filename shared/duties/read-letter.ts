import { mask } from '#shared/privacy/mask';
import { type DeadLetterQueue, deadLetterQueues, type Letter, type LetterFailure } from '#shared/protocol/dead-letters';
import type { HeldLetter } from '#shared/queues/dead-letters';
import type { FailureStore, NotedFailure } from '#shared/store/failure-store';

/** What a letter's body may be: one of our queue messages, a failed invocation, a piece of a stream, or an event. */
type Body = {
  conversationId?: string;
  id?: string;
  skill?: string;
  timer?: string;
  agentId?: string;
  customerId?: string;
  version?: string;
  detail?: { name?: string };
  requestContext?: { condition?: string; approximateInvokeCount?: number };
  requestPayload?: Body;
  responsePayload?: { errorType?: string; errorMessage?: string };
  DDBStreamBatchInfo?: { startSequenceNumber?: string; batchSize?: number };
  timestamp?: string;
};

const MESSAGE_LENGTH = 300;

/** What a letter is about and why it lies there, for an admin's eyes: ids and reasons, whatever an error said of words masked. */
export const readLetter = async (
  queue: DeadLetterQueue,
  letter: HeldLetter,
  failures: Pick<FailureStore, 'of'>,
): Promise<Letter> => {
  const body = bodyOf(letter.body);
  const noted = await failures.of(body.DDBStreamBatchInfo?.startSequenceNumber ?? letter.letterId);
  const conversationIds = conversationsOf(body, noted);
  const condition = body.requestContext?.condition;
  return {
    letterId: letter.letterId,
    sentAt: letter.sentAt,
    conversationIds,
    about: aboutOf(body),
    failures: [...noted.map(shown), ...told(letter, body)],
    ...(condition && { condition }),
    redrivable: deadLetterQueues[queue] !== 'log' || conversationIds.length > 0,
  };
};

/** The event that a failed invocation was given: what a function gets again. */
export const eventIn = (letter: HeldLetter): unknown => {
  const body = bodyOf(letter.body);
  return body.requestPayload ?? body;
};

/** A letter that is no JSON is shown and can be discarded like every other. */
const bodyOf = (text: string): Body => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
};

const conversationsOf = (body: Body, noted: NotedFailure[]): string[] => {
  const { conversationId, detail, requestPayload } = body;
  const executed = /^(.*)-\d+-\d+$/.exec((requestPayload ?? body).detail?.name ?? detail?.name ?? '')?.[1];
  const own = [conversationId, executed].filter((id) => id !== undefined);
  return [...new Set([...own, ...noted.flatMap(({ conversationIds }) => conversationIds)])];
};

const aboutOf = ({ id, skill, timer, agentId, version, DDBStreamBatchInfo: batch }: Body): string => {
  if (timer) return [timer, skill ?? agentId].filter(Boolean).join(' ');
  if (batch) return `${batch.batchSize ?? 1} × ${batch.startSequenceNumber ?? ''}`;
  return skill ?? id ?? version ?? '';
};

const shown = ({ step, error, message, times, at }: NotedFailure): LetterFailure => ({
  step,
  error,
  message: mask(message),
  times,
  at,
});

/** Failures that the letter itself tells: of an invocation nobody waited for, or of a delivery that did not happen. */
const told = ({ error, sentAt }: HeldLetter, { responsePayload, requestContext, timestamp }: Body): LetterFailure[] => {
  const at = moment(timestamp) ?? sentAt;
  const times = requestContext?.approximateInvokeCount ?? 1;
  if (error) return [{ step: 'platform', error: error.code, message: short(error.message), times, at }];
  if (!responsePayload?.errorType && !responsePayload?.errorMessage) return [];
  const { errorType = 'Error', errorMessage = '' } = responsePayload;
  return [{ step: 'invocation', error: errorType, message: short(errorMessage), times, at }];
};

const short = (text: string): string => mask(text.slice(0, MESSAGE_LENGTH));
const moment = (text: string | undefined): string | undefined => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
