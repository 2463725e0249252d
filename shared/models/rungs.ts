import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { bedrockModel } from './bedrock.ts';
import type { ChatModel } from './chat-model.ts';
import type { Rung } from './ladder.ts';
import { openAiModel } from './openai.ts';
import { presets } from './presets.ts';
import type { Models } from './settings.ts';

export type RungNeeds = {
  bedrock: () => Pick<BedrockRuntimeClient, 'send'>;
  /** The key that a secret holds, by the secret's name. */
  apiKey: (secretName: string) => Promise<string>;
  fetch: typeof fetch;
  now: () => number;
};

/** The rungs of a ladder as the settings name them, the small model first; none where no model is configured. */
export const rungsOf = (models: Models, needs: RungNeeds): Rung[] => {
  if (models.kind === 'none') return [];
  const { small, large, firstTokenMs, totalMs, tokensPerMinute, burndown } = models;
  const rung = (name: string, model: string): Rung => ({
    name,
    model: modelNamed(model, models, needs),
    deadlines: { firstTokenMs, totalMs },
    ...(tokensPerMinute && { quota: { tokensPerMinute, burndown } }),
  });
  return [...(small ? [rung('small', small)] : []), rung('large', large)];
};

const modelNamed = (model: string, models: Exclude<Models, { kind: 'none' }>, needs: RungNeeds): ChatModel => {
  const { streaming } = models;
  const priceKey = models.priceKeys[model];
  const priced = priceKey === undefined ? {} : { priceKey };
  if (models.kind === 'bedrock') {
    const { guardrail } = models;
    return bedrockModel({
      client: needs.bedrock(),
      modelId: model,
      streaming,
      ...priced,
      ...(guardrail && { guardrail }),
    });
  }
  const { preset, endpoint, secretName } = models;
  return openAiModel({
    preset: presets[preset],
    model,
    streaming,
    apiKey: () => needs.apiKey(secretName),
    fetch: needs.fetch,
    now: needs.now,
    ...priced,
    ...(endpoint && { endpoint }),
  });
};
