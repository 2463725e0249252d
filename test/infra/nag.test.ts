import { readFileSync } from 'node:fs';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { expect, test } from 'vitest';
import { Checks, explain } from '#infra/constructs/explain';
import type { Differences } from '#infra/environments';
import { resources, synthesised } from './synthesised.ts';

const provider = { issuer: 'https://login.example.cn', clientId: 'baton', groupClaim: 'groups' };
const domain = { console: 'desk.example.cn', widget: 'w.example.cn', certificate: 'ASCAEXAMPLE' };

test.each<[string, string, Differences]>([
  ['a small environment', 'dev', {}],
  ['production', 'prod', {}],
  ['production in Europe, its web ACL in us-east-1', 'prod', { region: 'eu-west-1' }],
  ['the laptop', 'local-fast', {}],
  ['China', 'dev', { region: 'cn-northwest-1', signIn: provider, web: { kind: 'cloudfront', domain } }],
])('AWS’s list of good practice finds nothing unexplained in %s', (_, name, overrides) => {
  expect(() => synthesised(name, overrides, true)).not.toThrow();
});

test('a finding that nobody explains stops the synth', () => {
  const app = new App({ analyticsReporting: false });
  Validations.of(app).addPlugins(new Checks(app));
  new Bucket(new Stack(app, 'Careless'), 'Files');

  expect(() => app.synth()).toThrow('AwsSolutions-S10');
});

test('an explanation covers what it names and no more', () => {
  const found = (finding: string) => {
    const app = new App({ analyticsReporting: false });
    const bucket = new Bucket(new Stack(app, 'Careful'), 'Files');
    explain(bucket, finding, 'a reason');
    return new Checks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);
  };

  expect(found('S1')).toEqual(['AwsSolutions-S10']);
  expect(found('S…')).toEqual([]);
  expect(found('X…')).toEqual(['AwsSolutions-S1', 'AwsSolutions-S10']);
});

test('each alarm has its paragraph in the operations manual', () => {
  const manual = readFileSync('docs/operations.md', 'utf8');
  const alarms = resources(synthesised('prod', {}, true), 'AWS::CloudWatch::Alarm').map(({ id }) =>
    id.replace(/^Alarms|[0-9A-F]{8}$/g, ''),
  );

  expect(alarms.length).toBeGreaterThan(15);
  expect(alarms.filter((name) => !manual.includes(`**${name}**`))).toEqual([]);
});
