import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf } from '../../widget/rows.ts';
import { hasGap } from '../../widget/thread.ts';
import { visible } from './cloud-in-memory.ts';
import { type Fate, VirtualWorld } from './virtual-world.ts';

type Deed =
  | { deed: 'say' | 'bot' | 'hidden' | 'agent' | 'close' | 'person' | 'stream' | 'disconnect' | 'reload' | 'offline' }
  | { deed: 'wait'; ms: number };

const deeds = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Deed>({ deed: 'say' }) },
    { weight: 4, arbitrary: fc.constantFrom<Deed>({ deed: 'bot' }, { deed: 'hidden' }, { deed: 'agent' }) },
    { weight: 1, arbitrary: fc.constantFrom<Deed>({ deed: 'close' }, { deed: 'person' }, { deed: 'stream' }) },
    { weight: 1, arbitrary: fc.constantFrom<Deed>({ deed: 'disconnect' }, { deed: 'reload' }, { deed: 'offline' }) },
    {
      weight: 5,
      arbitrary: fc.record({ deed: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 15_000 }) }),
    },
  ),
  { minLength: 3, maxLength: 60, size: 'max' },
);

const delay = fc.integer({ min: 1, max: 2_000 });
const fates = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('arrives' as const), delay }) },
    { weight: 2, arbitrary: fc.constant<Fate>({ kind: 'lost' }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('doubled' as const), delay, again: delay }) },
    { weight: 1, arbitrary: fc.constant<Fate>({ kind: 'error' }) },
  ),
  { minLength: 5, maxLength: 80, size: 'max' },
);

function act(world: VirtualWorld, { deed }: Deed, said: string[]): void {
  const log = world.cloud.logs.at(-1);
  const open = log && log.owner.kind !== 'closed' ? log.conversationId : undefined;
  if (deed === 'say') said.push(world.client.wish({ action: 'say', text: `words ${said.length}` }));
  else if (deed === 'person') world.client.wish({ action: 'ask-person' });
  else if (deed === 'disconnect') world.disconnect();
  else if (deed === 'reload') world.reload();
  else if (deed === 'offline') {
    world.online = !world.online;
    if (!world.online) world.disconnect();
  } else if (open && deed === 'bot') world.cloud.botSays(open, 'an answer');
  else if (open && deed === 'hidden') world.cloud.offers(open);
  else if (open && deed === 'agent') world.cloud.accepts(open, 'Lin');
  else if (open && deed === 'close') world.cloud.closes(open);
  else if (open && deed === 'stream') world.cloud.streams(open, world.cloud.turnOf(open), 0, 'an ans');
}

/** What holds at every moment, whatever the network did. */
function expectOrderly(world: VirtualWorld, said: string[]): void {
  const { thread, unsent } = world.client.view;
  for (const part of thread.parts) {
    const seqs = part.events.map((event) => event.seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    const log = world.cloud.logs.find((other) => other.conversationId === part.conversationId);
    const known = new Map(log?.events.map((event) => [event.seq, event]));
    for (const event of part.events) expect(event).toEqual(known.get(event.seq));
    const covered = log ? visible(log).filter((event) => event.seq <= part.upTo) : [];
    expect(seqs.filter((seq) => seq <= part.upTo)).toEqual(covered.map((event) => event.seq));
  }
  const keys = rowsOf(thread, unsent).map((row) => row.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(unsent.every((entry) => said.includes(entry.id) || entry.action !== 'say')).toBe(true);
}

test('whatever the network does, every event is shown once and in order, and no words are lost, doubled or overtaken', async () => {
  let sessions = 0;
  const property = fc.asyncProperty(deeds, fates, fc.integer({ min: 1, max: 5 }), async (story, chances, pageSize) => {
    const world = new VirtualWorld();
    world.cloud.pageSize = pageSize + 1;
    let lot = 0;
    world.fate = () => chances[lot++ % chances.length] ?? { kind: 'lost' };
    const said: string[] = [];
    world.client.start();
    await world.time.pass(50);
    for (const deed of story) {
      act(world, deed, said);
      await world.time.pass(deed.deed === 'wait' ? deed.ms : 20);
      expectOrderly(world, said);
    }
    world.fate = () => ({ kind: 'arrives', delay: 30 });
    world.online = true;
    await world.time.pass(1_200_000);
    expectOrderly(world, said);

    const stored = world.cloud.logs.flatMap((log) =>
      log.events.flatMap((event) => (event.kind === 'customer-said' ? [event.clientMessageId] : [])),
    );
    expect(stored).toEqual(said);
    expect(world.client.view.unsent).toEqual([]);
    expect(world.client.view.thread.acked).toEqual([]);
    expect(world.client.view.thread.parts.some(hasGap)).toBe(false);
    const shown = world.client.view.thread.parts.map((part) => part.events.map((event) => event.seq));
    const written = world.cloud.logs.slice(-shown.length).map((log) => visible(log).map((event) => event.seq));
    if (world.cloud.logs.length > 0) expect(shown).toEqual(written);
    sessions += world.sessions;
  });
  await fc.assert(property, { numRuns: Number(process.env.BATON_RUNS ?? 150) });

  expect(sessions).toBeGreaterThan(0);
}, 60_000);
