import { mayRead } from '#shared/conversation/head';
import { bill, type LedgerLine } from '#shared/cost/ledger';
import type { CostAnswer } from '#shared/protocol/session';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { LedgerStore } from '#shared/store/ledger-store';

type Needs = { ledger: Pick<LedgerStore, 'lines'>; store: Pick<ConversationStore, 'head'> };

const SEES_ALL = ['finance', 'supervisor', 'admin'];

/** What a conversation has cost so far, line by line. An agent sees it of what she holds; finance and supervisors of every one. */
export const conversationCost =
  ({ ledger, store }: Needs) =>
  async (_body: unknown, { subject, groups }: Caller, { id = '' }: Record<string, string>): Promise<HttpAnswer> => {
    if (!groups.some((group) => SEES_ALL.includes(group)) && !(await isOnHerDesk(store, subject, id)))
      return refuse(403, 'not-yours');
    const lines = await ledger.lines(id);
    if (lines.length === 0) return refuse(404, 'unknown-conversation', 'id');
    return answer(200, costOf(id, lines));
  };

const costOf = (conversationId: string, lines: LedgerLine[]): CostAnswer => {
  const { currency, total, estimated, book, rows, unpricedRows: unpriced } = bill(lines);
  return {
    conversationId,
    currency,
    total,
    estimated,
    book,
    lines: rows,
    ...(unpriced.length > 0 && { unpriced }),
  };
};

const isOnHerDesk = async (
  store: Pick<ConversationStore, 'head'>,
  agentId: string,
  conversationId: string,
): Promise<boolean> => {
  const head = await store.head(conversationId);
  return head !== undefined && mayRead(head, agentId);
};
