import { expect, test } from 'vitest';
import { disconnect } from '#functions/disconnect/step';
import { agent, CUSTOMER, customer, type Scene, scene } from './scene.ts';

const closing = (stage: Scene) => disconnect({ ...stage, leaseGraceSeconds: 60, abandonSeconds: 300 });
const open = async (stage: Scene, ...connections: string[]) => {
  for (const connectionId of connections) {
    await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, connectionId, stage.now());
    await stage.desk.putSocket({ role: 'agent', id: 'ana' }, connectionId, stage.now());
  }
};

test('when a customer’s last tab closes, somebody will look after her place', async () => {
  const stage = scene();
  await open(stage, 'tab-1');

  await closing(stage)(customer);

  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual([]);
  expect(stage.timers.set).toEqual([{ after: 300, timer: 'gone', customerId: CUSTOMER }]);
});

test('while another tab is open nothing follows', async () => {
  const stage = scene();
  await open(stage, 'tab-1', 'tab-2');

  await closing(stage)(customer);

  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual(['tab-2']);
  expect(stage.timers.set).toEqual([]);
});

test('when an agent’s last screen closes her lease ends after the grace, and a timer looks', async () => {
  const stage = scene();
  await stage.ready('ana');
  await open(stage, 'console-ana');

  await closing(stage)(agent('ana'));

  const { agent: row } = await stage.desk.desk('ana');
  expect(row?.leaseUntil).toBe(new Date(Date.parse(stage.now()) + 60_000).toISOString());
  expect(stage.timers.set).toEqual([{ after: 61, timer: 'lapse', agentId: 'ana' }]);
});

test('a lease that ends sooner than the grace is not prolonged by a closing screen', async () => {
  const stage = scene();
  const leaseUntil = new Date(Date.parse(stage.now()) + 10_000).toISOString();
  await stage.ready('ana', { leaseUntil });
  await open(stage, 'console-ana');

  await closing(stage)(agent('ana'));

  expect((await stage.desk.desk('ana')).agent?.leaseUntil).toBe(leaseUntil);
});
