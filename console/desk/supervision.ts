import type { NoticeView, ServerFrameOf } from '#shared/protocol/frames';

/** What a supervisor is shown beside her own desk. `sync`: whether the list is to be asked for. */
export type Supervision = {
  sync: 'off' | 'needed' | 'asked' | 'none';
  /** The cloud refused it: her groups have changed since she signed in. */
  refused: boolean;
  list?: Pick<ServerFrameOf<'notices'>, 'open' | 'seen' | 'more'>;
  /** Marked as seen, and not yet answered; names of notices. */
  marking: readonly string[];
};

export const noSupervision: Supervision = { sync: 'off', refused: false, marking: [] };

export const nameOfNotice = ({ conversationId, at }: Pick<NoticeView, 'conversationId' | 'at'>): string =>
  `${at}#${conversationId}`;

/** Asked again, whatever was on its way: a list that comes twice is the same list. */
export const askAgain = (before: Supervision): Supervision =>
  before.sync === 'off' ? before : { ...before, sync: 'needed' };

export const withNotices = (before: Supervision, { open, seen, more }: ServerFrameOf<'notices'>): Supervision => {
  const left = new Set(open.map(nameOfNotice));
  return {
    ...before,
    sync: 'none',
    list: { open, seen, more },
    marking: before.marking.filter((name) => left.has(name)),
  };
};

/** Those that still hold first, the longest ago first; then those that are over. */
export const inOrder = (open: readonly NoticeView[]): NoticeView[] =>
  open.toSorted((a, b) => Number(b.holds) - Number(a.holds) || a.at.localeCompare(b.at));
