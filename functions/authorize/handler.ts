import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { now } from '#shared/runtime/clock';
import { desk } from '#shared/runtime/parts/desk';
import { step } from '#shared/runtime/step';
import { authorize } from './step.ts';

const authorizeTicket = authorize({ desk: desk(), now });

/** An authorizer's answer is a policy; its context comes with every later frame of the socket, as strings. */
const policy = (
  Effect: 'Allow' | 'Deny',
  methodArn: string,
  principalId: string,
  context: Record<string, string> = {},
): APIGatewayAuthorizerResult => ({
  principalId,
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }] },
  context,
});

export const handler = step(async (event: APIGatewayRequestAuthorizerEvent) => {
  const origin = event.headers?.origin ?? event.headers?.Origin ?? '';
  const ticket = await authorizeTicket(event.queryStringParameters?.ticket, origin);
  if (!ticket) return policy('Deny', event.methodArn, 'nobody');
  const { subject, name, groups } = ticket;
  return policy('Allow', event.methodArn, subject.id, {
    role: subject.role,
    id: subject.id,
    name,
    groups: groups.join(' '),
  });
});
