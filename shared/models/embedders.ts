import { bedrockEmbedder } from './embed-bedrock.ts';
import { openAiEmbedder } from './embed-openai.ts';
import type { Embedder } from './embedder.ts';
import type { EmbedderChoice } from './embedder-settings.ts';
import { presets } from './presets.ts';
import type { RungNeeds } from './rungs.ts';

/** The embedder as the settings name it; nothing where none is configured. */
export function embedderOf(choice: EmbedderChoice, { bedrock, apiKey, fetch, now }: RungNeeds): Embedder | undefined {
  if (choice.kind === 'none') return undefined;
  const { model, dimensions } = choice;
  if (choice.kind === 'bedrock') return bedrockEmbedder({ client: bedrock(), modelId: model, dimensions });
  const { preset, endpoint, secretName, resizes } = choice;
  return openAiEmbedder({
    preset: presets[preset],
    model,
    dimensions,
    resizes,
    apiKey: () => apiKey(secretName),
    fetch,
    now,
    ...(endpoint && { endpoint }),
  });
}
