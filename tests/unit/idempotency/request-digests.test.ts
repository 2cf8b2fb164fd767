import { describe, expect, it } from 'vitest';
import { KeyedRequestDigests } from '#infrastructure/crypto/idempotency/request-digests.js';
import { encryptionKey } from '../support/encryption-keys.js';

const [older, newer] = [encryptionKey('older'), encryptionKey('newer')];
const digests = new KeyedRequestDigests([older]);

describe('digests of requests', () => {
  it('are the same for the same content, in whatever order its properties are', () => {
    const [one] = digests.fingerprintsOf({ body: { a: [{ b: 1, c: null }], d: 'x' }, query: {} });
    expect(digests.fingerprintsOf({ query: {}, body: { d: 'x', a: [{ c: null, b: 1 }] } })).toEqual([one]);
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: { b: 1 } }, { a: {}, b: 1 }],
    [{ a: null }, {}],
    [{}, []],
    [{ a: 'é' }, { a: 'e\u0301' }],
    [undefined, {}],
  ])('tell %j from %j', (left, right) => {
    expect(digests.fingerprintsOf(left)).not.toEqual(digests.fingerprintsOf(right));
  });

  it('are keyed, and know what was kept under another key that the service has', () => {
    const [kept] = digests.fingerprintsOf('content');
    const rotated = new KeyedRequestDigests([newer, older]).fingerprintsOf('content');
    expect(rotated).toHaveLength(2);
    expect(rotated[0]).not.toBe(kept);
    expect(rotated).toContain(kept);
  });

  it('name a request by its parts, whichever key there is', () => {
    const other = new KeyedRequestDigests([newer]);
    expect(other.idOf(['a', 'b'])).toBe(digests.idOf(['a', 'b']));
    expect(digests.idOf(['a', 'bc'])).not.toBe(digests.idOf(['ab', 'c']));
    expect(digests.idOf(['a,b'])).not.toBe(digests.idOf(['a', 'b']));
  });

  it('need a key', () => {
    expect(() => new KeyedRequestDigests([])).toThrow('At least one encryption key');
  });
});
