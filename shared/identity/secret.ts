import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const KEPT_MS = 5 * 60_000;

/** A secret's bytes, read again every five minutes so that a rotation is followed. */
export const secretBytes = (client: SecretsManagerClient, secretId: string, now: () => number) => {
  let kept: { bytes: Uint8Array; until: number } | undefined;
  return async (): Promise<Uint8Array> => {
    if (kept && kept.until > now()) return kept.bytes;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (!SecretString) throw new Error('the token secret is empty');
    kept = { bytes: new TextEncoder().encode(SecretString), until: now() + KEPT_MS };
    return kept.bytes;
  };
};
