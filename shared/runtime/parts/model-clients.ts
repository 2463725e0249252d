import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretBytes } from '#shared/identity/secret';
import { bedrockClient } from '#shared/models/bedrock';
import type { RungNeeds } from '#shared/models/rungs';

/** A client of each kind a process, made when a model of that kind is first asked; its connections are kept between invocations. */
const once = <T>(make: () => T): (() => T) => {
  let made: { it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
};

/** Keys of model services by the name of their secret, read when first needed and again after five minutes. */
const keysByName = () => {
  const client = once(() => new SecretsManagerClient({}));
  const readers = new Map<string, () => Promise<Uint8Array>>();
  return async (name: string): Promise<string> => {
    const read = readers.get(name) ?? secretBytes(client(), name, Date.now);
    readers.set(name, read);
    return new TextDecoder().decode(await read()).trim();
  };
};

/** What it takes to reach whichever service a model is of. */
export const modelClients = (bedrock: BedrockRuntimeClientConfig = {}): RungNeeds => ({
  bedrock: once(() => bedrockClient(bedrock)),
  apiKey: keysByName(),
  fetch,
  now: Date.now,
});
