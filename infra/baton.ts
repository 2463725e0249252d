import { type App, CliCredentialsStackSynthesizer, type IStackSynthesizer, Tags } from 'aws-cdk-lib';
import type { Environment } from './environments.ts';
import { EdgeStack } from './stacks/edge.ts';
import { KnowledgeStack } from './stacks/knowledge.ts';
import { ServiceStack } from './stacks/service.ts';
import { StateStack } from './stacks/state.ts';
import { WebStack } from './stacks/web.ts';

export interface BatonFiles {
  /** Folder of the functions' bundles, one folder a step. */
  readonly bundles: string;
  /** Folders of the built pages; not read where an environment serves them itself. */
  readonly pages: { readonly console: string; readonly widget: string };
}

/** An environment's stacks, by life cycle. References run one way: edge → state → knowledge → service → web. */
export const baton = (app: App, environment: Environment, files: BatonFiles): void => {
  const { name, region } = environment;
  const props = propsOf(environment);
  Tags.of(app).add('baton:environment', name);
  const edge = environment.waf && environment.web.kind === 'cloudfront';
  const edgeAclArn = edge ? new EdgeStack(app, `${name}-Edge`, props('us-east-1')).aclArn : undefined;
  const state = new StateStack(app, `${name}-State`, { ...props(region), environment, edgeAclArn });
  const search = environment.search === 'opensearch';
  const knowledge = search
    ? new KnowledgeStack(app, `${name}-Knowledge`, { ...props(region), environment, state })
    : undefined;
  const { bundles } = files;
  const service = new ServiceStack(app, `${name}-Service`, {
    ...props(region),
    environment,
    state,
    knowledge,
    bundles,
  });
  if (!state.pages) return;
  const { httpAddress, socketAddress } = service;
  const { pages, signedIn } = state;
  new WebStack(app, `${name}-Web`, {
    ...props(region),
    name,
    pages,
    signedIn,
    httpAddress,
    socketAddress,
    persona: environment.persona,
    files: files.pages,
  });
};

/** Where a stack goes and how it gets there; each stack needs a synthesizer of its own. */
const propsOf =
  ({ account, synthesizer, waf }: Environment) =>
  (region: string) => ({
    env: { region, ...(account ? { account } : {}) },
    crossRegionReferences: waf,
    ...(synthesizer === 'cli-credentials'
      ? { synthesizer: new CliCredentialsStackSynthesizer() as IStackSynthesizer }
      : {}),
  });
