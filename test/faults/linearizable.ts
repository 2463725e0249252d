import { isDeepStrictEqual } from 'node:util';
import type { Owner } from '#shared/conversation/head';

/**
 * Was there one order of these operations, each between its call and its return, in which a single-threaded object would
 * have answered all of them as they were answered? The search of Wing and Gong (1993) with Lowe's (2017) memo of
 * configurations: a set of operations done plus the state they led to is never looked at twice.
 */

/** One operation as its caller saw it. Times are of one clock for all processes (simulated ms, or a step counter). */
export type Operation<Call, Result> = {
  /** Who called; a process runs one operation at a time (a crashed one never returns: its successor is another process). */
  process: string;
  invoked: number;
  /** Absent: no answer ever came (crash, lost response), so it may have happened at any time after the call, or never. */
  returned?: number;
  call: Call;
  /** Absent if and only if `returned` is. */
  result?: Result;
};

/** How the object behaves when it is asked one thing at a time. */
export type Specification<State, Call, Result> = {
  initial: State;
  /**
   * The state after this operation with this result; with `undefined` the state after it took effect. `refused`: the
   * object, in this state, could not have answered so; the words say why, for people.
   */
  after(state: State, call: Call, result: Result | undefined): { state: State } | { refused: string };
  /** Equal states have equal keys. */
  key(state: State): string;
  /** One operation and one state in words. */
  tell(operation: Operation<Call, Result>): string;
  tellState(state: State): string;
};

export type Verdict = { linearizable: true; configurations: number } | { linearizable: false; why: string };

/** A history that needs more configurations than this is not decided: that is an error, never a pass. */
const MAX_CONFIGURATIONS = 2_000_000;

/** Checks one object's history. A failure names the operation whose answer nothing can explain. */
export const linearizable = <State, Call, Result>(
  history: readonly Operation<Call, Result>[],
  specification: Specification<State, Call, Result>,
): Verdict => {
  const found = search(history, specification);
  if (found.done) return { linearizable: true, configurations: found.configurations };
  return { linearizable: false, why: explain(shortestFailing(history, specification), specification) };
};

type Entry = { at: number; operation: number; returns: boolean; next: Entry | undefined; former: Entry | undefined };
type Furthest<State> = { order: number[]; state: State };
type Found<State> = { done: boolean; configurations: number; furthest: Furthest<State> };

/** Calls before returns at the same moment: what touches is taken as concurrent, so a tie never accuses anybody. */
const entriesOf = (
  history: readonly Operation<unknown, unknown>[],
): { head: Entry; returns: (Entry | undefined)[] } => {
  const flat = history.flatMap(({ invoked, returned }, operation) => {
    if (returned !== undefined && returned < invoked)
      throw new Error(`operation ${operation} returned at ${returned}, before its call at ${invoked}`);
    const call = { at: invoked, operation, returns: false };
    return returned === undefined ? [call] : [call, { at: returned, operation, returns: true }];
  });
  flat.sort((a, b) => a.at - b.at || Number(a.returns) - Number(b.returns) || a.operation - b.operation);
  const head: Entry = { at: -Infinity, operation: -1, returns: false, next: undefined, former: undefined };
  const returns: (Entry | undefined)[] = [];
  let last = head;
  for (const one of flat) {
    const entry: Entry = { ...one, next: undefined, former: last };
    last.next = entry;
    last = entry;
    if (entry.returns) returns[entry.operation] = entry;
  }
  return { head, returns };
};

const unlink = (entry: Entry): void => {
  if (entry.former) entry.former.next = entry.next;
  if (entry.next) entry.next.former = entry.former;
};
const relink = (entry: Entry): void => {
  if (entry.former) entry.former.next = entry;
  if (entry.next) entry.next.former = entry;
};

/** The operations done so far, as a key: 32 of them a word. */
class Done {
  readonly #words: Uint32Array;
  constructor(operations: number) {
    this.#words = new Uint32Array(Math.ceil(operations / 32));
  }
  flip(operation: number): void {
    const word = operation >>> 5;
    this.#words[word] = (this.#words[word] ?? 0) ^ (1 << (operation & 31));
  }
  key(state: string): string {
    return `${String.fromCharCode(...this.#halves())}|${state}`;
  }
  *#halves(): Generator<number> {
    for (const word of this.#words) {
      yield word >>> 16;
      yield word & 0xffff;
    }
  }
}

/** Depth first: take any operation whose call comes before the first return left, undo it where that leads nowhere. */
const search = <State, Call, Result>(
  history: readonly Operation<Call, Result>[],
  { initial, after, key }: Specification<State, Call, Result>,
): Found<State> => {
  const { head, returns } = entriesOf(history);
  const done = new Done(history.length);
  const seen = new Set<string>();
  const taken: { call: Entry; before: State }[] = [];
  let open = returns.filter((entry) => entry !== undefined).length;
  let state = initial;
  let furthest: Furthest<State> = { order: [], state };
  let entry = head.next;
  while (open > 0) {
    if (entry && !entry.returns) {
      const operation = history[entry.operation] as Operation<Call, Result>;
      const next = after(state, operation.call, operation.result);
      if ('state' in next && isNew(entry.operation, next.state)) {
        take(entry, next.state);
        entry = head.next;
      } else {
        entry = entry.next;
      }
      continue;
    }
    const last = taken.pop();
    if (!last) return { done: false, configurations: seen.size, furthest };
    giveBack(last.call);
    state = last.before;
    entry = last.call.next;
  }
  return { done: true, configurations: seen.size, furthest };

  function isNew(operation: number, then: State): boolean {
    done.flip(operation);
    const configuration = done.key(key(then));
    const known = seen.has(configuration);
    if (known) done.flip(operation);
    else seen.add(configuration);
    if (seen.size > MAX_CONFIGURATIONS)
      throw new Error(`undecided: ${history.length} operations need more than ${MAX_CONFIGURATIONS} configurations`);
    return !known;
  }
  function take(call: Entry, then: State): void {
    taken.push({ call, before: state });
    state = then;
    unlink(call);
    const end = returns[call.operation];
    if (end) {
      unlink(end);
      open -= 1;
    }
    if (taken.length > furthest.order.length) furthest = { order: taken.map((one) => one.call.operation), state };
  }
  function giveBack(call: Entry): void {
    done.flip(call.operation);
    const end = returns[call.operation];
    if (end) {
      relink(end);
      open += 1;
    }
    relink(call);
  }
};

/** Every beginning of a linearizable history is linearizable, so the shortest failing one is found by halving. */
const shortestFailing = <State, Call, Result>(
  history: readonly Operation<Call, Result>[],
  specification: Specification<State, Call, Result>,
): Operation<Call, Result>[] => {
  const ends = history.flatMap(({ returned }) => (returned === undefined ? [] : [returned])).sort((a, b) => a - b);
  let [passes, fails] = [-1, ends.length - 1];
  while (fails - passes > 1) {
    const middle = (passes + fails) >> 1;
    if (search(until(history, ends[middle] ?? 0), specification).done) passes = middle;
    else fails = middle;
  }
  return until(history, ends[fails] ?? 0);
};

/** What was known at this moment: what was not answered by then is open. */
const until = <Call, Result>(history: readonly Operation<Call, Result>[], moment: number) =>
  history
    .filter(({ invoked }) => invoked <= moment)
    .map((operation): Operation<Call, Result> => {
      const { returned, result: _unknown, ...called } = operation;
      return returned !== undefined && returned <= moment ? operation : called;
    });

const SHOWN = 12;

const explain = <State, Call, Result>(
  history: readonly Operation<Call, Result>[],
  specification: Specification<State, Call, Result>,
): string => {
  const { furthest } = search(history, specification);
  const line = (operation: number): string => {
    const one = history[operation] as Operation<Call, Result>;
    return `${one.process} [${one.invoked}, ${one.returned ?? 'no answer'}] ${specification.tell(one)}`;
  };
  const left = history.map((_, operation) => operation).filter((operation) => !furthest.order.includes(operation));
  const firstReturn = Math.min(...left.map((operation) => history[operation]?.returned ?? Infinity));
  const stuck = left
    .filter((operation) => (history[operation]?.invoked ?? Infinity) <= firstReturn)
    .map((operation) => {
      const one = history[operation] as Operation<Call, Result>;
      const next = specification.after(furthest.state, one.call, one.result);
      const why = 'refused' in next ? next.refused : 'leaves another one without an explanation';
      return `  ${line(operation)}: ${why}`;
    });
  const order = furthest.order.map((operation) => `  ${line(operation)}`);
  return [
    'No order of these operations explains every answer. The longest that could be explained:',
    ...(order.length > SHOWN ? [`  … ${order.length - SHOWN} before`] : []),
    ...order.slice(-SHOWN),
    `leads to ${specification.tellState(furthest.state)}, and from there none of these is possible:`,
    ...stuck,
  ].join('\n');
};

/** What of HEAD says who may speak. */
export type Held = { version: number; epoch: number; owner: Owner };
/**
 * One conversation's owner as a register: `append` writes on the version that was decided upon; `epoch` is the fence a
 * bot's turn or an agent's frame carried, where the write had one.
 */
export type OwnerCall =
  | { does: 'read'; conversationId: string }
  | { does: 'append'; conversationId: string; expected: number; epoch?: number; to: Held };
/**
 * `read`: what was read, `undefined` for a conversation that does not exist. `written`; `lost`: the condition on the
 * version did not hold (for certain: a throttle or a conflict of transactions is `not-done`).
 */
export type OwnerResult =
  | { read: Held | undefined }
  | { append: 'written' }
  | { append: 'lost' }
  | { append: 'not-done' };
export type OwnerOperation = Operation<OwnerCall, OwnerResult>;

const tellOwner = (owner: Owner): string => {
  if (owner.kind === 'agent') return `agent ${owner.agentId}`;
  return owner.kind === 'promise' ? `promise ${owner.promiseId}` : owner.kind;
};
const tellHeld = (held: Held | undefined): string =>
  held ? `version ${held.version}, epoch ${held.epoch}, owner ${tellOwner(held.owner)}` : 'no conversation';

/** A written append, or one whose answer was lost: what it must have found for it to take effect. */
const written = (
  held: Held | undefined,
  { expected, epoch, to }: Extract<OwnerCall, { does: 'append' }>,
): { state: Held } | { refused: string } => {
  const version = held?.version ?? 0;
  if (version !== expected) return { refused: `decided on version ${expected}, the log was at ${version}` };
  if (to.version <= version) return { refused: `the version went from ${version} to ${to.version}` };
  if (held && epoch !== undefined && epoch !== held.epoch)
    return { refused: `carried epoch ${epoch}, in force was ${held.epoch}` };
  if (held && to.epoch < held.epoch) return { refused: `the epoch fell from ${held.epoch} to ${to.epoch}` };
  if (held && to.epoch === held.epoch && !isDeepStrictEqual(to.owner, held.owner))
    return { refused: `a second owner in epoch ${held.epoch}: ${tellOwner(held.owner)}, then ${tellOwner(to.owner)}` };
  return { state: to };
};

/** I4: one owner an epoch, whoever wrote when, and no reader of HEAD ever sees an older one than somebody before her. */
export const ownerRegister: Specification<Held | undefined, OwnerCall, OwnerResult> = {
  initial: undefined,
  after(held, call, result) {
    if (call.does === 'read') {
      if (!result || !('read' in result)) return { state: held };
      return isDeepStrictEqual(result.read, held)
        ? { state: held }
        : { refused: `read ${tellHeld(result.read)}, there was ${tellHeld(held)}` };
    }
    const said = result && 'append' in result ? result.append : 'written';
    if (said === 'not-done') return { state: held };
    if (said === 'written') return written(held, call);
    return (held?.version ?? 0) === call.expected
      ? { refused: `was refused for version ${call.expected}, which was the log's` }
      : { state: held };
  },
  key: (held) => (held ? `${held.version}/${held.epoch}/${tellOwner(held.owner)}` : ''),
  tell: ({ call, result }) => {
    if (call.does === 'read') return result && 'read' in result ? `read ${tellHeld(result.read)}` : 'read';
    const outcome = result && 'append' in result ? result.append : 'unanswered';
    return `append on version ${call.expected} → ${tellHeld(call.to)}: ${outcome}`;
  },
  tellState: tellHeld,
};

/** Each conversation is a register of its own, so each is checked alone (a history is linearizable if its parts are). */
export const ownersLinearizable = (history: readonly OwnerOperation[]): Verdict => {
  const byConversation = Map.groupBy(history, ({ call }) => call.conversationId);
  let configurations = 0;
  for (const [conversationId, part] of byConversation) {
    const verdict = linearizable(part, ownerRegister);
    if (!verdict.linearizable) return { linearizable: false, why: `${conversationId}: ${verdict.why}` };
    configurations += verdict.configurations;
  }
  return { linearizable: true, configurations };
};
