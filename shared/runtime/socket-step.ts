import type { APIGatewayProxyResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { MAX_FRAME_BYTES, type ServerFrame } from '#shared/protocol/frames';
import { logger } from './log.ts';
import { frames } from './metered-client.ts';
import { ofConversation, spend } from './meters.ts';
import { misunderstood, refusal } from './refusal.ts';
import { step } from './step.ts';

/** Who speaks on this socket, as the authorizer found when it opened. */
export type Sender = { connectionId: string; role: 'customer' | 'agent'; id: string; name: string; groups: string[] };
export type SocketEvent = {
  body?: string;
  requestContext: {
    connectionId: string;
    routeKey: string;
    authorizer?: { role?: string; id?: string; name?: string; groups?: string };
  };
};

export const senderOf = ({ requestContext: { connectionId, authorizer } }: SocketEvent): Sender => {
  if (!authorizer?.id || (authorizer.role !== 'customer' && authorizer.role !== 'agent')) {
    throw new Error(`socket ${connectionId} has no subject: did the authorizer run?`);
  }
  return {
    connectionId,
    role: authorizer.role,
    id: authorizer.id,
    name: authorizer.name ?? '',
    groups: (authorizer.groups ?? '').split(' ').filter(Boolean),
  };
};

const json = (body: string | undefined): unknown => {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
};

const named = (frame: unknown): { action?: string; conversationId?: string; clientMessageId?: string } => {
  if (typeof frame !== 'object' || frame === null) return {};
  const { action, conversationId, clientMessageId } = frame as Record<string, unknown>;
  return {
    ...(typeof action === 'string' && { action: action.slice(0, 40) }),
    ...(typeof conversationId === 'string' && { conversationId: conversationId.slice(0, 80) }),
    ...(typeof clientMessageId === 'string' && { clientMessageId: clientMessageId.slice(0, 80) }),
  };
};

const reply = (frame: ServerFrame): APIGatewayProxyResultV2 => {
  const body = JSON.stringify(frame);
  spend('apigw.ws.message', 'Requests', frames(Buffer.byteLength(body)));
  return { statusCode: 200, body };
};

type AllowedRoles = readonly Sender['role'][];

/**
 * The only place that knows what a WebSocket event looks like. The answer is the route's own response, so a frame is
 * acknowledged exactly when the step has ended well; a fault becomes the platform's error frame and the client asks again.
 */
export const socketStep = <F extends { action: string }>(
  schema: z.ZodType<F>,
  roles: AllowedRoles,
  run: (frame: F, sender: Sender) => Promise<ServerFrame>,
) =>
  step(async (event: SocketEvent, _context: Context): Promise<APIGatewayProxyResultV2> => {
    const size = Buffer.byteLength(event.body ?? '');
    spend('apigw.ws.message', 'Requests', frames(size));
    const wire = json(event.body);
    if (size > MAX_FRAME_BYTES)
      return reply(refusal('frame-too-large', { ...named(wire), limit: `${MAX_FRAME_BYTES} bytes` }));
    const frame = schema.safeParse(wire);
    if (!frame.success) return reply(misunderstood(frame.error, named(wire)));
    const { conversationId } = named(wire);
    if (conversationId) {
      ofConversation(conversationId);
      logger.appendKeys({ conversationId });
    }
    const sender = senderOf(event);
    if (!roles.includes(sender.role)) return reply(refusal('not-allowed', named(wire)));
    return reply(await run(frame.data, sender));
  });
