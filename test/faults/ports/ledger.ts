import type { LedgerLine } from '#shared/cost/ledger';

/** The ledger's table: the lines of one piece of work under its request; told twice, they are written over by themselves. */
export class LedgerTable {
  readonly lines = new Map<string, readonly LedgerLine[]>();

  put(conversationId: string, requestId: string, lines: readonly LedgerLine[]): void {
    this.lines.set(`${conversationId} ${requestId}`, lines);
  }
}
