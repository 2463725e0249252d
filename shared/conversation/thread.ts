/**
 * A customer's thread is one; its conversations are numbered. So the next conversation's id is known to everyone without a
 * read, and two tabs that open it at once open the same one.
 */
export const conversationOf = (thread: string, n: number): string => `${thread}-${n}`;

export const nextOf = (conversationId: string): string => {
  const { thread, n } = partsOf(conversationId);
  return conversationOf(thread, n + 1);
};

export const partsOf = (conversationId: string): { thread: string; n: number } => {
  const cut = conversationId.lastIndexOf('-');
  return { thread: conversationId.slice(0, cut), n: Number(conversationId.slice(cut + 1)) };
};

/** The thread's name is the customer's id, so a conversation's owner can be told before it exists. */
export const belongsTo = (conversationId: string, customerId: string): boolean =>
  partsOf(conversationId).thread === customerId;
