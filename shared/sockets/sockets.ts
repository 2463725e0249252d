import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ServerFrame } from '#shared/protocol/frames';

/** `gone`: forget this connection. `failed`: the push is lost; the client will ask for what it lacks. */
export type Pushed = 'pushed' | 'gone' | 'failed';

export interface Sockets {
  push(connectionId: string, frame: ServerFrame): Promise<Pushed>;
}

/** A push is a hint, the log is the truth: so a push that fails is told and dropped, never thrown. */
export const gatewaySockets = (
  client: ApiGatewayManagementApiClient,
  tell: (failure: { connectionId: string; cause: string }) => void,
): Sockets => ({
  async push(connectionId, frame) {
    try {
      await client.send(
        new PostToConnectionCommand({
          ConnectionId: connectionId,
          Data: new TextEncoder().encode(JSON.stringify(frame)),
        }),
      );
      return 'pushed';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      tell({ connectionId, cause: error instanceof Error ? error.name : 'unknown' });
      return 'failed';
    }
  },
});
