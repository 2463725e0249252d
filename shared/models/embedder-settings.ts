import * as z from 'zod';
import { PRESETS, presets } from './presets.ts';
import { address } from './settings.ts';

/** Models of Bedrock that this code can speak to, and the sizes each has. */
const BEDROCK = {
  'amazon.titan-embed-text-v2:0': [256, 512, 1024],
  'cohere.embed-multilingual-v3': [1024],
  'cohere.embed-english-v3': [1024],
} as const satisfies Record<string, readonly number[]>;
type BedrockModel = keyof typeof BEDROCK;
const MODELS = Object.keys(BEDROCK) as [BedrockModel, ...BedrockModel[]];

const dimensions = z.int().min(64).max(4096);
const limits = {
  /** How long a customer's turn waits for its vector; then it is searched by words alone. */
  queryMs: z.int().min(50).max(5_000).default(600),
};

/** What turns texts into vectors, so that search finds what is said in other words: nothing, or one model for documents and questions. */
export const EmbedderChoice = z.discriminatedUnion('kind', [
  /** Search by words alone. */
  z.strictObject({ kind: z.literal('none') }),
  z
    .strictObject({
      kind: z.literal('bedrock'),
      model: z.enum(MODELS),
      /** Where the model is, if the environment's own region has it not. */
      region: z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-west-1')
        .optional(),
      dimensions,
      ...limits,
    })
    .refine(({ model, dimensions: wanted }) => (BEDROCK[model] as readonly number[]).includes(wanted), {
      path: ['dimensions'],
      error: ({ input }) => {
        const { model } = input as { model: BedrockModel };
        return `one of ${BEDROCK[model].join(', ')}, the sizes of ${model}`;
      },
    }),
  z
    .strictObject({
      kind: z.literal('openAiCompatible'),
      preset: z.enum(PRESETS).default('custom'),
      /** Base address; `/embeddings` is appended. @default the preset's */
      endpoint: address.optional(),
      /** Name of the secret that holds the key; the key itself is never data of an environment. */
      secretName: z.string().min(1),
      model: z.string().min(1),
      dimensions,
      /** `false` where the model has one size only and refuses to be told it. */
      resizes: z.boolean().default(true),
      ...limits,
    })
    .refine(({ preset, endpoint }) => endpoint !== undefined || presets[preset].endpoint !== '', {
      path: ['endpoint'],
      error: "an https address, which preset 'custom' does not know",
    }),
]);
export type EmbedderChoice = z.infer<typeof EmbedderChoice>;
