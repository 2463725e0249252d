import type { ConversationState } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';
import type { Part } from './thread.ts';

type State = ConversationState;

/** Who has the conversation now and what the customer may do about it. */
export interface Standing {
  readonly owner: State['owner']['kind'];
  /** The person who has it, or who had it last. */
  readonly agentName: string | undefined;
  readonly waiting: Waiting | undefined;
  readonly choosing: State['choosing'] | undefined;
  readonly promises: State['promises'];
  /** The customer's last words are still without an answer. */
  readonly unanswered: boolean;
}

export interface Waiting {
  readonly since: string;
  /** When place and estimate were told. */
  readonly toldAt: string;
  readonly place: number | undefined;
  readonly waitSeconds: number | undefined;
  readonly botHelps: boolean;
}

const beginning: Standing = {
  owner: 'bot',
  agentName: undefined,
  waiting: undefined,
  choosing: undefined,
  promises: [],
  unanswered: false,
};

/** Folded from the events; the state that came with a frame corrects it where it is at least as new. */
export function standingOf(part: Part | undefined): Standing {
  if (!part) return beginning;
  const folded = part.events.reduce(after, beginning);
  const { state } = part;
  return state && state.version >= (part.events.at(-1)?.seq ?? 0) ? corrected(folded, state) : folded;
}

function corrected(folded: Standing, state: State): Standing {
  const told = folded.waiting?.place === state.waiting?.place ? folded.waiting?.toldAt : undefined;
  return {
    owner: state.owner.kind,
    agentName: folded.agentName,
    waiting: state.waiting && {
      since: state.waiting.since,
      toldAt: told ?? state.waiting.since,
      place: state.waiting.place,
      waitSeconds: state.waiting.waitSeconds,
      botHelps: state.waiting.botHelps,
    },
    choosing: state.choosing,
    promises: state.promises,
    unanswered: state.unansweredSince !== undefined,
  };
}

const queued = (at: string): Waiting => ({
  since: at,
  toldAt: at,
  place: undefined,
  waitSeconds: undefined,
  botHelps: false,
});
const settled = { waiting: undefined, choosing: undefined } as const;

function after(standing: Standing, event: EventView): Standing {
  switch (event.kind) {
    case 'customer-said':
      return { ...standing, unanswered: true, owner: standing.owner === 'promise' ? 'bot' : standing.owner };
    case 'bot-said':
    case 'bot-failed':
      return { ...standing, unanswered: false };
    case 'agent-said':
      return { ...standing, unanswered: false, agentName: event.words.agentName };
    case 'handed-off':
      return { ...standing, owner: 'queue', unanswered: false, waiting: queued(event.at), choosing: undefined };
    case 'agent-lost':
      return { ...standing, owner: 'queue', waiting: queued(event.at) };
    case 'place-told':
      return { ...standing, waiting: placed(standing.waiting ?? queued(event.at), event) };
    case 'bot-kept-helping':
      return { ...standing, waiting: { ...(standing.waiting ?? queued(event.at)), botHelps: true } };
    case 'accepted':
      return { ...standing, ...settled, owner: 'agent', agentName: event.words.agentName };
    case 'choice-asked':
      return {
        ...standing,
        waiting: undefined,
        choosing: { reason: event.reason, until: event.until, options: event.options },
      };
    case 'promised':
      return { ...standing, ...settled, owner: 'promise', promises: [...standing.promises, promiseOf(event)] };
    case 'went-on-with-bot':
    case 'returned-to-bot':
      return { ...standing, ...settled, owner: 'bot' };
    case 'closed':
      return { ...standing, ...settled, owner: 'closed', unanswered: false };
    default:
      return standing;
  }
}

const placed = (waiting: Waiting, { at, place, waitSeconds }: EventView & { kind: 'place-told' }): Waiting => ({
  ...waiting,
  toldAt: at,
  place,
  waitSeconds,
});
const promiseOf = ({ promiseId, promise, dueAt }: EventView & { kind: 'promised' }) => ({ promiseId, promise, dueAt });
