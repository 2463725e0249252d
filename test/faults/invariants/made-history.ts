import { audienceOf } from '#events/conversation';
import { deskChanges } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { writeOf } from '#shared/conversation/write';
import { linesOf } from '#shared/cost/ledger';
import { reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { acts, CONVERSATION } from '#test/conversation/play';
import { timings } from '#test/fakes/timings';
import { DeskTable } from '../ports/desk.ts';
import type { Committed, Entry, History } from '../world/history.ts';
import { moment, START } from '../world/scheduler.ts';

const WHO = 'customer 1';
const SECONDS_AN_ACT = 5;
const meters = [reading('ddb.wru', '6')];

/** A short history made by hand, in which everything is as it should be: one conversation, through a person to its end. */
export const goodHistory = (
  story = ['says', 'bot answers', 'says', 'asks', 'offers', 'accepts', 'replies', 'agent closes', 'wraps up'],
): History => {
  const entries: Entry[] = [];
  const desk = new DeskTable();
  desk.agents.set('ana', agentRow);
  let head: Head | undefined;
  const ledger = new Map();
  story.forEach((act, i) => {
    const t = START + (i + 1) * SECONDS_AN_ACT * 1000;
    const at = moment(t);
    const decision = acts[act]?.(at, 'ana', 1)(head);
    if (!decision || !('facts' in decision)) throw new Error(`${act} does nothing here`);
    const write = writeOf(head, CONVERSATION, decision.facts, at);
    desk.apply(deskChanges(head, write.head));
    const invocation = i + 1;
    const events = write.events.map((event) =>
      event.kind === 'bot-said'
        ? { ...event, knowledgeVersion: 'version-1', words: { ...event.words, sources: [source] } }
        : event,
    );
    if (act === 'bot answers')
      entries.push(
        { t, what: 'searched', invocation, version: 'version-1', articles: [source] },
        { t, what: 'served', invocation, articles: [source] },
      );
    const entry: Committed = {
      t,
      what: 'committed',
      conversationId: CONVERSATION,
      invocation,
      step: act,
      before: head,
      after: write.head,
      events,
      meters,
      desk: deskNow(desk),
    };
    for (const event of events)
      if (event.kind === 'customer-said') entries.push(...saidBefore(t, event.clientMessageId, event.seq));
    entries.push({ t, what: 'invoked', invocation, step: act }, entry);
    for (const event of events)
      if (event.kind === 'customer-said') entries.push(acked(t, event.clientMessageId, event.seq));
    const seq = events[0]?.seq ?? 0;
    ledger.set(
      `${CONVERSATION} event-${seq}`,
      linesOf(meters, { ...occasion, requestId: `event-${seq}`, at }, currentBook),
    );
    head = write.head;
  });
  return { entries, end: endOf(entries, head as Head, ledger) };
};

const source = { articleId: 'return-window', version: 1, title: 'Returns' };
const occasion = { conversationId: CONVERSATION, region: 'eu-west-1', step: 'append by bot' };
const agentRow = {
  agentId: 'ana',
  name: 'Ana',
  ready: true,
  load: 0,
  capacity: 2,
  leaseUntil: moment(START + 86_400_000),
  skills: ['general'],
  languages: ['en'],
  idleSince: moment(START),
  misses: 0,
};

const saidBefore = (t: number, clientMessageId: string, seq: number): Entry[] => [
  { t, what: 'wished', who: WHO, clientMessageId, action: 'say', text: `words ${clientMessageId}` },
  { t, what: 'sent', who: WHO, action: 'say', conversationId: CONVERSATION, clientMessageId, lastSeen: seq - 2 },
];
const acked = (t: number, clientMessageId: string, seq: number): Entry => ({
  t,
  what: 'acked',
  who: WHO,
  action: 'say',
  conversationId: CONVERSATION,
  clientMessageId,
  seq,
});

const deskNow = (desk: DeskTable): Committed['desk'] => {
  const seats = desk.seatsOf('ana');
  const row = desk.agents.get('ana');
  return {
    places: desk.queueOf('general').length,
    offered: seats.filter(({ kind }) => kind === 'offered').length,
    held: seats.filter(({ kind }) => kind === 'held').length,
    agents: [{ agentId: 'ana', load: row?.load ?? 0, seats: seats.length, capacity: 2 }],
  };
};

const endOf = (entries: Entry[], head: Head, ledger: History['end']['ledger']): History['end'] => {
  const log = entries.flatMap((entry) => (entry.what === 'committed' ? entry.events : []));
  const visible = log.filter(({ kind }) => audienceOf(kind) === 'all').map(({ seq }) => seq);
  for (const event of log) if (event.kind === 'customer-said') event.words.text = `words ${event.clientMessageId}`;
  entries.push({ t: START + 100_000, what: 'shown', who: WHO, conversationId: CONVERSATION, seqs: visible });
  return {
    endedAt: START + 700_000,
    calmSince: START + 100_000,
    skewMs: 0,
    timings,
    heads: [head],
    agents: [agentRow],
    logs: new Map([[CONVERSATION, log]]),
    screens: [
      {
        who: WHO,
        role: 'customer',
        online: true,
        wanted: true,
        parts: [{ conversationId: CONVERSATION, seqs: visible, texts: [], upTo: head.version }],
        unsent: [],
      },
    ],
    operations: [],
    running: [],
    ledger,
  };
};
