/** What an OpenAI-compatible service does otherwise than the others. */
export type Preset = {
  /** As OpenTelemetry names a provider. */
  provider: string;
  /** Base address; `/chat/completions` is appended. */
  endpoint: string;
  /** In the region whose laws a customer's data shall stay under, where it is another address. */
  endpointInChina?: string;
  /** The field that holds the limit of output tokens. */
  limit: 'max_tokens' | 'max_completion_tokens';
  /** Who gives the instructions. */
  instructs: 'system' | 'developer';
  /** Models that take no temperature but their own. */
  fixedTemperature?: RegExp;
  /** Sent with every request. */
  extra?: Readonly<Record<string, unknown>>;
  /** What stands before a model's name in the price book. */
  pricePrefix: string;
};

/**
 * Addresses and fields as their makers document them (see docs/models.md for where and when). `custom` is any other
 * service that speaks the same: its address must be given.
 */
export const presets = {
  gpt: {
    provider: 'openai',
    endpoint: 'https://api.openai.com/v1',
    // `max_tokens` is deprecated there, and refused by models that reason.
    limit: 'max_completion_tokens',
    instructs: 'developer',
    fixedTemperature: /^(?:o\d|gpt-5)/,
    pricePrefix: '',
  },
  deepseek: {
    provider: 'deepseek',
    endpoint: 'https://api.deepseek.com',
    limit: 'max_tokens',
    instructs: 'system',
    pricePrefix: 'deepseek/',
  },
  qwen: {
    provider: 'alibaba_cloud',
    endpoint: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    endpointInChina: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    limit: 'max_tokens',
    instructs: 'system',
    // Its larger models think by default, for seconds and at the price of output; an answer from articles needs none of it.
    extra: { enable_thinking: false },
    pricePrefix: 'dashscope/',
  },
  ernie: {
    provider: 'baidu',
    endpoint: 'https://qianfan.baidubce.com/v2',
    limit: 'max_completion_tokens',
    instructs: 'system',
    pricePrefix: 'baidu/',
  },
  custom: { provider: 'openai_compatible', endpoint: '', limit: 'max_tokens', instructs: 'system', pricePrefix: '' },
} as const satisfies Record<string, Preset>;
export type PresetName = keyof typeof presets;
export const PRESETS = Object.keys(presets) as [PresetName, ...PresetName[]];
