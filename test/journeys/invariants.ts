import { audienceOf } from '#events/conversation';
import type { ConversationState, ServerFrameOf } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

/** One conversation as a supervisor reads it: every fact, and what it is now. */
export type Log = { conversationId: string; events: EventView[]; state: ConversationState };
export type Ack = Pick<ServerFrameOf<'ack'>, 'action' | 'conversationId' | 'clientMessageId' | 'seq'>;

type OwnerKind = ConversationState['owner']['kind'];

/** Who owns after a fact, told again here so that the product is not its own judge. Other facts change no owner. */
const GIVES_TO: Partial<Record<EventView['kind'], OwnerKind>> = {
  'conversation-opened': 'bot',
  'handed-off': 'queue',
  accepted: 'agent',
  'agent-lost': 'queue',
  promised: 'promise',
  'went-on-with-bot': 'bot',
  'returned-to-bot': 'bot',
  closed: 'closed',
};

/** What is wrong with a log that has come to rest, each with the invariant's id; empty when nothing is. */
export const brokenIn = (log: Log): string[] =>
  [
    ...gapsIn(log),
    ...doublesIn(log),
    ...ownersIn(log),
    ...handoffsIn(log),
    ...offersIn(log),
    ...botIn(log),
    ...restOf(log),
  ].map((fault) => `${log.conversationId}: ${fault}`);

const gapsIn = ({ events }: Log): string[] =>
  events.flatMap(({ seq }, at) => (seq === at + 1 ? [] : [`I2: seq ${seq} stands at place ${at + 1}`]));

const doublesIn = ({ events }: Log): string[] => {
  const ids = events.flatMap((event) =>
    event.kind === 'customer-said' || event.kind === 'agent-said' ? [event.clientMessageId] : [],
  );
  return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `I1: the words ${id} are stored twice`);
};

const ownersIn = ({ events, state }: Log): string[] => {
  const faults: string[] = [];
  let owner: OwnerKind | undefined;
  let epoch = 0;
  for (const event of events) {
    const given = GIVES_TO[event.kind];
    if (given) epoch += 1;
    if (given && owner === 'closed') faults.push(`I4: ${event.kind} at ${event.seq} after the close`);
    if (event.epoch !== epoch) faults.push(`I4: ${event.kind} at ${event.seq} has epoch ${event.epoch}, not ${epoch}`);
    owner = given ?? owner;
  }
  if (owner !== state.owner.kind) faults.push(`I4: the log says ${owner}, the state ${state.owner.kind}`);
  return faults;
};

const handoffsIn = ({ events }: Log): string[] => {
  const begun = events.flatMap((event) => (event.kind === 'handed-off' ? [event.epoch] : []));
  const wrapped = events.flatMap((event) => (event.kind === 'wrapped-up' ? [event.handoff] : []));
  return [
    ...begun.flatMap((handoff) => {
      const times = wrapped.filter((one) => one === handoff).length;
      return times === 1 ? [] : [`I6: handoff ${handoff} was wrapped up ${times} times`];
    }),
    ...wrapped.filter((one) => !begun.includes(one)).map((one) => `I6: a wrap-up of handoff ${one}, which never was`),
  ];
};

/** An acceptance answers the newest offer, by the agent to whom it was made. */
const offersIn = ({ events }: Log): string[] => {
  let open: { n: number; agentId: string } | undefined;
  return events.flatMap((event) => {
    if (event.kind === 'offered') open = { n: event.n, agentId: event.agentId };
    if (event.kind === 'declined' || event.kind === 'offer-expired') open = undefined;
    if (event.kind !== 'accepted') return [];
    const fits = open?.n === event.n && open.agentId === event.agentId;
    open = undefined;
    return fits ? [] : [`I7: offer ${event.n} was accepted at ${event.seq}, and was not open`];
  });
};

/** The bot speaks while it owns; while a person is awaited only if the customer wished it; never while one is there. */
const botIn = ({ events }: Log): string[] => {
  let owner: OwnerKind | undefined;
  let helps = false;
  return events.flatMap(({ kind, seq }) => {
    owner = GIVES_TO[kind] ?? owner;
    if (kind === 'handed-off') helps = false;
    if (kind === 'bot-kept-helping') helps = true;
    const may = owner === 'bot' || (owner === 'queue' && helps);
    return kind === 'bot-said' && !may ? [`I11: the bot speaks at ${seq}, while the owner is ${owner}`] : [];
  });
};

const restOf = (log: Log): string[] => (isAtRest(log) ? [] : [`I5: it does not come to rest: ${toldOf(log)}`]);

/** Nobody waits for anything: the bot has answered, or it is closed, or promised for a date; and what was handed off is wrapped up. */
export const isAtRest = ({ events, state }: Log): boolean => {
  const count = (kind: EventView['kind']) => events.filter((event) => event.kind === kind).length;
  const { owner, promises, unansweredSince } = state;
  const isHeld =
    owner.kind === 'closed' ||
    (owner.kind === 'bot' && unansweredSince === undefined) ||
    (owner.kind === 'promise' && promises.length > 0);
  return isHeld && count('wrapped-up') >= count('handed-off');
};

export const toldOf = ({ events, state }: Log): string =>
  `${state.owner.kind}${state.unansweredSince ? ', unanswered' : ''} after ${events.map(({ kind }) => kind).join(', ')}`;

/** I1: what was acknowledged stands in the log, where the ack said, as the words that were sent. */
export const lostAcks = (acks: Ack[], logs: Log[]): string[] =>
  acks.flatMap(({ action, conversationId, clientMessageId, seq }) => {
    const event = logs.find((log) => log.conversationId === conversationId)?.events.find((one) => one.seq === seq);
    const told = `I1: ${action} ${clientMessageId ?? ''} was acknowledged at ${seq} of ${conversationId}`;
    if (!event) return [`${told}, where nothing stands`];
    const isWords = action === 'say' || action === 'reply';
    const id = 'clientMessageId' in event ? event.clientMessageId : undefined;
    return isWords && id !== clientMessageId ? [`${told}, where ${event.kind} ${id ?? ''} stands`] : [];
  });

type Shown = { conversationId: string; events: readonly EventView[] };

/** I2: a customer's screen shows what of the log is hers, each seq once, ascending, without a hole. */
export const wrongOn = (screen: readonly Shown[], logs: Log[]): string[] =>
  logs.flatMap(({ conversationId, events }) => {
    const hers = events.filter(({ kind }) => audienceOf(kind) === 'all').map(({ seq }) => seq);
    const shown = screen.find((part) => part.conversationId === conversationId)?.events.map(({ seq }) => seq) ?? [];
    return shown.join() === hers.join()
      ? []
      : [`I2: ${conversationId} shows ${shown.join(', ') || 'nothing'}; the log has ${hers.join(', ')}`];
  });
