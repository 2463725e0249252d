import * as z from 'zod';
import { PRESETS, presets } from './presets.ts';

const positive = z.int().positive();
/** On this machine, a scripted server needs no certificate; anywhere else a key must not travel in the open. */
export const address = z
  .url({ protocol: /^https?$/, error: 'an https address' })
  .refine((url) => /^https:|^http:\/\/(?:127\.0\.0\.1|localhost)(?:[:/]|$)/.test(url), 'an https address');

const limits = {
  /** Output tokens of one answer. Always sent: a provider reserves its own maximum otherwise. */
  maxTokens: positive.max(64_000).default(800),
  /** Until the model begins, and until its answer is whole. */
  firstTokenMs: positive.default(4000),
  totalMs: positive.default(25_000),
  /** This process's share of the provider's tokens a minute; left out, only the provider counts. */
  tokensPerMinute: positive.optional(),
  /** How many tokens of that quota one of output uses: 5 for Bedrock's Claude models since 3.7. */
  burndown: positive.default(1),
  /** `false` where a model does not stream tools. */
  streaming: z.boolean().default(true),
  /** Keys of the price book by model, where they are not the models' own names. */
  priceKeys: z.record(z.string(), z.string()).default({}),
};

/** Which models answer: none, or a large one and perhaps a small one that is asked first. */
export const Models = z.discriminatedUnion('kind', [
  /** Extractive answers from approved articles: honest, free, deterministic. */
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('bedrock'),
    large: z.string().min(1),
    small: z.string().min(1).optional(),
    guardrail: z.strictObject({ id: z.string().min(1), version: z.string().min(1) }).optional(),
    ...limits,
  }),
  z
    .strictObject({
      kind: z.literal('openAiCompatible'),
      preset: z.enum(PRESETS).default('custom'),
      /** Base address. @default the preset's */
      endpoint: address.optional(),
      /** Name of the secret that holds the key; the key itself is never data of an environment. */
      secretName: z.string().min(1),
      large: z.string().min(1),
      small: z.string().min(1).optional(),
      ...limits,
    })
    .refine(({ preset, endpoint }) => endpoint !== undefined || presets[preset].endpoint !== '', {
      path: ['endpoint'],
      error: "an https address, which preset 'custom' does not know",
    }),
]);
export type Models = z.infer<typeof Models>;

/** What may be changed while the service runs: the models of an environment, and of each brand that has its own. */
export const ModelChoice = z.strictObject({ models: Models, brands: z.record(z.string().min(1), Models).default({}) });
export type ModelChoice = z.infer<typeof ModelChoice>;

/** The choice a turn has read, to be used to its end. `version`: `environment` until somebody has published another one. */
export type VersionedChoice = { version: string; choice: ModelChoice };

/** Where a turn gets its choice: asked once a turn. */
export interface ModelChoices {
  current(): Promise<VersionedChoice>;
}

export const modelsOf = ({ choice }: VersionedChoice, brand: string): Models =>
  (Object.hasOwn(choice.brands, brand) ? choice.brands[brand] : undefined) ?? choice.models;
