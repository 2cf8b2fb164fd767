import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AesGcmCipher, encryptionKeyIdOf } from '#infrastructure/crypto/aes-gcm-cipher.js';
import { encryptionKey } from '../support/encryption-keys.js';

const cipher = new AesGcmCipher([encryptionKey('k1')]);
const refusal = 'The ciphertext does not fit its key and context';

describe('AES-256-GCM', () => {
  it('gives back what was encrypted, in the same context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, context) => {
        expect(cipher.decrypt(cipher.encrypt(plaintext, context), context)).toBe(plaintext);
      }),
    );
  });

  it('writes version, key id, nonce, and tag with ciphertext', () => {
    const ciphertext = cipher.encrypt('secret', 'a');
    expect(ciphertext).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]{30}$/);
    expect(encryptionKeyIdOf(ciphertext)).toBe('k1');
    expect(encryptionKeyIdOf('nonsense')).toBe('unknown');
  });

  it('never uses a nonce twice', () => {
    const nonces = Array.from({ length: 1000 }, () => cipher.encrypt('x', 'a').split('.')[2]);
    expect(new Set(nonces).size).toBe(1000);
  });

  it('encrypts with the first key and decrypts with all', () => {
    const old = cipher.encrypt('secret', 'a');
    const rotated = new AesGcmCipher([encryptionKey('k2'), encryptionKey('k1')]);
    expect(rotated.decrypt(old, 'a')).toBe('secret');
    expect(encryptionKeyIdOf(rotated.encrypt('secret', 'a'))).toBe('k2');
    expect(() => cipher.decrypt(rotated.encrypt('secret', 'a'), 'a')).toThrow(refusal);
  });

  it('refuses another context, another key under the same id, and another key id', () => {
    const other = new AesGcmCipher([{ id: 'k1', secret: encryptionKey('other').secret }]);
    const twin = new AesGcmCipher([{ id: 'k2', secret: encryptionKey('k1').secret }]);
    const ciphertext = cipher.encrypt('secret', 'a');
    expect(() => cipher.decrypt(ciphertext, 'b')).toThrow(refusal);
    expect(() => other.decrypt(ciphertext, 'a')).toThrow(refusal);
    expect(() => twin.decrypt(ciphertext.replace('.k1.', '.k2.'), 'a')).toThrow(refusal);
  });

  it('refuses every change of a character, with one message and no cause', () => {
    const ciphertext = cipher.encrypt('secret', 'a');
    fc.assert(
      fc.property(
        fc.nat(ciphertext.length - 1),
        fc.constantFrom('A', 'B', '.', '+', ' '),
        (at, character) => {
          fc.pre(ciphertext[at] !== character);
          const changed = ciphertext.slice(0, at) + character + ciphertext.slice(at + 1);
          const decrypt = () => cipher.decrypt(changed, 'a');
          expect(decrypt).toThrow(new Error(refusal));
        },
      ),
    );
  });

  it.each([
    '',
    'v1',
    'v1.k1..',
    'v2.k1.AAAAAAAAAAAAAAAA.AAAA',
    `v1.k1.${'A'.repeat(16)}.AAAA`,
    'v1.__proto__.A.A',
  ])('refuses %j', (text) => {
    expect(() => cipher.decrypt(text, 'a')).toThrow(new Error(refusal));
  });

  it('needs a key', () => {
    expect(() => new AesGcmCipher([])).toThrow('At least one');
  });
});
