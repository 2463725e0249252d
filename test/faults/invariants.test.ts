import { describe, expect, test } from 'vitest';
import { CONVERSATION } from '#test/conversation/play';
import { invariants } from './invariants/index.ts';
import type { InvariantId } from './invariants/invariant.ts';
import { goodHistory } from './invariants/made-history.ts';
import type { Committed, Entry, History } from './world/history.ts';
import { moment } from './world/scheduler.ts';

const brokenBy = (history: History): InvariantId[] => [
  ...new Set(invariants.flatMap(({ check }) => check(history)).map(({ invariant }) => invariant)),
];

/** The history with some of its entries changed; `undefined` leaves one out. */
const changed = (history: History, change: (entry: Entry) => Entry | undefined): History => ({
  ...history,
  entries: history.entries.flatMap((entry) => change(entry) ?? []),
});
const commits = (history: History, which: string, change: (commit: Committed) => Committed | undefined): History =>
  changed(history, (entry) =>
    entry.what === 'committed' && entry.events.some(({ kind }) => kind === which) ? change(entry) : entry,
  );
const ended = (history: History, change: Partial<History['end']>): History => ({
  ...history,
  end: { ...history.end, ...change },
});
const onScreen = (history: History, seqs: (of: number[]) => number[]): History =>
  ended(history, {
    screens: history.end.screens.map((screen) => ({
      ...screen,
      parts: screen.parts.map((part) => ({ ...part, seqs: seqs(part.seqs) })),
    })),
  });
const log = ({ end }: History) => end.logs.get(CONVERSATION) ?? [];
const withLog = (history: History, events: ReturnType<typeof log>): History =>
  ended(history, { logs: new Map([[CONVERSATION, events]]) });
const shown = (seqs: number[], draft?: { epoch: number; heard: number }): Entry => ({
  t: 0,
  what: 'shown',
  who: 'customer 1',
  conversationId: CONVERSATION,
  seqs,
  ...(draft && { draft }),
});
const and = (history: History, ...entries: Entry[]): History => ({
  ...history,
  entries: [...history.entries, ...entries],
});

const good = goodHistory();
const waiting = goodHistory(['says', 'asks']);

test('a good history breaks no promise', () => {
  expect(brokenBy(good)).toEqual([]);
});

const strangeRead = {
  process: 'answer 1',
  invoked: 1,
  returned: 2,
  call: { does: 'read', conversationId: CONVERSATION },
  result: { read: { version: 9, epoch: 1, owner: { kind: 'bot' } } },
} as const;

/** One history a line, broken by hand in one place. */
const bad: [InvariantId, string, History][] = [
  [
    'I1',
    'an acknowledged message is not in the log',
    changed(good, (entry) => (entry.what === 'acked' ? { ...entry, clientMessageId: 'never stored' } : entry)),
  ],
  [
    'I1',
    'an acknowledged message stands elsewhere',
    changed(good, (entry) => (entry.what === 'acked' ? { ...entry, seq: entry.seq + 1 } : entry)),
  ],
  ['I2', 'a screen shows a seq twice', and(good, shown([1, 2, 2]))],
  ['I2', 'a screen shows a later seq first', and(good, shown([1, 3, 2]))],
  ['I2', 'a screen keeps a hole', onScreen(good, (seqs) => seqs.slice(0, -1))],
  [
    'I2',
    'a customer never comes online again',
    ended(good, { screens: good.end.screens.map((screen) => ({ ...screen, online: false })) }),
  ],
  ['I3', 'a seq is left out', commits(good, 'agent-said', () => undefined)],
  [
    'I3',
    'words stand before what their writer had read',
    changed(good, (entry) => (entry.what === 'sent' ? { ...entry, lastSeen: 90 } : entry)),
  ],
  [
    'I4',
    'an epoch has two owners',
    commits(good, 'accepted', (commit) => ({
      ...commit,
      after: { ...commit.after, epoch: commit.before?.epoch ?? 0 },
    })),
  ],
  [
    'I4',
    'an agent speaks in what another one owns',
    commits(good, 'agent-said', (commit) => ({
      ...commit,
      before: commit.before && { ...commit.before, owner: { kind: 'agent', agentId: 'bo' } },
    })),
  ],
  [
    'I4',
    'the bot answers the same words twice',
    changed(good, (entry) =>
      entry.what === 'committed' && entry.step === 'says'
        ? { ...entry, events: [...entry.events, ...answerIn(good)] }
        : entry,
    ),
  ],
  ['I4', 'a reader of HEAD sees what was never there', ended(good, { operations: [strangeRead] })],
  ['I5', 'somebody waits in the queue for good', waiting],
  ['I5', 'words to the bot stay without an answer', goodHistory(['says'])],
  ['I5', 'an agent who has gone keeps what she has', keptByNobody()],
  ['I6', 'an ended handoff is wrapped up twice', withLog(good, [...log(good), ...log(good).slice(-1)])],
  [
    'I6',
    'a handoff is wrapped up with another outcome',
    withLog(
      good,
      log(good).map((event) => (event.kind === 'wrapped-up' ? { ...event, outcome: 'promise' } : event)),
    ),
  ],
  [
    'I7',
    'an agent has more than she can hold',
    commits(good, 'accepted', (commit) => ({
      ...commit,
      desk: { ...commit.desk, agents: [{ agentId: 'ana', load: 3, seats: 3, capacity: 2 }] },
    })),
  ],
  [
    'I7',
    'an offer is accepted twice',
    and(good, ...good.entries.filter((entry) => entry.what === 'committed' && entry.step === 'accepts')),
  ],
  ['I7', 'who is there loses what she has', lostInMidBeat()],
  ['I8', 'who came later is served first', overtaking()],
  ['I9', 'work is missing in the ledger', ended(good, { ledger: new Map([...good.end.ledger].slice(1)) })],
  [
    'I9',
    'the ledger has another sum',
    ended(good, {
      ledger: new Map(
        [...good.end.ledger].map(([work, lines]) => [work, lines.map((line) => ({ ...line, quantity: '7' }))]),
      ),
    }),
  ],
  [
    'I9',
    'the ledger has work that was never done',
    ended(good, { ledger: new Map([...good.end.ledger, ['nobody event-1', []]]) }),
  ],
  [
    'I11',
    'the bot speaks while an agent owns',
    commits(good, 'agent-said', (commit) => ({ ...commit, events: answerIn(good) })),
  ],
  ['I11', 'a draft of the bot outlives the handover', and(good, shown([1], { epoch: 1, heard: 2 }))],
  [
    'I11',
    'an agent speaks long after accepting, and was given no packet',
    commits(
      goodHistory(['says', 'asks', 'offers', 'accepts', 'replies', 'agent closes', 'wraps up']),
      'agent-said',
      (commit) => ({
        ...commit,
        t: commit.t + 20_000,
      }),
    ),
  ],
  ['I11', 'an agent is given no packet', goodHistory(['says', 'asks', 'offers', 'accepts'])],
  [
    'I12',
    'an answer cites what was not found',
    changed(good, (entry) => (entry.what === 'searched' ? { ...entry, articles: [] } : entry)),
  ],
  [
    'I12',
    'a model says what rests on no article',
    commits(good, 'bot-said', (commit) => ({
      ...commit,
      events: commit.events.map((event) =>
        event.kind === 'bot-said'
          ? { ...event, model: { name: 'm.large', choice: 'environment' }, words: { ...event.words, sources: [] } }
          : event,
      ),
    })),
  ],
  [
    'I14',
    'words are nowhere',
    and(good, { t: 0, what: 'wished', who: 'customer 1', clientMessageId: 'x', action: 'say', text: 'lost' }),
  ],
  [
    'I14',
    'words are stored twice',
    and(good, ...good.entries.filter((entry) => entry.what === 'committed' && entry.step === 'says')),
  ],
  [
    'I15',
    'a turn reads two versions',
    changed(good, (entry) => (entry.what === 'searched' ? { ...entry, version: 'version-2' } : entry)),
  ],
  [
    'I16',
    'time runs backwards',
    commits(good, 'agent-said', (commit) => ({
      ...commit,
      events: commit.events.map((event) => ({ ...event, at: moment(0) })),
    })),
  ],
  [
    'I17',
    'a conversation waits without a place',
    commits(good, 'handed-off', (commit) => ({ ...commit, desk: { ...commit.desk, places: 0 } })),
  ],
  [
    'I17',
    'a load is not the seats',
    commits(good, 'accepted', (commit) => ({
      ...commit,
      desk: { ...commit.desk, agents: [{ agentId: 'ana', load: 2, seats: 1, capacity: 2 }] },
    })),
  ],
];

describe.each(invariants.map(({ id, says }) => [id, says] as const))('%s: %s', (id) => {
  const cases = bad.filter(([broken]) => broken === id);

  test('has a history that it must catch', () => {
    expect(cases.length).toBeGreaterThan(0);
  });
  test.each(cases.map(([, how, history]) => [how, history] as const))('sees that %s', (_how, history) => {
    expect(brokenBy(history)).toContain(id);
  });
});

function answerIn(history: History) {
  return history.entries.flatMap((entry) =>
    entry.what === 'committed' ? entry.events.filter(({ kind }) => kind === 'bot-said') : [],
  );
}

/** One who waits longer, untouched, while a later one is offered an agent. */
function keptByNobody(): History {
  const history = goodHistory(['says', 'asks', 'offers', 'accepts', 'replies', 'agent closes', 'wraps up']);
  const entries = history.entries.flatMap((entry): Entry[] => {
    if (entry.what !== 'committed') return [entry];
    if (entry.step === 'accepts') return [{ t: entry.t, what: 'beat', agentId: 'ana' }, entry];
    return [entry.step === 'agent closes' ? { ...entry, t: entry.t + 400_000 } : entry];
  });
  return { ...history, entries };
}
function lostInMidBeat(): History {
  const history = goodHistory(['says', 'asks', 'offers', 'accepts', 'agent is lost']);
  const entries = history.entries.flatMap((entry): Entry[] =>
    entry.what === 'committed' && entry.events.some(({ kind }) => kind === 'agent-lost')
      ? [{ t: entry.t - 1000, what: 'beat', agentId: 'ana' }, entry]
      : [entry],
  );
  return { ...history, entries };
}
function overtaking(): History {
  const elder: Entry[] = waiting.entries.map((entry) =>
    entry.what === 'committed' ? { ...entry, conversationId: 'elder-1' } : entry,
  );
  const younger = changed(good, (entry) =>
    entry.what === 'committed' && entry.step === 'offers'
      ? { ...entry, queue: { skill: 'general', ahead: ['elder-1'] } }
      : entry,
  );
  return { ...younger, entries: [...elder, ...younger.entries] };
}
