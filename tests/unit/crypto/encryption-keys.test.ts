import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEncryptionKeys } from '#infrastructure/crypto/encryption-keys.js';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

describe('encryption keys', () => {
  it('come back as they were written', () => {
    const keys = fc.record({
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/),
      secret: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    });
    const distinct = fc.uniqueArray(keys, {
      minLength: 1,
      maxLength: 4,
      comparator: (left, right) => left.id === right.id || left.secret.equals(right.secret),
    });
    fc.assert(
      fc.property(distinct, (list) => {
        const texts = list.map(({ id, secret }) => `${id}:${secret.toString('base64')}`);
        expect(parseEncryptionKeys(texts.join(', '))).toEqual(list);
      }),
    );
  });

  it('may be in hexadecimal, and without an id: then it comes from the key', () => {
    const secret = Buffer.from('a key of exactly thirty-two byte');
    const [one] = parseEncryptionKeys(secret.toString('hex'));
    const [, same] = parseEncryptionKeys(`other:${key(1)},${secret.toString('base64')}`);
    expect(one).toEqual({ id: expect.stringMatching(/^[0-9a-f]{8}$/), secret });
    expect(same).toEqual(one);
  });

  it.each([
    ['two ids', `a:b:${key(1)}`],
    ['an empty id', `:${key(1)}`],
    ['a dot in the id', `a.b:${key(1)}`],
    ['31 bytes', `a:${Buffer.alloc(31).toString('base64')}`],
    ['33 bytes', `a:${Buffer.alloc(33).toString('base64')}`],
    ['characters that are not base64', `a:${key(1).slice(0, -2)}!=`],
    ['31 bytes in hexadecimal', 'ab'.repeat(31)],
    ['one id twice', `a:${key(1)},a:${key(2)}`],
    ['one key twice', `a:${key(1)},b:${key(1)}`],
    ['a trailing comma', `a:${key(1)},`],
  ])('with %s are refused', (_, text) => {
    expect(() => parseEncryptionKeys(text)).toThrow();
  });
});
