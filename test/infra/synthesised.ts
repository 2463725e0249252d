import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { baton } from '#infra/baton';
import { Checks } from '#infra/constructs/explain';
import { type Differences, environment } from '#infra/environments';
import { bundleFolders } from '#local/bundle';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};
export type Template = {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
};
/** Templates by the stack's life cycle: `State`, `Service` … */
export type Stacks = Record<string, Template>;

const folder = mkdtempSync(join(tmpdir(), 'baton-synth-'));
const made = new Map<string, Stacks>();

/** Templates of an environment, made once in a test file. `checked`: with cdk-nag, which throws what it finds. */
export const synthesised = (name: string, overrides: Differences = {}, checked = false): Stacks => {
  const id = JSON.stringify([name, overrides, checked]);
  const known = made.get(id);
  if (known) return known;
  const stacks = synthesise(name, overrides, checked);
  made.set(id, stacks);
  return stacks;
};

/** What one logical id is in one of the stacks. */
export const resources = (stacks: Stacks, type: string): (Resource & { id: string; stack: string })[] =>
  Object.entries(stacks).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, resource]) => ({ id, stack, ...resource })),
  );

const synthesise = (name: string, overrides: Differences, checked: boolean): Stacks => {
  const app = new App({
    analyticsReporting: false,
    outdir: mkdtempSync(join(folder, 'cdk.out-')),
    context: { '@aws-cdk/core:defaultCrossStackReferences': 'strong' },
  });
  if (checked) Validations.of(app).addPlugins(new Checks(app));
  baton(app, environment(name, overrides), files());
  const { stacks } = app.synth();
  return Object.fromEntries(stacks.map(({ stackName, template }) => [stackName.slice(name.length + 1), template]));
};

/** A bundle of one line for each step's folder, so that a synth needs no bundling. */
const files = () => {
  const written = (...path: string[]) => {
    const place = join(folder, ...path.slice(0, -1));
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, path.at(-1) ?? ''), `export const handler = () => '${path.join('/')}';\n`);
    return place;
  };
  for (const bundle of bundleFolders()) written('dist', bundle, 'index.mjs');
  return {
    bundles: join(folder, 'dist'),
    pages: { console: written('console', 'index.html'), widget: written('widget', 'index.html') },
  };
};
