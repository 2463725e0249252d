import { type App, CliCredentialsStackSynthesizer, type IStackSynthesizer, Tags } from 'aws-cdk-lib';
import type { Environment } from './environments.ts';
import { KnowledgeStack } from './stacks/knowledge.ts';
import { ServiceStack } from './stacks/service.ts';
import { StateStack } from './stacks/state.ts';

export interface BatonProps {
  /** Folder of the bundles, one folder a step. */
  readonly bundles: string;
}

/** An environment's stacks, by life cycle. References run one way: edge → state → knowledge → service → web. */
export const baton = (app: App, environment: Environment, { bundles }: BatonProps) => {
  const { name, region, account } = environment;
  const props = () => ({
    environment,
    env: { region, ...(account ? { account } : {}) },
    ...(environment.synthesizer === 'cli-credentials'
      ? { synthesizer: new CliCredentialsStackSynthesizer() as IStackSynthesizer }
      : {}),
  });
  Tags.of(app).add('baton:environment', name);
  const state = new StateStack(app, `${name}-State`, props());
  const knowledge =
    environment.search === 'opensearch'
      ? new KnowledgeStack(app, `${name}-Knowledge`, { ...props(), state })
      : undefined;
  const service = new ServiceStack(app, `${name}-Service`, { ...props(), state, knowledge, bundles });
  return { state, knowledge, service };
};
