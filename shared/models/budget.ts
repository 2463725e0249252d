import { Decimal } from '#shared/cost/decimal';

/** Money in USD as decimal strings. */
export type BudgetLimits = { turnUsd: string; conversationUsd: string; dayUsd: string };
/** `scope`: what shares a day's budget, an environment or one of its brands. `day`: the shop's own, `YYYY-MM-DD`. */
export type Purse = { scope: string; day: string; conversationId: string };
export type Ceilings = { conversationUsd: string; dayUsd: string };
export type Reserved = { outcome: 'reserved' } | { outcome: 'refused'; by: 'conversation' | 'day' };
export type Spent = { conversationUsd: string; dayUsd: string };

/** What conversations and days have spent, reservations included. */
export interface BudgetStore {
  /**
   * Adds an amount to both sums where neither would pass its ceiling, else to none. What is never settled stays counted: a function
   * that dies in between makes the budget smaller, never larger.
   */
  reserve(purse: Purse, amountUsd: string, ceilings: Ceilings): Promise<Reserved>;
  /** Replaces a reservation by what the call has really cost, be it more or less. */
  settle(purse: Purse, reservedUsd: string, costUsd: string): Promise<void>;
  spent(purse: Purse): Promise<Spent>;
}

/**
 * From this share of a budget on only the cheapest model is asked; the rest is kept for it, so that service gets plainer
 * before it gets extractive.
 */
const ECONOMY = '0.8';

/** How much may be spent, with the call to be made, for a rung: the whole budget for the cheapest, a part of it for the others. */
export const ceilingsOf = ({ conversationUsd, dayUsd }: BudgetLimits, cheapest: boolean): Ceilings => {
  const part = (limit: string): string => (cheapest ? limit : new Decimal(limit).times(ECONOMY).toFixed());
  return { conversationUsd: part(conversationUsd), dayUsd: part(dayUsd) };
};

/** Does a call fit what is left of its turn? */
export const fitsTurn = ({ turnUsd }: BudgetLimits, spentInTurn: string, amountUsd: string): boolean =>
  !new Decimal(spentInTurn).plus(amountUsd).gt(turnUsd);
