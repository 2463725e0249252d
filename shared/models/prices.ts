import { add, compare, times } from '#shared/cost/decimal';
import type { Reading, TokenKind } from '#shared/cost/meters';
import { isRefused, type PriceBook, price } from '#shared/cost/price-book';
import { modelCall } from '#shared/cost/rounding';
import type { Usage } from './chat-model.ts';

/** Token prices do not differ by region; the book asks for one. */
const ANY_REGION = '';

const priced = (book: PriceBook, model: string, kind: TokenKind): boolean => book.models[model]?.[kind] !== undefined;

/**
 * A call's meters. Tokens of a cache for which the book knows no price are counted as input, which is never cheaper: a line
 * without a price would cost nothing.
 */
export const readingsOf = (book: PriceBook, priceKey: string, usage: Usage): Reading[] => {
  const reads = priced(book, priceKey, 'cacheRead');
  const writes = priced(book, priceKey, 'cacheWrite5m');
  const tokens = {
    input: usage.input + (reads ? 0 : usage.cacheRead) + (writes ? 0 : usage.cacheWrite),
    output: usage.output,
    ...(reads && { cacheRead: usage.cacheRead }),
    ...(writes && { cacheWrite5m: usage.cacheWrite }),
  };
  return modelCall(priceKey, tokens, usage.estimated);
};

/** What a call costs by the book, in USD. A model without a price is reckoned as the dearest one there is: a budget errs on the safe side. */
export const costOf = (book: PriceBook, priceKey: string, usage: Usage): string => {
  const model = book.models[priceKey] ? priceKey : dearest(book);
  const costs = readingsOf(book, model, usage).map(({ meter, quantity }) => {
    const cost = price(book, ANY_REGION, meter, quantity);
    return isRefused(cost) ? '0' : cost.cost;
  });
  return add(costs);
};

const dearest = (book: PriceBook): string => {
  const chats = Object.entries(book.models).filter(([, { mode }]) => mode === 'chat');
  const [first] = chats.toSorted(([, a], [, b]) => compare(b.output, a.output));
  if (!first) throw new Error(`the price book ${book.version} knows no model`);
  return first[0];
};

/** The most a call can cost, if the estimate of its input holds. */
export const mostOf = (book: PriceBook, priceKey: string, input: number, maxTokens: number): string =>
  times(
    costOf(book, priceKey, { input, cacheRead: 0, cacheWrite: 0, output: maxTokens, estimated: true }),
    // Writing a cache costs a quarter more than reading the same input.
    '1.25',
  );
