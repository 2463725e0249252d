import { type AgentAction, agentVerdict } from '#shared/protocol/actions';
import type { PageName } from '../frame/pages.ts';
import type { KeyName } from '../keys.ts';
import type { DeskClient } from './desk-client.ts';
import type { DeskState } from './desk-state.ts';
import type { Deed } from './outgoing.ts';
import { type Row, rowsOf, standingOf } from './rows.ts';
import { inOrder } from './supervision.ts';

/** What can be done now, by name; an absent one is not possible. Keys and buttons ask the same object. */
export type Acts = Partial<Record<KeyName, () => void>>;
export type Dialog = 'close' | 'return-to-bot' | 'map';

type Given = {
  state: DeskState;
  client: DeskClient;
  openDialog: (dialog: Dialog) => void;
  focusReply: () => void;
  refreshCost: () => void;
  toggleSound: () => void;
  page: PageName;
  /** The ways to the pages she has, by key. */
  goTo: Acts;
};

export function actsOf(given: Given): Acts {
  const { state, client, openDialog, page } = given;
  return {
    ...(page === 'desk' && { ...moves(given), ...answers(given), ...own(given), cost: given.refreshCost }),
    ...(page === 'notices' && notices(given)),
    ...given.goTo,
    ...(state.connection.kind === 'online' && { presence: () => client.setReady(!state.wantsReady) }),
    mute: given.toggleSound,
    map: () => openDialog('map'),
  };
}

function moves({ state, client }: Given): Acts {
  const rows = rowsOf(state);
  const at = rows.findIndex(({ id }) => id === state.selected);
  const go = (row: Row | undefined) => row && { type: 'selected' as const, conversationId: row.id };
  const next = go(rows[at + 1]);
  const previous = go(at > 0 ? rows[at - 1] : undefined);
  return {
    ...(next && { next: () => client.tell(next) }),
    ...(previous && { previous: () => client.tell(previous) }),
  };
}

/** Up and down the list of what supervisors were told; and away from the one that is read. */
function notices({ state, client }: Given): Acts {
  const ids = [...new Set(inOrder(state.supervision.list?.open ?? []).map(({ conversationId }) => conversationId))];
  const at = ids.indexOf(state.watched?.id ?? '');
  const go = (conversationId: string | undefined) => () => client.tell({ type: 'watched', conversationId });
  return {
    ...(ids[at + 1] && { next: go(ids[at + 1]) }),
    ...(at > 0 && { previous: go(ids[at - 1]) }),
    ...(state.watched && { dismiss: go(undefined) }),
  };
}

/** The offer on the screen, else the one that came first. */
function answers({ state, client }: Given): Acts {
  const offers = rowsOf(state).filter(({ offer, answering }) => offer && !answering);
  const row = offers.find(({ id }) => id === state.selected) ?? offers[0];
  return row ? answersTo(row, client) : {};
}

export function answersTo({ id, offer, answering }: Row, client: DeskClient): Acts {
  if (!offer || answering) return {};
  const answer = (kind: 'accept' | 'decline') => client.enact(id, { kind, n: offer.n });
  return {
    accept: () => {
      client.tell({ type: 'selected', conversationId: id });
      answer('accept');
    },
    decline: () => void answer('decline'),
  };
}

function own({ state, client, openDialog, focusReply }: Given): Acts {
  const conversation = state.selected ? state.conversations[state.selected] : undefined;
  if (!conversation) return {};
  const closing = pending(state, conversation.id, 'close');
  const leaving = closing ?? pending(state, conversation.id, 'return-to-bot');
  const standing = standingOf(conversation, state.agentId);
  const may = (action: AgentAction) => standing !== undefined && agentVerdict(action, standing) === 'may';
  return {
    ...(may('reply') && { reply: focusReply }),
    ...(may('close') && !leaving && { close: () => openDialog('close') }),
    ...(may('return-to-bot') && !leaving && { 'return-to-bot': () => openDialog('return-to-bot') }),
    ...(closing?.phase === 'waiting' && { undo: () => client.withdraw(closing.id) }),
    ...(!conversation.seat && { dismiss: () => client.tell({ type: 'dismissed', conversationId: conversation.id }) }),
  };
}

export const pending = ({ outbox }: DeskState, conversationId: string, kind: Deed['kind']) =>
  outbox.find((outgoing) => outgoing.conversationId === conversationId && outgoing.deed.kind === kind);
