import { existsSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { baton } from './baton.ts';
import { type Differences, environment } from './environments.ts';

const app = new App({ analyticsReporting: false });
const name = app.node.tryGetContext('env') as string | undefined;
if (!name) throw new Error('Which environment? Say it as -c env=dev; infra/environments.ts has their names.');
const overrides = JSON.parse((app.node.tryGetContext('overrides') as string | undefined) ?? '{}') as Differences;
const chosen = environment(name, overrides);

if (!process.env.BATON_SKIP_BUNDLE || !existsSync('dist')) {
  const { bundleFunctions } = await import('#local/bundle');
  await bundleFunctions({ outdir: 'dist' });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
baton(app, chosen, { bundles: 'dist' });
app.synth();
