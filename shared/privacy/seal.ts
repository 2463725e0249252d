import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** A data key is 32 bytes, one for each conversation; a nonce is 12 random bytes, fresh for each seal. */
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** One data key serves two purposes, so each gets a key of its own derived from it (HKDF, RFC 5869). */
function derived(key: Uint8Array, purpose: 'seal v1' | 'body mac v1'): Uint8Array {
  if (key.byteLength !== keyBytes) throw new RangeError(`a data key is ${keyBytes} bytes, not ${key.byteLength}`);
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `baton ${purpose}`, keyBytes));
}

/**
 * AES-256-GCM: nonce, ciphertext and tag in one piece. `aad` is `<conversationId>/<seq>`, so that sealed words cannot be
 * moved to another place of the log. A retry at another seq seals again, with another nonce.
 */
export function seal(key: Uint8Array, plaintext: Uint8Array | string, aad: string, nonce: Uint8Array): Uint8Array {
  if (nonce.byteLength !== nonceBytes) throw new RangeError(`a nonce is ${nonceBytes} bytes, not ${nonce.byteLength}`);
  const cipher = createCipheriv('aes-256-gcm', derived(key, 'seal v1'), nonce).setAAD(Buffer.from(aad));
  const sealed = [nonce, cipher.update(Buffer.from(plaintext as string)), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat(sealed));
}

/** The plaintext again. Throws when the bytes, the key or the place (`aad`) are not those of the sealing. */
export function open(key: Uint8Array, sealed: Uint8Array, aad: string): Uint8Array {
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(-tagBytes);
  try {
    const decipher = createDecipheriv('aes-256-gcm', derived(key, 'seal v1'), nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(aad)).setAuthTag(tag);
    const opened = [decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()];
    return new Uint8Array(Buffer.concat(opened));
  } catch (cause) {
    throw new Error(`the sealed words of ${aad} do not open: other key, other place or changed bytes`, { cause });
  }
}

/** HMAC-SHA-256 (hex) of a body: tells a repeated message from a changed one, and is worthless once the key is erased. */
export const bodyMac = (key: Uint8Array, body: Uint8Array | string): string =>
  createHmac('sha256', derived(key, 'body mac v1')).update(body).digest('hex');
