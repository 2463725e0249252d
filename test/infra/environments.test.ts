import { describe, expect, test } from 'vitest';
import { type Differences, environment, environments } from '#infra/environments';

const china = {
  region: 'cn-northwest-1',
  signIn: { issuer: 'https://login.example.cn', clientId: 'baton', groupClaim: 'groups' },
  web: { kind: 'cloudfront', domain: { console: 'desk.example.cn', widget: 'w.example.cn', certificate: 'ASCA' } },
};

describe('an environment', () => {
  test.each(Object.keys(environments))('%s is whole', (name) => {
    expect(environment(name).name).toBe(name);
  });

  test('is its name alone where it wants the defaults', () => {
    expect(environment('dev', { removal: 'retain' })).toMatchObject({
      region: 'us-east-1',
      partition: 'aws',
      priceRegion: 'us-east-1',
      models: { kind: 'none' },
      embedder: { kind: 'none' },
      signIn: 'cognito',
      waf: false,
      managementEndpoint: 'stage',
    });
  });

  test('that nobody has described is refused with the names that there are', () => {
    expect(() => environment('staging')).toThrow(
      "no environment 'staging'. infra/environments.ts knows: local, local-fast, dev, prod",
    );
  });

  test('keeps the fields that a difference does not name', () => {
    const { timings, hours } = environment('dev', { timings: { offerSeconds: 20 }, hours: { weekly: {} } });

    expect(timings).toMatchObject({ offerSeconds: 20, choiceSeconds: 300 });
    expect(hours).toMatchObject({ timeZone: 'Asia/Shanghai', weekly: {} });
  });

  test('in China is whole with its own sign-in, its own model and a web domain', () => {
    const models = {
      kind: 'openAiCompatible',
      endpoint: 'https://api.deepseek.example',
      secretName: 'model',
      large: 'm',
    };

    expect(environment('dev', { ...china, models })).toMatchObject({ partition: 'aws-cn' });
  });

  test.each([
    { kind: 'openAiCompatible', preset: 'deepseek', secretName: 's', large: 'deepseek-v4-flash' },
    { kind: 'openAiCompatible', endpoint: 'http://127.0.0.1:8611/v1', secretName: 's', large: 'scripted.normal' },
    {
      kind: 'bedrock',
      large: 'm',
      small: 's',
      guardrail: { id: 'g', version: '1' },
      tokensPerMinute: 1000,
      burndown: 5,
    },
  ])('asks models with a limit of tokens and two deadlines of its own: %j', (models) => {
    expect(environment('dev', { models }).models).toMatchObject({
      ...models,
      maxTokens: 800,
      firstTokenMs: 4000,
      totalMs: 25_000,
    });
  });

  test.each([
    [{}, { kind: 'bedrock', model: 'cohere.embed-multilingual-v3', region: 'eu-west-1', dimensions: 1024 }],
    [china, { kind: 'openAiCompatible', preset: 'qwen', secretName: 's', model: 'text-embedding-v4', dimensions: 512 }],
  ])('asks an embedder, and waits for a question’s vector for 600 ms: %j %j', (more, embedder) => {
    expect(environment('dev', { ...more, embedder }).embedder).toMatchObject({ ...embedder, queryMs: 600 });
  });

  test('gives every fault at once', () => {
    expect(() => environment('dev', { capacity: 0, search: 'solr' })).toThrow(
      /search: .*\n.*capacity: |capacity: .*\n.*search: /s,
    );
  });
});

test.each<[Differences, string]>([
  [{ search: 'solr' }, "search: must be one of 'opensearch', 'embedded'"],
  [{ removal: 'keep' }, "removal: must be one of 'retain', 'destroy'"],
  [{ logDays: 2 }, 'logDays: must be one of 1, 3, 5, 7, 14, 30'],
  [{ recoveryDays: 36 }, 'recoveryDays: Too big: expected number to be <=35'],
  [{ region: 'Frankfurt' }, 'region: a region such as eu-west-1'],
  [{ account: '12' }, 'account: 12 digits'],
  [
    { models: { kind: 'gpt' } },
    "models.kind: Invalid discriminator value. Expected 'none' | 'bedrock' | 'openAiCompatible'",
  ],
  [{ models: { kind: 'bedrock' } }, 'models.large: '],
  [
    { models: { kind: 'openAiCompatible', endpoint: 'http://x', secretName: 's', large: 'm' } },
    'models.endpoint: an https address',
  ],
  [
    { models: { kind: 'openAiCompatible', endpoint: 'http://localhost.evil.example', secretName: 's', large: 'm' } },
    'models.endpoint: an https address',
  ],
  [
    { models: { kind: 'openAiCompatible', secretName: 's', large: 'm' } },
    "models.endpoint: an https address, which preset 'custom' does not know",
  ],
  [
    { models: { kind: 'openAiCompatible', preset: 'gemini', secretName: 's', large: 'm' } },
    'models.preset: must be one of',
  ],
  [{ models: { kind: 'bedrock', large: 'm', maxTokens: 100_000 } }, 'models.maxTokens: Too big'],
  [
    { embedder: { kind: 'openai' } },
    "embedder.kind: Invalid discriminator value. Expected 'none' | 'bedrock' | 'openAiCompatible'",
  ],
  [
    { embedder: { kind: 'bedrock', model: 'titan', dimensions: 256 } },
    "embedder.model: must be one of 'amazon.titan-embed-text-v2:0', 'cohere.embed-multilingual-v3'",
  ],
  [
    { embedder: { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 300 } },
    'embedder.dimensions: one of 256, 512, 1024, the sizes of amazon.titan-embed-text-v2:0',
  ],
  [
    { embedder: { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256, region: 'Paris' } },
    'embedder.region: a region such as eu-west-1',
  ],
  [
    { embedder: { kind: 'openAiCompatible', secretName: 's', model: 'm', dimensions: 256 } },
    "embedder.endpoint: an https address, which preset 'custom' does not know",
  ],
  [{ budgets: { turnUsd: '-1' } }, 'budgets.turnUsd: a decimal amount of money such as 0.05'],
  [{ hours: { timeZone: 'Shanghai' } }, 'hours.timeZone: an IANA time zone such as Asia/Shanghai'],
  [
    { hours: { weekly: { monday: [] } } },
    "hours.weekly: unknown 'monday'; known are mon, tue, wed, thu, fri, sat, sun",
  ],
  [{ hours: { weekly: { mon: [['18:00', '09:00']] } } }, 'hours.weekly.mon.0: a span ends after it begins'],
  [{ hours: { weekly: { mon: [['9', '18:00']] } } }, 'hours.weekly.mon.0.0: a time of day such as 09:00'],
  [{ hours: { holidays: ['1 May'] } }, 'hours.holidays.0: '],
  [{ timings: { offerSeconds: 0 } }, 'timings.offerSeconds: '],
  [{ timings: { settleMs: 5000 } }, 'timings.settleMs: Too big: expected number to be <=3000'],
  [{ timings: { offer: 2 } }, "timings: unknown 'offer'; known are settleMs, offerSeconds"],
  [{ timings: { leaseSeconds: 10 } }, 'timings.leaseGraceSeconds: must be at most timings.leaseSeconds'],
  [{ skills: [] }, 'skills: '],
  [{ skills: [{ name: 'VIP' }] }, 'skills.0.name: lower case letters'],
  [{ skills: [{ name: 'a' }, { name: 'b' }] }, 'skills.words: must not be empty but in the first skill'],
  [{ skills: [{ name: 'a' }, { name: 'a', words: ['x'] }] }, 'skills: must have a name each, none twice'],
  [{ budgets: { dayUsd: 'ten' } }, 'budgets.dayUsd: a decimal amount of money such as 0.05'],
  [{ origins: ['https://shop.example/'] }, 'origins.0: an origin such as https://shop.example, without a path'],
  [{ alarmEmail: 'ops' }, 'alarmEmail: '],
  [{ signIn: 'okta' }, "signIn: 'cognito' or { issuer, clientId, groupClaim }"],
  [{ web: { kind: 'vercel' } }, "web.kind: Invalid discriminator value. Expected 'self' | 'cloudfront'"],
  [{ web: { kind: 'self' } }, 'web.consoleOrigin: '],
  [{ managementEndpoint: 'local' }, "managementEndpoint: must be one of 'stage', 'endpoint-variable'"],
  [{ concurrency: { dance: 1 } }, "concurrency: unknown 'dance'; known are sweep, answer, relay, deliver"],
  [{ colour: 'red' }, "the environment: unknown 'colour'; known are name, region"],
  [{ partition: 'aws-cn' }, "partition: must be 'aws-cn' in the regions cn-north-1"],
  [
    { web: { kind: 'self', consoleOrigin: 'https://a.example' }, waf: true, signIn: china.signIn },
    'waf: must be false where there is neither CloudFront',
  ],
  [{ ...china, signIn: 'cognito' }, 'signIn: must be { issuer, clientId, groupClaim } in aws-cn'],
  [
    { ...china, models: { kind: 'bedrock', large: 'm' } },
    "models.kind: must be 'openAiCompatible' or 'none' in aws-cn",
  ],
  [
    { ...china, embedder: { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256 } },
    "embedder.kind: must be 'openAiCompatible' or 'none' in aws-cn",
  ],
  [{ ...china, web: { kind: 'cloudfront' } }, 'web.domain: must be'],
  [{ ...china, waf: true }, 'waf: must be false in aws-cn'],
])('%j is refused by its field and what would be allowed', (differences, said) => {
  const build = () => environment('dev', differences);

  expect(build).toThrow(said);
});
