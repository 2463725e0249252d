import { expect, test } from 'vitest';
import { presence } from '#functions/presence/step';
import { agent, CONVERSATION, type Scene, scene } from './scene.ts';

const ana = agent('ana');
const being = (stage: Scene) => presence({ ...stage, leaseSeconds: 90, capacity: 3, skills: ['general', 'returns'] });
const frame = (ready: boolean, beat?: boolean) => ({
  action: 'presence' as const,
  ready,
  ...(beat !== undefined && { beat }),
});

test('an agent who comes for the first time gets the environment’s skills and capacity, and a lease', async () => {
  const stage = scene();

  const desk = await being(stage)(frame(true), ana);

  expect(desk).toMatchObject({
    type: 'desk',
    agent: { agentId: 'ana', name: 'Ana', ready: true, load: 0, capacity: 3, skills: ['general', 'returns'] },
    seats: [],
  });
  const { agent: row } = await stage.desk.desk('ana');
  expect(row?.leaseUntil).toBe(new Date(Date.parse(stage.now()) + 90_000).toISOString());
  expect(await stage.desk.socketsOf({ role: 'agent', id: 'ana' })).toEqual(['console-ana']);
});

test('switching herself ready rings for each of her skills; a heartbeat rings for nobody', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  expect(stage.matching.rung.map(({ skill }) => skill)).toEqual(['general', 'returns']);

  stage.pass(30);
  await being(stage)(frame(true, true), ana);

  expect(stage.matching.rung).toHaveLength(2);
});

test('a heartbeat renews the lease and does not undo that she was set not ready', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  await stage.desk.setNotReady('ana');

  stage.pass(30);
  const desk = await being(stage)(frame(true, true), ana);

  expect(desk).toMatchObject({ agent: { ready: false } });
  const { agent: row } = await stage.desk.desk('ana');
  expect(Date.parse(row?.leaseUntil ?? '')).toBe(Date.parse(stage.now()) + 90_000);
  expect(stage.matching.rung).toHaveLength(2);
});

test('her own hand sets her ready again, and missed offers are forgotten', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  await stage.so('says', 'asks', 'offers', 'expires');
  await stage.desk.setNotReady('ana');

  const desk = await being(stage)(frame(true), ana);

  expect(desk).toMatchObject({ agent: { ready: true } });
  expect((await stage.desk.desk('ana')).agent?.misses).toBe(0);
});

test('an agent who is back after her lease ran out counts as newly ready, even by a heartbeat', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  stage.pass(600);

  const desk = await being(stage)(frame(true, true), ana);

  expect(desk).toMatchObject({ agent: { ready: true } });
  expect(stage.matching.rung).toHaveLength(4);
});

test('not ready is heard at once and takes nothing away from her', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  await stage.so('says', 'asks', 'offers', 'accepts');

  const desk = await being(stage)(frame(false), ana);

  expect(desk).toMatchObject({
    agent: { ready: false, load: 1 },
    seats: [{ conversationId: CONVERSATION, kind: 'held', n: 1 }],
  });
});

test('an offer is on her desk with its number and its end', async () => {
  const stage = scene();
  await being(stage)(frame(true), ana);
  const { handoff } = await stage.so('says', 'asks', 'offers');

  expect(await being(stage)(frame(true, true), ana)).toMatchObject({
    seats: [{ conversationId: CONVERSATION, kind: 'offered', n: 1, until: handoff?.offer?.until }],
  });
});
