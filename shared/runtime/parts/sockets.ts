import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { gatewaySockets } from '#shared/sockets/sockets';
import { logger } from '../log.ts';
import { countedSockets } from '../metered-client.ts';

/** The management address comes from `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`, which the SDK reads itself. */
export const sockets = () =>
  gatewaySockets(countedSockets(new ApiGatewayManagementApiClient({})), (failure) =>
    logger.warn('a push was dropped', failure),
  );
