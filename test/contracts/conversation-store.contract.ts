import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { botSays, handsOff } from '#shared/conversation/bot';
import { customerSays } from '#shared/conversation/customer';
import type { Decide } from '#shared/conversation/decision';
import { accepts, losesAgent, offers } from '#shared/conversation/desk';
import { turnOf } from '#shared/conversation/turn';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second)).toISOString();

export const someone = () => {
  const customerId = randomUUID().replaceAll('-', '');
  return { customerId, conversationId: `${customerId}-1` };
};

const saying =
  (conversationId: string, customerId: string, text: string, clientMessageId: string, second: number): Decide =>
  (head) =>
    customerSays(
      head,
      { clientMessageId, text, language: 'en', settled: true },
      { customerId, at: at(second), perMinute: 1000 },
      { conversationId, channel: 'web' },
    );

const say = (
  store: ConversationStore,
  { conversationId, customerId }: ReturnType<typeof someone>,
  text: string,
  id: string = randomUUID(),
  second = 1,
) =>
  store.append({
    conversationId,
    at: at(second),
    marker: { clientMessageId: id, body: text },
    thread: { customerId, language: 'en' },
    decide: saying(conversationId, customerId, text, id, second),
  });

/** A conversation that an agent has, by the way every one comes to her. */
const held = async (store: ConversationStore, agentId: string) => {
  const who = someone();
  const { conversationId } = who;
  const asked = {
    reason: 'customer-asked',
    skill: agentId,
    priority: 0,
    open: true,
    queueUntil: at(50),
    choiceUntil: at(55),
  } as const;
  await say(store, who, 'A person, please');
  const steps: Decide[] = [
    (head) => handsOff(head, asked, { role: 'system' }),
    (head) => offers(head, head?.handoff?.handoff ?? 0, agentId, at(20), at(3)),
    (head) => accepts(head, 1, { agentId, name: 'Ana' }, at(4)),
  ];
  for (const [i, decide] of steps.entries())
    expect(await store.append({ conversationId, at: at(2 + i), decide })).toMatchObject({ outcome: 'written' });
  return who;
};

/** What every store must do. The fake and the real table run the same lines. */
export const conversationStoreContract = (
  name: string,
  openBoth: () => Promise<{ store: ConversationStore; desk: Pick<DeskStore, 'setPresence' | 'desk'> }>,
) =>
  describe(name, () => {
    const open = async () => (await openBoth()).store;

    test('an unknown conversation has no head and an empty tail', async () => {
      const store = await open();
      const { conversationId } = someone();

      expect(await store.head(conversationId)).toBeUndefined();
      expect(await store.tail(conversationId, 0)).toEqual({ head: undefined, events: [], more: false });
    });

    test('the first words open the conversation, and seqs are dense from 1', async () => {
      const store = await open();
      const who = someone();

      await say(store, who, 'Where is my order?');
      await say(store, who, 'Hello?');

      const { head, events } = await store.tail(who.conversationId, 0);
      expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([
        [1, 'conversation-opened'],
        [2, 'customer-said'],
        [3, 'customer-said'],
      ]);
      expect(head).toMatchObject({ version: 3, askedUpTo: 3, answeredUpTo: 0, owner: { kind: 'bot' }, epoch: 1 });
    });

    test('the words come back as they were said, in either script', async () => {
      const store = await open();
      const who = someone();

      await say(store, who, '奶粉退不了？ 😀 <b>"quoted"</b>');

      const { events } = await store.tail(who.conversationId, 1);
      expect(events[0]).toMatchObject({
        kind: 'customer-said',
        words: { text: '奶粉退不了？ 😀 <b>"quoted"</b>' },
        by: { role: 'customer', customerId: who.customerId },
      });
    });

    test('the same client id is stored once and answered with the same seq', async () => {
      const store = await open();
      const who = someone();
      const id = randomUUID();

      const first = await say(store, who, 'Hi', id);
      await say(store, who, 'another');
      const again = await say(store, who, 'Hi', id);

      expect(first).toMatchObject({ outcome: 'written' });
      expect(again).toMatchObject({ outcome: 'replayed', seq: 2 });
      expect((await store.head(who.conversationId))?.version).toBe(3);
    });

    test('the same client id with other words is a conflict', async () => {
      const store = await open();
      const who = someone();
      const id = randomUUID();

      await say(store, who, 'Hi', id);

      expect(await say(store, who, 'Ho', id)).toMatchObject({ outcome: 'refused', code: 'id-conflict' });
    });

    test('what is refused now but was stored before is a replay, not a refusal', async () => {
      const store = await open();
      const who = someone();
      const id = randomUUID();
      await say(store, who, 'Hi', id);

      const again = await store.append({
        conversationId: who.conversationId,
        at: at(2),
        marker: { clientMessageId: id, body: 'Hi' },
        decide: () => ({ refused: 'conversation-closed' }),
      });

      expect(again).toMatchObject({ outcome: 'replayed', seq: 2 });
    });

    test('writers at the same moment are all stored, each once, without a hole', async () => {
      const store = await open();
      const who = someone();
      await say(store, who, 'first');

      const results = await Promise.all(Array.from({ length: 4 }, (_, i) => say(store, who, `word ${i}`)));

      expect(results.map(({ outcome }) => outcome)).toEqual(Array(4).fill('written'));
      const { events } = await store.tail(who.conversationId, 0);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    test('two tabs that open the same conversation at once open one', async () => {
      const store = await open();
      const who = someone();

      await Promise.all([say(store, who, 'one'), say(store, who, 'two')]);

      const { events } = await store.tail(who.conversationId, 0);
      expect(events.map(({ kind }) => kind)).toEqual(['conversation-opened', 'customer-said', 'customer-said']);
      expect(
        events
          .slice(1)
          .map((event) => (event.kind === 'customer-said' ? event.words.text : ''))
          .sort(),
      ).toEqual(['one', 'two']);
    });

    test('a writer who decided on an older head decides again, and a stale bot is refused by its own epoch', async () => {
      const store = await open();
      const who = someone();
      await say(store, who, 'Hi');
      const seen = await store.head(who.conversationId);
      const turn = seen && turnOf(seen);
      if (!seen || !turn) throw new Error('no turn');
      await store.append({
        conversationId: who.conversationId,
        at: at(2),
        decide: () => ({
          facts: [
            {
              kind: 'handed-off',
              reason: 'customer-asked',
              skill: 'general',
              priority: 0,
              open: true,
              queueUntil: at(50),
              answersUpTo: 2,
              by: { role: 'system' },
            },
          ],
        }),
      });

      const late = await store.append({
        conversationId: who.conversationId,
        at: at(3),
        head: seen,
        decide: (head) =>
          botSays(
            head,
            { ...turn, after: 5 },
            { answersUpTo: 2, outcome: 'answered', confidence: 1, words: { text: 'late', sources: [] } },
          ),
      });

      expect(late).toMatchObject({ outcome: 'refused', code: 'stale-epoch' });
    });

    test('a page holds at most 100 events and says that there is more', async () => {
      const store = await open();
      const who = someone();
      await store.append({
        conversationId: who.conversationId,
        at: at(1),
        decide: () => ({
          facts: [
            {
              kind: 'conversation-opened',
              channel: 'web',
              customerId: who.customerId,
              language: 'en',
              words: {},
              by: { role: 'system' },
            },
          ],
        }),
      });
      for (let i = 0; i < 3; i += 1) {
        await store.append({
          conversationId: who.conversationId,
          at: at(2),
          decide: () => ({
            facts: Array.from(
              { length: 40 },
              () => ({ kind: 'agent-reminded', agentId: 'a', by: { role: 'system' } }) as const,
            ),
          }),
        });
      }

      const first = await store.tail(who.conversationId, 0);
      const second = await store.tail(who.conversationId, 100);

      expect([first.events.length, first.more]).toEqual([100, true]);
      expect([second.events.length, second.more, second.events[0]?.seq]).toEqual([21, false, 101]);
    });

    test('a page of long words stays below one message', async () => {
      const store = await open();
      const who = someone();
      const long = '很长'.repeat(2000);
      for (let i = 0; i < 7; i += 1) await say(store, who, long);

      const { events, more } = await store.tail(who.conversationId, 0);

      expect(events.length).toBeLessThan(8);
      expect(more).toBe(true);
    });

    test('who is back before her conversation is taken from her keeps it; once she is gone it goes to the queue', async () => {
      const { store, desk } = await openBoth();
      const agentId = randomUUID();
      const row = { agentId, name: 'Ana', ready: true, capacity: 3, skills: [agentId], languages: ['en'] };
      await desk.setPresence({ ...row, leaseUntil: at(30) }, at(0), true);
      const { conversationId } = await held(store, agentId);
      const lost = (second: number) =>
        store.append({
          conversationId,
          at: at(second),
          decide: (head) => losesAgent(head, agentId, 'lease-lost', at(59)),
        });

      expect(await lost(29)).toMatchObject({ outcome: 'agent-not-free' });
      expect((await desk.desk(agentId)).agent?.load).toBe(1);
      expect(await lost(30)).toMatchObject({ outcome: 'written', head: { owner: { kind: 'queue' } } });
      expect(await desk.desk(agentId)).toMatchObject({ agent: { load: 0 }, seats: [] });
    });

    test('an open turn is overdue after its grace and no longer once answered', async () => {
      const store = await open();
      const who = someone();
      await say(store, who, 'Hi');
      const head = await store.head(who.conversationId);
      const turn = head && turnOf(head);
      if (!turn) throw new Error('no turn');

      expect(await store.overdue(at(2), 1000)).not.toContain(who.conversationId);
      expect(await store.overdue(at(59), 1000)).toContain(who.conversationId);
      await store.append({
        conversationId: who.conversationId,
        at: at(3),
        decide: (seen) =>
          botSays(seen, turn, {
            answersUpTo: 2,
            outcome: 'answered',
            confidence: 1,
            words: { text: 'Yes', sources: [] },
          }),
      });

      expect(await store.overdue(at(59), 1000)).not.toContain(who.conversationId);
    });
  });
