import { expect, test } from 'vitest';
import { invoke, output, recorded, service, until } from './fixture.ts';

test('a call of a function is recorded with its role, its action, its table, its units and its trace', async () => {
  const before = recorded().length;

  await invoke('WaitName', { name: 'recorded' });

  const lines = await until('the invocation', async () => {
    const since = recorded().slice(before);
    return since.some(({ invoked }) => invoked === output(service, 'WaitName')) && since;
  });
  const call = lines.find(({ action }) => action === 'dynamodb:PutItem');
  expect(call).toMatchObject({ function: output(service, 'WaitName'), status: 200 });
  expect(call?.role).toMatch(/Wait.*ServiceRole/);
  expect(call?.resource).toMatch(/^arn:aws:dynamodb:.*:table\/fixture-State-Kept/);
  expect(Object.values(call?.units ?? {})).toEqual([1]);
  const invocation = lines.find(({ invoked }) => invoked === output(service, 'WaitName'));
  const root = (trace: unknown) => /Root=([^;]+)/.exec(String(trace))?.[1];
  expect(root(call?.trace)).toBe(root(invocation?.trace));
  expect(root(call?.trace)).toBeDefined();
});

test('a refused call is not recorded', async () => {
  const before = recorded().length;

  await invoke('TrespassName');

  const own = recorded()
    .slice(before)
    .filter((line) => line.function === output(service, 'TrespassName'));
  expect(own).toEqual([]);
});

test("the administrator's calls are recorded as root", async () => {
  const before = recorded().length;

  await invoke('EchoName', {});

  expect(recorded().slice(before)).toContainEqual(
    expect.objectContaining({ role: 'root', action: 'lambda:InvokeFunction' }),
  );
});
