import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { system } from '#shared/conversation/decision';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { NoticeStore } from '#shared/store/notice-store';
import { someone } from './conversation-store.contract.ts';

const sue = { id: 'sue', name: 'Sue' };

/** What every store of notices must do, with the log that fills it. */
export const noticeStoreContract = (
  name: string,
  open: () => Promise<{ notices: NoticeStore; conversations: ConversationStore }>,
) => {
  /** A conversation whose supervisor is told at each of these moments. */
  const told = async (conversations: ConversationStore, ...moments: string[]): Promise<string> => {
    const { conversationId, customerId } = someone();
    const opened = {
      kind: 'conversation-opened',
      channel: 'web',
      customerId,
      language: 'en',
      words: {},
      by: system,
    } as const;
    await conversations.append({ conversationId, at: moments[0] ?? '', decide: () => ({ facts: [opened] }) });
    for (const at of moments)
      await conversations.append({
        conversationId,
        at,
        decide: () => ({ facts: [{ kind: 'supervisor-told', cause: 'customer-unanswered', by: system }] }),
      });
    return conversationId;
  };
  const moment = (ms: number): string => new Date(Date.now() + ms).toISOString();

  describe(name, () => {
    test('a notice comes with its fact, newest first', async () => {
      const { notices, conversations } = await open();
      const [early, late] = [moment(-2000), moment(-1000)];
      const conversationId = await told(conversations, early, late);

      const mine = (await notices.open(50)).filter((one) => one.conversationId === conversationId);

      expect(mine).toEqual([
        { conversationId, at: late, seq: 3, cause: 'customer-unanswered' },
        { conversationId, at: early, seq: 2, cause: 'customer-unanswered' },
      ]);
    });

    test('the newest come first where there are more than were asked for', async () => {
      const { notices, conversations } = await open();
      const newest = await told(conversations, moment(60_000));

      expect(await notices.open(1)).toMatchObject([{ conversationId: newest }]);
      const [one] = await notices.open(1);
      if (one) await notices.markSeen(one, sue, moment(0));
    });

    test('a mark takes one notice off the list, once, whoever else marks it', async () => {
      const { notices, conversations } = await open();
      const [first, second] = [moment(-2000), moment(-1000)];
      const conversationId = await told(conversations, first, second);
      const mine = async () => (await notices.open(50)).filter((one) => one.conversationId === conversationId);

      await Promise.all(
        ['sue', 'root'].map((id) => notices.markSeen({ conversationId, at: first }, { id, name: id }, moment(0))),
      );

      expect((await mine()).map(({ at }) => at)).toEqual([second]);
      const seen = (await notices.seen(50)).filter((one) => one.conversationId === conversationId);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ at: first, cause: 'customer-unanswered', seq: 2 });
      await notices.markSeen({ conversationId, at: '2026-01-01T00:00:00.000Z' }, sue, moment(0));
      expect((await mine()).map(({ at }) => at)).toEqual([second]);
    });

    test('screens come and go one by one', async () => {
      const { notices } = await open();
      const [one, two] = [randomUUID(), randomUUID()];
      await notices.watch(one, moment(0));
      await notices.watch(two, moment(0));
      await notices.unwatch(one);

      const screens = await notices.watchers();

      expect(screens).toContain(two);
      expect(screens).not.toContain(one);
    });
  });
};
