import { AsyncLocalStorage } from 'node:async_hooks';
import type { Reading, Readings } from '#shared/store/readings';

/** What one piece of work has used so far, for one conversation if it is known. Quantities are kept as integers of 1e-13. */
type Work = {
  conversationId?: string;
  used: Map<string, { meter: string; unit: string; estimated: boolean; quantity: bigint }>;
};

const SCALE = 10n ** 13n;
const works = new AsyncLocalStorage<Work>();

const decimal = (quantity: bigint): string => {
  const digits = quantity.toString().padStart(14, '0');
  const fraction = digits.slice(-13).replace(/0+$/, '');
  return digits.slice(0, -13) + (fraction && `.${fraction}`);
};

const scaled = (quantity: string): bigint => {
  const [whole = '0', fraction = ''] = quantity.split('.');
  return BigInt(whole + fraction.padEnd(13, '0'));
};

/** Adds to the running work. Whole numbers and halves only (units, requests, frames). */
export const spend = (meter: string, unit: string, amount: number, estimated = false): void => {
  if (amount <= 0) return;
  spendScaled(meter, unit, BigInt(Math.round(amount * 2)) * (SCALE / 2n), estimated);
};

/** Billed time of a function of so much memory, in GB-seconds: exact, since 1,024,000 divides 10^13. */
export const spendLambdaTime = (memoryMb: number, milliseconds: number): void =>
  spendScaled(
    'lambda.gbs.arm64',
    'GB-Seconds',
    (BigInt(memoryMb) * BigInt(Math.ceil(milliseconds)) * SCALE) / 1_024_000n,
    true,
  );

const spendScaled = (meter: string, unit: string, quantity: bigint, estimated: boolean): void => {
  const work = works.getStore();
  if (!work) return;
  const key = `${meter}${estimated ? '~' : ''}`;
  const before = work.used.get(key)?.quantity ?? 0n;
  work.used.set(key, { meter, unit, estimated, quantity: before + quantity });
};

const takeFrom = (work: Work): Reading[] => {
  const taken = [...work.used.values()].map(({ quantity, ...reading }) => ({
    ...reading,
    quantity: decimal(quantity),
  }));
  work.used.clear();
  return taken;
};

/** The running work's readings, for the event it is about to append; what is taken is not told again. */
export const readings: Readings = {
  take() {
    const work = works.getStore();
    return work ? takeFrom(work) : [];
  },
  giveBack(taken) {
    for (const { meter, unit, quantity, estimated } of taken) spendScaled(meter, unit, scaled(quantity), estimated);
  },
};

export const ofConversation = (conversationId: string): void => {
  const work = works.getStore();
  if (work) work.conversationId = conversationId;
};

export type MeterLine = { conversationId: string; readings: Reading[] };

/**
 * Runs work with meters of its own and hands over what is left of them when it has ended, also when it failed: what was
 * used was used. Work that belongs to no conversation is the platform's.
 */
export const metered = async <T>(
  conversationId: string | undefined,
  run: () => Promise<T>,
  tell: (line: MeterLine) => void,
): Promise<T> => {
  const work: Work = { used: new Map(), ...(conversationId && { conversationId }) };
  return works.run(work, async () => {
    try {
      return await run();
    } finally {
      const left = takeFrom(work);
      if (left.length > 0) tell({ conversationId: work.conversationId ?? 'platform', readings: left });
    }
  });
};
