import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { answer, type Caller, type HttpAnswer } from './http-answer.ts';
import { logger } from './log.ts';
import { spend } from './meters.ts';
import { misunderstood } from './refusal.ts';
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
    const body = schema.safeParse(bodyOf(event));
    const result = body.success
      ? await run(body.data, callerOf(event, groupClaim), path)
      : answer(400, misunderstood(body.error));
    return {
      statusCode: result.status,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify(result.body),
    };
  });
