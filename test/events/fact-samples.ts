import { readdirSync, readFileSync } from 'node:fs';
import type { EventOf, FactKind } from '#events/conversation';

const FOLDER = 'events/samples';

/** Kinds that have a sample, by their file's name. */
export const sampledKinds = (): string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));

/** What the file says, as it stands; whether it is what it claims to be is for samples.test.ts to hold. */
export const factSample = <K extends FactKind>(kind: K): EventOf<K> =>
  JSON.parse(readFileSync(`${FOLDER}/${kind}.json`, 'utf8'));
