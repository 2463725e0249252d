import { Stack } from 'aws-cdk-lib';
import type { EmbedderChoice } from '#shared/models/embedder-settings';
import type { Models } from '#shared/models/settings';
import { explain } from './explain.ts';
import type { Step, Use } from './step.ts';
import type { Table } from './table.ts';

type Named = Exclude<Models, { kind: 'none' }>;
type Bedrock = Extract<Models, { kind: 'bedrock' }>;

/**
 * Asks the environment's models and no other: Bedrock's by their ARNs, any other service by the secret that holds its key. Choices,
 * budgets and kept answers lie in one table, each under a prefix of its own.
 */
export const modelAccess =
  (models: Models, settings: Table): Use =>
  (step) => {
    if (models.kind === 'none') return;
    for (const use of [
      settings.may('get'),
      settings.mayWithin('answer#', 'put'),
      settings.mayWithin('budget#', 'update'),
      service(models),
    ])
      use(step);
  };

const service =
  (models: Named): Use =>
  (step) => {
    if (models.kind === 'bedrock') asksBedrock(step, models);
    else readsKey(step, models.secretName);
  };

/** Turns texts into vectors by the environment's embedder and no other, and is told which it is. Nothing where there is none. */
export const embedderAccess =
  (embedder: EmbedderChoice): Use =>
  (step) => {
    if (embedder.kind === 'none') return;
    step.knows('EMBEDDER', JSON.stringify(embedder));
    if (embedder.kind === 'openAiCompatible') return readsKey(step, embedder.secretName);
    const { model, region = '{region}' } = embedder;
    step.may(['bedrock:InvokeModel'], [arn(step, `bedrock:${region}::foundation-model/${model}`)]);
  };

const readsKey = (step: Step, secretName: string): void => {
  // The six characters that Secrets Manager appends to a name.
  step.may(
    ['secretsmanager:GetSecretValue'],
    [arn(step, `secretsmanager:{region}:{account}:secret:${secretName}-??????`)],
  );
  explain(
    step.role,
    'IAM5[Resource::…:secret:…-??????]',
    'A secret’s ARN ends in six characters that only its maker knows.',
  );
};

const asksBedrock = (step: Step, models: Bedrock): void => {
  const { small, large, streaming, guardrail } = models;
  const resources = [...new Set([...(small ? [small] : []), large].flatMap((id) => modelArns(step, id)))];
  step.may([streaming ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel'], resources);
  explain(
    step.role,
    'IAM5[Resource::…:bedrock:*::foundation-model/…]',
    'An inference profile calls its model in the regions that it chooses.',
  );
  if (guardrail)
    step.may(['bedrock:ApplyGuardrail'], [arn(step, `bedrock:{region}:{account}:guardrail/${guardrail.id}`)]);
};

/** Profiles across regions are named by their geography before the model's own id, `eu.anthropic.claude-…`. */
const PROFILE = /^(?:global|us|us-gov|eu|apac|au|ca|jp)\.(.+)$/;

/** A profile and the model behind it in whichever region; a model alone in its own; an ARN as it is. */
const modelArns = (step: Step, id: string): string[] => {
  if (id.startsWith('arn:')) return [id];
  const behind = PROFILE.exec(id)?.[1];
  if (!behind) return [arn(step, `bedrock:{region}::foundation-model/${id}`)];
  return [
    arn(step, `bedrock:{region}:{account}:inference-profile/${id}`),
    arn(step, `bedrock:*::foundation-model/${behind}`),
  ];
};

const arn = (step: Step, rest: string): string => {
  const { partition, region, account } = Stack.of(step);
  return `arn:${partition}:${rest.replace('{region}', region).replace('{account}', account)}`;
};
