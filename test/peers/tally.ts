/** What became of messages that were sent in an order, as their receiver's application was given them. */
export type Tally = { sent: number; lost: number; duplicated: number; outOfOrder: number };

/** `outOfOrder`: first came after one that was sent later. */
export const tally = (sent: readonly string[], received: readonly string[]): Tally => {
  const first = [...new Set(received)].map((text) => sent.indexOf(text)).filter((at) => at >= 0);
  const late = first.filter((at, place) => first.slice(0, place).some((earlier) => earlier > at));
  return {
    sent: sent.length,
    lost: sent.filter((text) => !received.includes(text)).length,
    duplicated: sent.filter((text) => received.filter((one) => one === text).length > 1).length,
    outOfOrder: late.length,
  };
};
