import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { answer, type Caller, type HttpAnswer } from './http-answer.ts';
import { logger } from './log.ts';
import { spend } from './meters.ts';
import { misunderstood, refusal } from './refusal.ts';
import { step } from './step.ts';

type HttpEvent = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims: Record<string, string | undefined> } } };
};

/** Groups arrive as `[agent supervisor]` from a JWT authorizer, or as a JSON array. */
export const groupsOf = (claim: string | undefined): string[] =>
  (claim ?? '')
    .replace(/[[\]",]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);

const callerOf = (event: HttpEvent, groupClaim: string): Caller => {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const name =
    claims.name ?? claims.email?.split('@')[0] ?? claims['cognito:username'] ?? claims.username ?? claims.sub ?? '';
  return {
    subject: claims.sub ?? '',
    name,
    groups: groupsOf(claims[groupClaim]),
    origin: event.headers.origin ?? '',
    sourceIp: event.requestContext.http.sourceIp,
  };
};

const bodyOf = (event: HttpEvent): unknown => {
  if (!event.body) return {};
  try {
    return JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body);
  } catch {
    return undefined;
  }
};

/** Lambda takes no larger event: on AWS the gateway answers 413 by itself, a body above 10 MB even before that. */
const LARGEST_EVENT_BYTES = 6 * 1024 * 1024;
/** Bodies up to here fit however many of their characters the event must escape: none takes more than six times its place. */
const SURELY_FITS = 512 * 1024;

const isTooLarge = (event: HttpEvent): boolean =>
  (event.body?.length ?? 0) > SURELY_FITS && Buffer.byteLength(JSON.stringify(event)) > LARGEST_EVENT_BYTES;

const tooLarge = answer(413, refusal('frame-too-large', { limit: `${LARGEST_EVENT_BYTES} bytes with its event` }));

/**
 * The only place that knows what an HTTP API's event looks like. Money and names never go into a cache; reading about a
 * conversation is the platform's work, or its cost would grow by being looked at.
 */
export const httpStep = <B>(
  schema: z.ZodType<B>,
  groupClaim: string,
  run: (body: B, caller: Caller, path: Record<string, string>) => Promise<HttpAnswer>,
) =>
  step(async (event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    spend('apigw.http.request', 'Requests', 1);
    const path = Object.fromEntries(
      Object.entries(event.pathParameters ?? {}).map(([key, value]) => [key, decodeURIComponent(value ?? '')]),
    );
    if (path.id) logger.appendKeys({ conversationId: path.id });
    if (isTooLarge(event)) return written(tooLarge);
    const body = schema.safeParse(bodyOf(event));
    return written(
      body.success ? await run(body.data, callerOf(event, groupClaim), path) : answer(400, misunderstood(body.error)),
    );
  });

const written = ({ status, body }: HttpAnswer): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});
