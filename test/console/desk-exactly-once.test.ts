import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Fault, World } from './world.ts';

const conversations = ['thread0001-1', 'thread0002-1'] as const;
const fault = fc.constantFrom<Fault>(
  'none',
  'none',
  'none',
  'lost',
  'answer-lost',
  'push-lost',
  'twice',
  'cut',
  'retry-later',
  'gateway-error',
  'slow',
);
const which = fc.constantFrom(...conversations);
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reply' as const), id: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('customer' as const), id: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 12_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const) }) },
);

test('whatever the wire does, each reply is in the log once, in the order it was written, and on the screen', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 30 }), fc.array(fault, { maxLength: 60 }), (happenings, faults) => {
      const world = new World();
      for (const id of conversations) world.hold(id);
      const written = new Map<string, string[]>(conversations.map((id) => [id, []]));
      world.client.start();
      world.pass(100);
      world.faults = [...faults];

      happenings.forEach((one, index) => {
        if (one.kind === 'reply') {
          // A page just reloaded knows neither desk nor epoch: nobody can write before it has been greeted.
          while (!world.client.state().conversations[one.id]?.state) world.pass(1_000);
          written.get(one.id)?.push(`reply ${index}`);
          world.client.enact(one.id, { kind: 'reply', text: `reply ${index}` });
        }
        if (one.kind === 'customer') world.says(one.id, `question ${index}`);
        if (one.kind === 'pass') world.pass(one.ms);
        if (one.kind === 'cut') world.cut();
        if (one.kind === 'reload') world.reload();
      });
      world.faults = [];
      world.pass(300_000);

      for (const id of conversations) {
        const { log } = world.cloud.conversation(id);
        const said = log.flatMap((event) => (event.kind === 'agent-said' ? [event.words.text] : []));
        expect(said).toEqual(written.get(id));
        expect(world.client.state().conversations[id]?.events).toEqual(log);
      }
      expect(world.client.state().outbox).toEqual([]);
      expect(world.kept).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
