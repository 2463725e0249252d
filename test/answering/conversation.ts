import type { Language } from '#events/actor';
import type { ConversationEvent, EventOf, FactOf } from '#events/conversation';
import type { BotPlan, Candidate } from '#shared/answering/plan';
import type { Decided } from '#shared/conversation/decision';

/** A conversation written line by line; each line is one event with the next seq. */
export const conversation = (language: Language = 'en') => {
  const events: ConversationEvent[] = [];
  const stamp = () => ({
    conversationId: 'customer-1-1',
    seq: events.length + 1,
    at: new Date(Date.parse('2026-11-20T08:00:00.000Z') + events.length * 1000).toISOString(),
    epoch: 1,
  });
  const add = <E extends ConversationEvent>(event: E): E => {
    events.push(event);
    return event;
  };
  const bot = { role: 'bot' } as const;
  const written = {
    events,
    opened: (summary?: string) => written.earlier(summary ? { summary } : {}),
    /** Opened after a conversation that was about this. */
    earlier: (words: FactOf<'conversation-opened'>['words']) => {
      add({
        ...stamp(),
        kind: 'conversation-opened',
        channel: 'web',
        customerId: 'customer-1',
        language,
        words,
        by: { role: 'system' },
      });
      return written;
    },
    customer: (...texts: string[]) => {
      for (const text of texts)
        add<EventOf<'customer-said'>>({
          ...stamp(),
          kind: 'customer-said',
          clientMessageId: `message-${events.length}`,
          language,
          settled: true,
          words: { text },
          by: { role: 'customer', customerId: 'customer-1' },
        });
      return written;
    },
    bot: (outcome: BotPlan['outcome'], text: string, sources: FactOf<'bot-said'>['words']['sources'] = []) => {
      add({
        ...stamp(),
        kind: 'bot-said',
        turn: `turn-${events.length}`,
        answersUpTo: events.findLast(({ kind }) => kind === 'customer-said')?.seq ?? 0,
        outcome,
        confidence: 0.9,
        words: { text, sources },
        by: bot,
      });
      return written;
    },
    agent: (text: string, agentName = 'Mei') => {
      add({
        ...stamp(),
        kind: 'agent-said',
        agentId: 'agent-1',
        clientMessageId: `message-${events.length}`,
        words: { text, agentName },
        by: { role: 'agent', agentId: 'agent-1', name: agentName },
      });
      return written;
    },
    fact: (fact: Decided) => {
      add({ ...fact, ...stamp() } as ConversationEvent);
      return written;
    },
    /** The unanswered words, and what came before them. */
    open: () => {
      const from = (events.findLast(({ kind }) => kind !== 'customer-said')?.seq ?? 0) + 1;
      const words = events.flatMap((event) =>
        event.kind === 'customer-said' && event.seq >= from ? [{ seq: event.seq, text: event.words.text }] : [],
      );
      return { words, history: events.filter(({ seq }) => seq < from), language };
    },
  };
  return written;
};

export const article = (articleId: string, title: string, more: Partial<Candidate> = {}): Candidate => ({
  articleId,
  version: 3,
  language: 'en',
  title,
  answer: `${title} That is how it is.`,
  tags: ['returns'],
  evidence: { score: 10, strength: 0.5, margin: 0.5, coverage: 1, likeness: 0.5, amount: 5 },
  ...more,
});
