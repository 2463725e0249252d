import { Decimal } from './decimal.ts';
import { type Reading, reading, type TokenKind, tokenKinds } from './meters.ts';

/*
 * How each service rounds what it bills. Sizes in bytes, times in milliseconds; whole units and halves come back as
 * numbers (exact in binary), everything finer as a decimal string.
 */
const KB = 1024;
const steps = (amount: number, step: number): number => Math.max(1, Math.ceil(amount / step));

/** DynamoDB: 1 for each started KB of the item, twice in a transaction; each index entry written adds its own. */
export const writeUnits = (
  bytes: number,
  { transactional = false, indexes = [] }: { transactional?: boolean; indexes?: readonly number[] } = {},
): number => indexes.reduce((sum, entry) => sum + steps(entry, KB), steps(bytes, KB) * (transactional ? 2 : 1));

/** DynamoDB: 0.5 for each started 4 KB, 1 when consistent, 2 in a transaction. `bytes` of a Query are those of its whole page. */
export const readUnits = (
  bytes: number,
  { consistent = false, transactional = false }: { consistent?: boolean; transactional?: boolean } = {},
): number => steps(bytes, 4 * KB) * (transactional ? 2 : consistent ? 1 : 0.5);

/** API Gateway WebSocket: 1 for each started 32 KB, either direction. */
export const socketFrames = (bytes: number): number => steps(bytes, 32 * KB);
/** API Gateway HTTP: 1 for each started 512 KB. */
export const httpRequests = (bytes: number): number => steps(bytes, 512 * KB);
/** SQS: each call, 1 for each started 64 KB; a batch is one call. */
export const queueRequests = (bytes: number): number => steps(bytes, 64 * KB);
/** EventBridge: 1 for each started 64 KB of a custom event. */
export const busEvents = (bytes: number): number => steps(bytes, 64 * KB);
/** Step Functions Standard: every state entered, every retry again. */
export const stateTransitions = (entered: number, retries = 0): number => entered + retries;
/** Lambda: milliseconds begun, start-up of the environment included. */
export const lambdaMs = (duration: number, init = 0): number => Math.max(1, Math.ceil(duration + init));

/** Lambda: billed milliseconds at a memory size, in GB-seconds; exact, since 1,024,000 divides a power of ten. */
export const lambdaGbSeconds = (billedMs: number, memoryMb: number): string =>
  new Decimal(String(billedMs)).times(String(memoryMb)).div('1024000').toFixed();

/** CloudWatch Logs: 26 bytes are added to each event. */
export const logBytes = (bytes: number, events = 1): number => bytes + 26 * events;
/** Bytes in the GB that logs, storage and transfer are sold in (2^30). */
export const gigabytes = (bytes: number): string => new Decimal(String(bytes)).div('1073741824').toFixed();

/** One invocation: its time at a memory size, and itself. */
export const invocation = (billedMs: number, memoryMb: number, estimated: boolean): Reading[] => [
  reading('lambda.gbs.arm64', lambdaGbSeconds(billedMs, memoryMb), estimated),
  reading('lambda.request.arm64', 1),
];

/** One model call by kind of token, as reported; the step in price counts all input, cached or not. */
export function modelCall(model: string, tokens: Partial<Record<TokenKind, number>>, estimated = false): Reading[] {
  const { input = 0, cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 } = tokens;
  const above = input + cacheRead + cacheWrite5m + cacheWrite1h > 100_000 ? ('-above-100k' as const) : '';
  return tokenKinds.flatMap((kind) =>
    tokens[kind] ? [reading(`model:${model}:${kind}${above}`, tokens[kind], estimated)] : [],
  );
}
