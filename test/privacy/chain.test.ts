import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, chainHash, genesis, verifyChain } from '#shared/privacy/chain';

type Item = Record<string, unknown> & { hash: string };
const chained = (contents: Record<string, unknown>[]): Item[] => {
  let former = genesis;
  return contents.map((content) => {
    former = chainHash(former, content);
    return { ...content, hash: former };
  });
};
const log = chained(
  [1, 2, 3, 4].map((seq) => ({
    sk: `E#${seq}`,
    sealed: new Uint8Array([seq, 255]),
    event: { kind: 'customer-said', seq },
  })),
);

test('the order of keys does not change the canonical form', () => {
  expect(canonical({ b: 1, a: { d: [1, 'x'], c: null } })).toBe('{"a":{"c":null,"d":[1,"x"]},"b":1}');
});

test('bytes are base64 and absent fields are left out', () => {
  expect(canonical({ sealed: new Uint8Array([1, 2, 3]), ttl: undefined })).toBe('{"sealed":"AQID"}');
});

test.each([Number.NaN, new Set(['a']), () => 1, 10n])('a value that JSON cannot hold is refused: %s', (value) => {
  expect(() => canonical({ value })).toThrow(TypeError);
});

test('a whole log verifies and ends with the hash its head must hold', () => {
  expect(verifyChain(log)).toEqual({ lastHash: log[3]?.hash });
});

test('a part of a log verifies from the hash before it', () => {
  expect(verifyChain(log.slice(2), log[1]?.hash)).toEqual({ lastHash: log[3]?.hash });
});

test('one changed byte of ciphertext is found where it lies', () => {
  const changed = log.map((item, i) => (i === 2 ? { ...item, sealed: new Uint8Array([3, 254]) } : item));

  expect(verifyChain(changed)).toEqual({ brokenAt: 2 });
});

test('an item taken out or moved breaks the chain at its place', () => {
  expect(verifyChain(log.filter((_, i) => i !== 1))).toEqual({ brokenAt: 1 });
  expect(verifyChain([log[1], log[0], ...log.slice(2)] as Item[])).toEqual({ brokenAt: 0 });
});

test('a forged item with a hash of its own is found at the next one', () => {
  const forged = log.map((item, i) => (i === 1 ? (chained([{ forged: true }])[0] as Item) : item));

  expect(verifyChain(forged)).toEqual({ brokenAt: 1 });
});

test('any change of any JSON item is noticed', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (item, other) => {
      const key = Object.keys(item).find((name) => name !== 'hash');
      fc.pre(key !== undefined && canonical(item[key]) !== canonical(other));
      expect(chainHash(genesis, { ...item, [key]: other })).not.toBe(chainHash(genesis, item));
    }),
  );
});
