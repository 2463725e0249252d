import { randomBytes, randomUUID } from 'node:crypto';

export const now = (): string => new Date().toISOString();
export const newId = (): string => randomUUID();
/** An unguessable name of 160 bits in the charset of conversation ids. */
export const newSecretName = (): string => randomBytes(20).toString('hex');
