import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { ModelChoice, type ModelChoices, type VersionedChoice } from './settings.ts';

const LIVE = { pk: 'models', sk: 'live' };
const versionKey = (version: string) => ({ pk: 'models', sk: `version#${version}` });

type Needs = {
  client: Pick<DynamoDBClient, 'send'>;
  table: string;
  /** What holds until something is published, and where the published can no longer be read. */
  fallback: ModelChoice;
  tellFault: (error: unknown) => void;
};

export type ChoicePublisher = {
  /** Keeps a choice for good and makes it the live one. Going back is `activate`. */
  publish(version: string, choice: ModelChoice): Promise<void>;
  activate(version: string): Promise<void>;
};

/**
 * Choices in the table `settings`: each version is written once, a pointer names the live one. A turn reads the pointer, which is one
 * small read; a version it has read before is not read again, since it cannot have changed.
 */
export const dynamoChoices = ({ client, table, fallback, tellFault }: Needs): ModelChoices & ChoicePublisher => {
  const known = new Map<string, VersionedChoice>();
  const own: VersionedChoice = { version: 'environment', choice: fallback };
  const read = async (key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: marshall(key),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && unmarshall(Item);
  };
  const put = async (item: Record<string, unknown>, once: boolean): Promise<void> => {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: marshall(item, { removeUndefinedValues: true }),
        ...(once && { ConditionExpression: 'attribute_not_exists(pk)' }),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
  };
  const versioned = async (version: string): Promise<VersionedChoice> => {
    const before = known.get(version);
    if (before) return before;
    const choice = ModelChoice.parse(z.object({ choice: z.unknown() }).parse(await read(versionKey(version))).choice);
    const found = { version, choice };
    known.set(version, found);
    return found;
  };

  return {
    async current() {
      try {
        const live = z.object({ version: z.string() }).safeParse(await read(LIVE));
        return live.success ? await versioned(live.data.version) : own;
      } catch (error) {
        // Settings that cannot be read are no reason to be silent.
        tellFault(error);
        return own;
      }
    },
    async publish(version, choice) {
      await put({ ...versionKey(version), choice: ModelChoice.parse(choice) }, true);
      await put({ ...LIVE, version }, false);
    },
    async activate(version) {
      if (!(await read(versionKey(version)))) throw new Error(`There is no version '${version}' of the models.`);
      await put({ ...LIVE, version }, false);
    },
  };
};
