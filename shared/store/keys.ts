import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { fromItem, type Table, toItem } from './table.ts';

export type DataKey = { plain: Uint8Array; wrapped: Uint8Array };

/** One data key a conversation: what erases a conversation is the loss of its key. */
export interface ConversationKeys {
  /** The key of a conversation that exists; `undefined` if it has none (new, or erased). */
  find(conversationId: string): Promise<Uint8Array | undefined>;
  /** A fresh key, to be put into `keys` by the transaction that opens the conversation. */
  mint(conversationId: string): Promise<DataKey>;
  /** Remembers a minted key once its transaction went through. */
  keep(conversationId: string, plain: Uint8Array): void;
}

/** An erased conversation stays readable in a warm function for at most this long. */
const KEPT_MS = 5 * 60_000;
const KEPT_KEYS = 1000;

export const conversationKeys = (table: Table, kms: KMSClient, keyId: string, now: () => number): ConversationKeys => {
  const kept = new Map<string, { plain: Uint8Array; until: number }>();
  const context = (conversationId: string) => ({ EncryptionContext: { conversation: conversationId } });
  const keep = (conversationId: string, plain: Uint8Array) => {
    if (kept.size >= KEPT_KEYS) kept.delete(kept.keys().next().value ?? '');
    kept.set(conversationId, { plain, until: now() + KEPT_MS });
  };
  return {
    keep,
    async find(conversationId) {
      const known = kept.get(conversationId);
      if (known && known.until > now()) return known.plain;
      const { Item } = await table.client.send(
        new GetItemCommand({
          TableName: table.name,
          Key: toItem({ pk: conversationId, sk: 'key' }),
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      if (!Item) return undefined;
      const { wrapped } = fromItem<{ wrapped: Uint8Array }>(Item);
      const { Plaintext } = await kms.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, ...context(conversationId) }),
      );
      if (!Plaintext) throw new Error(`KMS returned no plaintext for the key of ${conversationId}`);
      keep(conversationId, Plaintext);
      return Plaintext;
    },
    async mint(conversationId) {
      const { Plaintext, CiphertextBlob } = await kms.send(
        new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', ...context(conversationId) }),
      );
      if (!Plaintext || !CiphertextBlob) throw new Error(`KMS returned no data key for ${conversationId}`);
      return { plain: Plaintext, wrapped: CiphertextBlob };
    },
  };
};
