import { compare, shown } from './decimal.ts';
import type { IdleCost } from './idle.ts';
import type { Bill } from './ledger.ts';
import { type ReportLanguage, words } from './report-words.ts';
import { table } from './table.ts';

export type { ReportLanguage } from './report-words.ts';

/** What a conversation cost, as a table for people or as JSON for programs; money as it is in the ledger, never rounded. */
export function formatBill(
  conversationId: string,
  bill: Bill,
  { language, json = false }: { language: ReportLanguage; json?: boolean },
): string {
  if (json) return JSON.stringify({ conversationId, ...bill }, null, 2);
  const say = words[language];
  const rows = bill.rows.map((row) => [
    row.meter,
    row.quantity,
    row.unit,
    `${row.unitPrice} / ${row.per}`,
    row.cost,
    marks(say, row),
  ]);
  const unpriced = bill.unpricedRows.map(({ meter, quantity, unit, reason }) => [
    meter,
    quantity,
    unit,
    '-',
    '-',
    reason,
  ]);
  const head = [say.meter, say.quantity, say.unit, say.price, say.cost, ''];
  return [
    say.billTitle(conversationId),
    table(head, [...rows, ...unpriced], [1, 3, 4]),
    `${say.total}: ${bill.total} USD${bill.estimated ? ` (${say.withEstimates})` : ''}`,
    `${say.book}: ${bill.book || '-'}`,
    ...(bill.unpriced > 0 ? [say.unpricedLines(bill.unpriced)] : []),
  ].join('\n');
}

const marks = (
  say: (typeof words)[ReportLanguage],
  { estimated, verified }: { estimated: boolean; verified: boolean },
): string => [estimated ? say.estimated : '', verified ? '' : say.unverified].filter(Boolean).join(', ');

/** What an environment costs in a month without customers; `goal` in USD, if one is set. */
export function formatIdle(
  environment: string,
  idle: IdleCost,
  { language, json = false, goal }: { language: ReportLanguage; json?: boolean; goal?: string },
): string {
  const met = goal === undefined ? undefined : compare(idle.total, goal) <= 0;
  if (json) return JSON.stringify({ environment, ...idle, ...(goal && { goal, met }) }, null, 2);
  const say = words[language];
  const rows = idle.lines.map(({ what, quantity, unit, cost, why, verified }) => [
    say.things[what] ?? what,
    shortest(quantity),
    unit,
    shown(cost, 4),
    [why[language], verified ? '' : say.unverified].filter(Boolean).join('; '),
  ]);
  return [
    say.idleTitle(environment, idle.region),
    table([say.thing, say.quantity, say.unit, 'USD', say.counts], rows, [1, 3]),
    `${say.total}: ${shown(idle.total, 2)} USD${goal === undefined ? '' : ` (${say.goal(goal, met === true)})`}`,
    `${say.book}: ${idle.book}; ${say.listPrices}`,
    ...(idle.unpriced.length > 0 ? [`${say.unpricedTitle}:`] : []),
    ...idle.unpriced.map(({ what, count, why }) => `  ${say.things[what] ?? what} × ${count}: ${why[language]}`),
  ].join('\n');
}

const shortest = (quantity: string): string => (quantity.includes('.') ? shown(quantity, 3) : quantity);
