import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { baton } from './baton.ts';
import { Checks } from './constructs/explain.ts';
import { type Differences, environment } from './environments.ts';

/** Set by whoever has made bundles and pages before this runs; without it they are made here. */
const made = process.env.BATON_SKIP_BUNDLE !== undefined;
const files = {
  bundles: process.env.BATON_BUNDLES ?? 'dist',
  pages: { console: resolve('dist-web/console'), widget: resolve('dist-web/widget') },
};

const app = new App({ analyticsReporting: false });
const chosen = environment(nameGiven(), overridesGiven());
if (!made || !existsSync(files.bundles)) await bundle();
const pagesMade = made && Object.values(files.pages).every((folder) => existsSync(folder));
if (chosen.web.kind === 'cloudfront' && !pagesMade) await buildPages();
Validations.of(app).addPlugins(new Checks(app));
baton(app, chosen, files);
app.synth();

function nameGiven(): string {
  const name: unknown = app.node.tryGetContext('env');
  if (typeof name === 'string') return name;
  throw new Error('Which environment? Say it as -c env=dev; infra/environments.ts has their names.');
}

/** Laid over the environment: `-c 'overrides={"origins":["https://shop.example"]}'`, or an object in the context. */
function overridesGiven(): Differences {
  const given: unknown = app.node.tryGetContext('overrides') ?? {};
  return (typeof given === 'string' ? JSON.parse(given) : given) as Differences;
}

async function bundle(): Promise<void> {
  const { bundleFunctions } = await import('#local/bundle');
  await bundleFunctions({ outdir: files.bundles });
}

async function buildPages(): Promise<void> {
  const { buildConsole } = await import('../console/build.ts');
  const { buildWidget } = await import('../widget/build.ts');
  await buildConsole(files.pages.console);
  await buildWidget({ into: files.pages.widget });
}
