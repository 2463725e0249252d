import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { environment as environmentOf } from '#infra/environments';
import { type Cloud, clientOf } from '#local/cloud';
import { stackOutputs } from '#local/sign-in';
import { customerTokens } from '#shared/identity/customer-token';
import { deskStore } from '#shared/store/desk-store';
import { dynamoConversations } from '#shared/store/dynamo-conversations';
import { conversationKeys } from '#shared/store/keys';
import { noReadings } from '#test/fakes/no-readings';

type Place = Pick<Cloud, 'environment' | 'outputs' | 'endpoint' | 'functions'>;

/** The product's own stores on a cloud's tables: for what a test writes past the steps, such as facts of last week. */
export const insideOf = (cloud: Place) => {
  const client = clientOf(cloud.endpoint);
  const dynamo = new DynamoDBClient(client);
  const exported = (start: string): string => {
    const state = stackOutputs(cloud, 'State');
    return state[Object.keys(state).find((key) => key.startsWith(start)) ?? ''] ?? '';
  };
  const table = (id: string) => exported(`ExportsOutputRef${id}Table`);
  const { timings } = environmentOf(cloud.environment);
  const deskTable = { client: dynamo, name: table('Desk') };
  return {
    timings,
    deskTable,
    desk: deskStore(deskTable),
    store: dynamoConversations({
      tables: {
        conversations: { client: dynamo, name: table('Conversations') },
        keys: table('Keys'),
        desk: table('Desk'),
        customers: table('Customers'),
      },
      keys: conversationKeys(
        { client: dynamo, name: table('Keys') },
        new KMSClient(client),
        exported('ExportsOutputFnGetAttDataKey'),
        Date.now,
      ),
      timings,
      readings: noReadings,
    }),
    /** A customer's token as the environment itself would have signed it at that moment. */
    tokenOf: async (customerId: string, at: string): Promise<string> => {
      const FunctionName = cloud.functions['open-session'];
      const { Environment } = await new LambdaClient(client).send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      );
      const SecretId = Environment?.Variables?.TOKEN_SECRET;
      const secret = await new SecretsManagerClient(client).send(new GetSecretValueCommand({ SecretId }));
      const key = new TextEncoder().encode(secret.SecretString);
      return (await customerTokens(async () => key, cloud.environment).issue(customerId, at)).token;
    },
  };
};
