import type { TaskState } from '#infra/workflow/handoff.asl';
import type { Decide } from '#shared/conversation/decision';
import { losesAgent } from '#shared/conversation/desk';
import type { Place } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { later } from '#shared/conversation/timings';
import type { Bug } from './bug.ts';
import { deciding, leaseUnasked } from './ways.ts';

/** A decision that is made of a HEAD as somebody would like it to be. */
const seeing =
  (change: (head: Head) => Head) =>
  (decide: Decide): Decide =>
  (head) =>
    decide(head && change(head));

/** Facts of one kind are not written. */
const forgetting =
  (kind: string) =>
  (decide: Decide): Decide =>
  (head) => {
    const decision = decide(head);
    return 'facts' in decision && decision.facts.some((fact) => fact.kind === kind)
      ? { nothing: `${kind} is forgotten` }
      : decision;
  };

export const workflowNeverStarted: Bug = {
  name: 'workflow-never-started',
  says: 'a handoff has no clock: its execution is started by nobody, and the sweep pays no debt of it',
  ports: (ports) => {
    const started = { ...ports, workflow: { ...ports.workflow, start: async () => {} } };
    return ports.caller.step === 'sweep' ? deciding(['sweep'], forgetting('choice-asked'))(started) : started;
  },
};

export const wrapUpForgotten: Bug = {
  name: 'wrap-up-forgotten',
  says: 'an ended handoff is wrapped up neither by its workflow nor by the sweep',
  ports: deciding(['wrap-up', 'sweep'], forgetting('wrapped-up')),
};

export const wrappedUpAgain: Bug = {
  name: 'wrapped-up-again',
  says: 'the wrap-up does not look whether it has been done',
  ports: deciding(
    ['wrap-up', 'sweep'],
    seeing((head) => {
      if (!head.handoff) return head;
      const { wrapped: _wrapped, ...handoff } = head.handoff;
      return { ...head, handoff } as Head;
    }),
  ),
};

export const expiryRacesAccept: Bug = {
  name: 'expiry-races-accept',
  says: 'an offer runs out early, and expires although its agent has just accepted it',
  definition: (definition) => ({
    ...definition,
    States: { ...definition.States, Accepted: { ...(definition.States.Accepted as TaskState), TimeoutSeconds: 4 } },
  }),
  cloud: leaseUnasked,
  steps: (wiring) => ({
    'pass-on': (ports) => (task) =>
      wiring['pass-on'](
        deciding(
          ['pass-on'],
          (decide) => (head) =>
            head?.owner.kind === 'agent' && head.handoff?.n === task.n
              ? losesAgent(head, head.owner.agentId, 'lease-lost', later(head.at, 120))
              : decide(head),
        )(ports),
      )(task),
  }),
};

/** The decision is told that the conversation waits, whoever has it. */
const inQueue = deciding(
  ['match'],
  seeing(({ handoff, ...head }) => {
    if (!handoff) return head;
    const { offer: _, ...waiting } = handoff;
    return { ...head, owner: { kind: 'queue' }, handoff: waiting };
  }),
);

/** Places that have been left in this run, as a reader would still see them who reads what was. */
let leftPlaces: Place[] = [];

export const offeredWhileOwned: Bug = {
  name: 'offered-while-owned',
  says: 'the matcher reads the queue as it was, and offers what is no longer in it',
  cloud: ({ desk }) => {
    leftPlaces = [];
    const apply = desk.apply.bind(desk);
    desk.apply = (changes) => {
      leftPlaces.push(...changes.flatMap((change) => (change.change === 'leave-place' ? [change.place] : [])));
      apply(changes);
    };
  },
  ports: (ports) =>
    ports.caller.step !== 'match'
      ? ports
      : {
          ...inQueue(ports),
          desk: {
            ...ports.desk,
            places: async (skill, limit) => [
              ...(await ports.desk.places(skill, limit)),
              ...leftPlaces.filter((place) => place.skill === skill),
            ],
          },
        },
};

export const takenByWhoAsks: Bug = {
  name: 'accepted-by-anybody',
  says: 'an offer is taken by whoever accepts it, hers or not, open or not',
  steps: (wiring) => ({
    accept: (ports) => (frame, sender) =>
      wiring.accept(
        deciding(
          ['accept'],
          seeing((head) => {
            if (!head.handoff) return head;
            const offer = { ...head.handoff.offer, n: frame.n, agentId: sender.id, until: '2100-01-01T00:00:00.000Z' };
            return { ...head, owner: { kind: 'queue' }, handoff: { ...head.handoff, offer } } as Head;
          }),
        )(ports),
      )(frame, sender),
  }),
};

export const replyUnfenced: Bug = {
  name: 'reply-unfenced',
  says: 'an agent’s words are written whoever owns the conversation by now',
  steps: (wiring) => ({
    reply: (ports) => (frame, sender) =>
      wiring.reply(
        deciding(
          ['reply'],
          (decide) => (head) =>
            decide(head && { ...head, epoch: frame.epoch, owner: { kind: 'agent', agentId: sender.id } }),
        )(ports),
      )(frame, sender),
  }),
};

export const promiseForgotten: Bug = {
  name: 'promise-forgotten',
  says: 'nobody looks at a promise when its date has come',
  ports: deciding(['sweep'], (decide) => (head) => {
    const decision = decide(head);
    const isDue =
      'facts' in decision && decision.facts.some((fact) => fact.kind === 'handed-off' && fact.reason === 'promise-due');
    return isDue ? { nothing: 'the promise is forgotten' } : decision;
  }),
};

export const choiceNeverPut: Bug = {
  name: 'choice-never-put',
  says: 'who waits too long is asked nothing, and waits on',
  ports: deciding([], forgetting('choice-asked')),
};

export const packetForgotten: Bug = {
  name: 'packet-forgotten',
  says: 'an agent gets the conversation without the packet',
  ports: deciding(['assess'], forgetting('packet-prepared')),
};

export const waitNeverAnswered: Bug = {
  name: 'wait-never-answered',
  says: 'a waiting execution is told nothing of what happens',
  ports: (ports) => ({ ...ports, answerWait: async () => {}, waits: { tell: async () => true } }),
};
