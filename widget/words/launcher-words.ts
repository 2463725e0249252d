/** What can be said before the chat is there, in one language. `{}` in a sentence is filled by the caller. */
export interface LauncherWords {
  readonly open: string;
  readonly openUnread: string;
  readonly close: string;
  readonly loading: string;
  readonly notLoaded: string;
  readonly tryAgain: string;
}

export const launcherWords: Record<'zh' | 'en', LauncherWords> = {
  zh: {
    open: '打开客服',
    openUnread: '打开客服，{} 条未读',
    close: '收起客服',
    loading: '正在打开客服',
    notLoaded: '客服没能打开。请检查网络后再试，或刷新页面。',
    tryAgain: '再试一次',
  },
  en: {
    open: 'Open chat',
    openUnread: 'Open chat, {} unread',
    close: 'Close chat',
    loading: 'Opening chat',
    notLoaded: 'The chat could not be opened. Check your connection and try again, or load the page anew.',
    tryAgain: 'Try again',
  },
};

/** Fills each `{}` in turn. */
export const filled = (sentence: string, ...values: (string | number)[]): string => {
  let next = 0;
  return sentence.replace(/\{\}/g, () => String(values[next++] ?? ''));
};
