import { createHash, randomBytes, randomUUID } from 'node:crypto';

export const now = (): string => new Date().toISOString();
export const newId = (): string => randomUUID();
/** An unguessable name of 160 bits in the charset of conversation ids. */
export const newSecretName = (): string => randomBytes(20).toString('hex');
/** An address as a name that does not tell it: enough to count by, for two minutes. */
export const nameOfAddress = (address: string): string =>
  createHash('sha256').update(address).digest('hex').slice(0, 32);
