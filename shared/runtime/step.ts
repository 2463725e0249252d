import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { now } from './clock.ts';
import { env } from './env.ts';
import { logger, tellMeters } from './log.ts';
import { metered, spend, spendLambdaTime } from './meters.ts';

/** The trace's own id out of a trace header, `Root=1-…;Parent=…;Sampled=1`. */
export const rootOf = (header: string | undefined): string | undefined => /Root=([^;]+)/.exec(header ?? '')?.[1];

/** What was happening when it failed: thrown on, so that the platform retries, and logged once with its cause. */
const tellFailure = (error: unknown): void => {
  logger.error('the step failed', error instanceof Error ? error : new Error(String(error)));
};

/**
 * The frame of every step: context in each log line, meters told at the end, faults logged and risen. The handler gets
 * the event as the platform sends it; the wrappers beside this one turn it into the step's own words. A step that works
 * on a batch (`batch`) leaves its time to the parts.
 */
export const step = <E, R>(run: (event: E, context: Context) => Promise<R>, batch = false) =>
  middy(async (event: E, context: Context): Promise<R> => {
    const trace = rootOf(process.env._X_AMZN_TRACE_ID);
    logger.appendKeys({ step: env('POWERTOOLS_SERVICE_NAME'), ...(trace && { trace }) });
    const risen = async () => {
      try {
        return await run(event, context);
      } catch (error) {
        tellFailure(error);
        throw error;
      }
    };
    return batch ? risen() : work(undefined, context, { part: '', first: true }, risen);
  }).use(injectLambdaContext(logger, { resetKeys: true }));

type Part = { part: string; first: boolean };

/** Part of a batch that serves one conversation: meters of its own. The invocation's request is told with the first part. */
export const forConversation = <T>(
  conversationId: string,
  context: Context,
  part: Part,
  run: () => Promise<T>,
): Promise<T> => work(conversationId, context, part, run);

const work = <T>(
  conversationId: string | undefined,
  context: Context,
  { part, first }: Part,
  run: () => Promise<T>,
): Promise<T> => {
  const memory = Number(context.memoryLimitInMB);
  const began = performance.now();
  const timed = async () => {
    try {
      return await run();
    } finally {
      if (first) spend('lambda.request.arm64', 'Requests', 1);
      spendLambdaTime(memory, performance.now() - began);
    }
  };
  const requestId = part ? `${context.awsRequestId}/${part}` : context.awsRequestId;
  return metered(conversationId, timed, tellMeters(requestId, env('POWERTOOLS_SERVICE_NAME'), now(), memory));
};
