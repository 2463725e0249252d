import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyMac, open, seal } from '#shared/privacy/seal';

const key = new Uint8Array(32).fill(7);
const nonce = new Uint8Array(12).fill(9);
const aad = 'thread-0001-1/4';
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('sealed words open to themselves, and nothing of them can be read before', () => {
  const sealed = seal(key, '我的电话是13812345678', aad, nonce);

  expect(text(open(key, sealed, aad))).toBe('我的电话是13812345678');
  expect(Buffer.from(sealed).includes('13812345678')).toBe(false);
});

test('words sealed for one place of the log do not open at another', () => {
  const sealed = seal(key, 'yes', aad, nonce);

  expect(() => open(key, sealed, 'thread-0001-1/5')).toThrow('thread-0001-1/5');
});

test('another key, a changed byte and a cut end do not open', () => {
  const sealed = seal(key, 'yes', aad, nonce);

  expect(() => open(new Uint8Array(32).fill(8), sealed, aad)).toThrow('do not open');
  expect(() => open(key, sealed.slice(0, -1), aad)).toThrow('do not open');
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Uint8Array.from(sealed, (byte, at) => (at === i ? byte ^ 1 : byte));
    expect(() => open(key, changed, aad)).toThrow('do not open');
  }
});

test('any bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ minLength: 12, maxLength: 12 }), (bytes, fresh) => {
      expect([...open(key, seal(key, bytes, aad, fresh), aad)]).toEqual([...bytes]);
    }),
  );
});

test('a key or nonce of the wrong length is refused with its length', () => {
  expect(() => seal(new Uint8Array(16), 'x', aad, nonce)).toThrow('32 bytes, not 16');
  expect(() => seal(key, 'x', aad, new Uint8Array(8))).toThrow('12 bytes, not 8');
});

test('a body has one mac under one key, and another under another', () => {
  expect(bodyMac(key, 'hello')).toBe(bodyMac(key, new TextEncoder().encode('hello')));
  expect(bodyMac(key, 'hello')).not.toBe(bodyMac(key, 'hello '));
  expect(bodyMac(key, 'hello')).not.toBe(bodyMac(new Uint8Array(32).fill(8), 'hello'));
  expect(bodyMac(key, 'hello')).toMatch(/^[0-9a-f]{64}$/);
});
