import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Engine, javaEngine, type Missing } from '#test/fakes/java-engine';
import { resources, synthesised } from '#test/infra/synthesised';

/**
 * DynamoDB Local 2.6.1, Amazon's own engine for tests, on 127.0.0.1 from Maven artifacts (51 MB, fetched once). Where it cannot
 * be had the reason is given instead; with `BATON_REQUIRE_DYNAMODB` set that is thrown.
 */
export const dynamoLocal = (): Promise<Engine | Missing> =>
  javaEngine({
    name: 'dynamodb-local',
    folder: import.meta.dirname,
    main: 'DynamoLocal',
    heap: '256m',
    options: ['-Dlog4j2.disableJmx=true'],
    requiredBy: 'BATON_REQUIRE_DYNAMODB',
  });

/** Any credentials will do: the engine checks none, but takes letters and digits only. */
export const clientOf = (address: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** What a template may say of a table that is not the shape of its items, and that the engine does not know. */
type Described = Omit<CreateTableCommandInput, 'TableName'> & {
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
};

/** Makes the tables as the synthesised template describes them; their names by the construct's id (`Conversations`, `Desk` …). */
export const tablesOf = async (client: DynamoDBClient): Promise<(id: string) => string> => {
  const made = resources(synthesised('dev'), 'AWS::DynamoDB::Table');
  for (const { id, Properties } of made) {
    const { KeySchema, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, StreamSpecification } =
      Properties as Described;
    await client.send(
      new CreateTableCommand({
        TableName: id,
        KeySchema,
        AttributeDefinitions,
        BillingMode,
        GlobalSecondaryIndexes,
        ...(StreamSpecification && { StreamSpecification: { ...StreamSpecification, StreamEnabled: true } }),
      }),
    );
    const { TimeToLiveSpecification } = Properties as Described;
    if (TimeToLiveSpecification)
      await client.send(new UpdateTimeToLiveCommand({ TableName: id, TimeToLiveSpecification }));
  }
  return (id) => {
    const found = made.find((one) => one.id.startsWith(`${id}Table`));
    if (!found) throw new Error(`the template has no table ${id}: ${made.map((one) => one.id).join(', ')}`);
    return found.id;
  };
};
