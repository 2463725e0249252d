import { randomBytes } from 'node:crypto';
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { open, seal } from '#shared/privacy/seal';

/** KMS as far as the keys of conversations use it: a data key opens under the context it was made with, and no other. */
export const memoryKms = (): KMSClient => {
  const master = randomBytes(32);
  const about = (context: Record<string, string> | undefined): string => JSON.stringify(context ?? {});
  const answer = (command: unknown) => {
    if (command instanceof GenerateDataKeyCommand) {
      const Plaintext = new Uint8Array(randomBytes(32));
      const CiphertextBlob = seal(master, Plaintext, about(command.input.EncryptionContext), randomBytes(12));
      return { Plaintext, CiphertextBlob };
    }
    if (command instanceof DecryptCommand && command.input.CiphertextBlob)
      return { Plaintext: open(master, command.input.CiphertextBlob, about(command.input.EncryptionContext)) };
    throw new Error('KMS in memory knows GenerateDataKey and Decrypt only');
  };
  return { send: async (command: unknown) => answer(command) } as unknown as KMSClient;
};
