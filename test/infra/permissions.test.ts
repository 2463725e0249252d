import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareCalls, type Permission, type Policies, policiesOf } from './permissions.ts';
import { synthesised } from './synthesised.ts';

describe('calls compared with policies', () => {
  const allowed = (action: string, resource: string, behindService = false): Permission => ({
    action,
    resource,
    behindService,
  });
  const told: Policies = {
    receive: {
      roleId: 'ReceiveRole1234ABCD',
      permissions: [
        allowed('dynamodb:PutItem', '*{LogTable}'),
        allowed('dynamodb:Query', '*{LogTable}/index/due'),
        allowed('kms:Decrypt', '*{Key}', true),
        allowed('logs:PutLogEvents', '*{Log}:*'),
      ],
    },
  };
  const names = {
    ReceiveRole1234ABCD: 'dev-Service-ReceiveRole-x',
    LogTable: 'dev-State-LogTable-y',
    Key: 'k-1',
    Log: '/l',
  };
  const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/dev-State-LogTable-y';
  const call = (action: string, resource: string, role = 'dev-Service-ReceiveRole-x') => ({ role, action, resource });

  test('agree where every call is allowed and every permission is used', () => {
    const calls = [call('dynamodb:PutItem', table), call('dynamodb:Query', `${table}/index/due`)];

    expect(compareCalls(calls, told, names)).toEqual({ missing: [], unused: [] });
  });

  test('show a call that no policy allows, on another table or on an index of the same one', () => {
    const other = table.replace('Log', 'Other');
    const calls = [call('dynamodb:PutItem', other), call('dynamodb:PutItem', `${table}/index/due`)];

    expect(compareCalls(calls, told, names).missing.map(({ resource }) => resource)).toEqual([
      other,
      `${table}/index/due`,
    ]);
  });

  test('show a permission that nothing used, but not what a service uses in the step’s name', () => {
    expect(compareCalls([call('dynamodb:PutItem', table)], told, names).unused).toEqual([
      { step: 'receive', action: 'dynamodb:Query', resource: '*{LogTable}/index/due' },
    ]);
  });

  test('leave out the calls of roles that are no step’s', () => {
    expect(compareCalls([call('s3:PutObject', 'x', 'root')], told, names).missing).toEqual([]);
  });

  test('are not compared with a list of names that was cut short', () => {
    const { LogTable, ...rest } = names;

    expect(LogTable).toBeTruthy();
    expect(() => compareCalls([call('dynamodb:PutItem', table)], told, rest)).toThrow(
      'no physical name for LogTable among 3',
    );
  });
});

/** Which step tells a wait first differs from run to run, so a record cannot show whose permission is idle; its wiring can. */
test('may tell a waiting workflow: exactly the steps whose handlers are wired to', () => {
  const wired = globSync('functions/*/handler.ts').filter((file) =>
    /import \{[^}]*\bwaits\b[^}]*\} from '#shared\/runtime\/parts\/workflow'/.test(readFileSync(file, 'utf8')),
  );
  const holders = (action: string) =>
    Object.entries(policiesOf(synthesised('dev')))
      .filter(([, { permissions }]) => permissions.some((one) => one.action === action))
      .map(([step]) => step)
      .sort();
  const steps = wired.map((file) => path.basename(path.dirname(file))).sort();

  expect(steps.length).toBeGreaterThan(5);
  expect(holders('states:SendTaskSuccess')).toEqual(steps);
  expect(holders('states:SendTaskFailure')).toEqual(steps);
});
