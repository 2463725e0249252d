import { createHash } from 'node:crypto';

/** What stands where a first item would name its former's hash. */
export const genesis = '';

/**
 * One way to write a value: JSON with sorted keys, bytes as base64, absent fields left out.
 * Throws on what JSON cannot hold (NaN, functions, sets): two readers must never hash such a value differently.
 */
export function canonical(value: unknown): string {
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  throw new TypeError(`no canonical form for a ${typeof value} (${String(value)}); JSON values and bytes have one`);
}

function canonicalObject(value: Record<string, unknown>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new TypeError(`no canonical form for a ${value.constructor.name}; JSON values and bytes have one`);
  }
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${fields.join(',')}}`;
}

/** SHA-256 (hex) over the former item's hash and this item in its stored form, words as ciphertext, without its own `hash`. */
export function chainHash(formerHash: string, item: Record<string, unknown>): string {
  const { hash: _own, ...rest } = item;
  return createHash('sha256')
    .update(`${formerHash}\n${canonical(rest)}`)
    .digest('hex');
}

/**
 * Walks a log from `formerHash` (its start unless given): the first item whose hash is not what its content and its
 * former make it, or the hash a head must hold as its `lastHash`. A log cut at its end is seen only by that comparison.
 */
export function verifyChain(
  items: readonly (Record<string, unknown> & { hash: string })[],
  formerHash: string = genesis,
): { lastHash: string } | { brokenAt: number } {
  let lastHash = formerHash;
  for (const [i, item] of items.entries()) {
    lastHash = chainHash(lastHash, item);
    if (lastHash !== item.hash) return { brokenAt: i };
  }
  return { lastHash };
}
