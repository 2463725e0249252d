import { isNegative, minus, shown } from '#shared/cost/decimal';
import { bill, linesOf } from '#shared/cost/ledger';
import type { Reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { formatBill } from '#shared/cost/report';
import { botOnly, botToHuman, typical, withModel } from './typical-conversation.ts';

/**
 * What a typical conversation is estimated to cost, meter by meter, against the goals.
 *
 *   npx node test/cost/typical.ts
 */
const priced = (name: string, readings: Reading[]) =>
  bill(
    linesOf(
      readings,
      { conversationId: name, requestId: name, region: 'us-east-1', at: '2026-11-20T00:00:00Z', step: 'typical' },
      currentBook,
    ),
  );

function show(name: string, readings: Reading[], goal?: string): void {
  const it = priced(name, readings);
  console.log(formatBill(name, it, { language: 'en' }));
  if (goal)
    console.log(`Goal ${goal}: ${isNegative(minus(goal, it.total)) ? 'MISSED' : 'met'}, ${shown(it.total, 6)} USD`);
  console.log('');
}

show('bot-only, 4 turns', botOnly(4), '0.0004');
show('bot to human, 2 turns and 3 replies', botToHuman(2, 3), '0.0012');
for (const memoryMb of [256, 1024]) {
  const { total } = priced('memory', botOnly(4, { ...typical, memoryMb }));
  console.log(`bot-only at ${memoryMb} MB: ${shown(total, 6)} USD`);
}
const sampled = priced('sampled', botOnly(4, { ...typical, tracedShare: '0.05' }));
console.log(`bot-only with one trace in twenty (busy functions): ${shown(sampled.total, 6)} USD`);
const model = priced('model', withModel('amazon.nova-lite-v1:0', 4));
console.log(`a small model (amazon.nova-lite-v1:0) would add ${shown(model.total, 6)} USD`);
