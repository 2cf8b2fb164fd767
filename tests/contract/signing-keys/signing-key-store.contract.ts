import { expect, it } from 'vitest';
import type { StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import type { AdapterTarget } from '../adapters.js';
import { times, useAdapters } from '../fixture.js';

const at = (hours: number) => new Date(Date.UTC(2026, 5, 1, hours, 0, 0, 7));

function aKey(kid: string, traits: Partial<StoredSigningKey> = {}): StoredSigningKey {
  return {
    kid,
    algorithm: 'ES256',
    publicJwk: { kty: 'EC', crv: 'P-256', x: `x-${kid}`, y: 'y' },
    encryptedPrivateKey: `secret-${kid}`,
    createdAt: at(0),
    activatesAt: at(1),
    retiresAt: null,
    ...traits,
  };
}

export function signingKeyStoreContract(open: AdapterTarget['open']): void {
  const fixture = useAdapters(open);
  const keys = () => fixture.adapters.signingKeys;

  it('adds the first key, with every field, and no other one after it', async () => {
    expect(await keys().list()).toEqual([]);
    const first = aKey('first', { retiresAt: at(9) });
    expect(await keys().addFirst(first)).toEqual([first]);
    expect(await keys().addFirst(aKey('second'))).toEqual([first]);
    expect(await keys().list()).toEqual([first]);
  });

  it('lets instances that start at once agree on one key', async () => {
    const results = await Promise.all(times(8, (index) => keys().addFirst(aKey(`key-${index}`))));
    expect(new Set(results.map(([key]) => key?.kid)).size).toBe(1);
    expect(results.every((stored) => stored.length === 1)).toBe(true);
  });

  it('rotates: adds a key and retires others', async () => {
    await keys().addFirst(aKey('old'));
    const next = aKey('new', { createdAt: at(2), activatesAt: at(3) });
    await keys().rotate(next, [{ kid: 'old', retiresAt: at(5) }]);
    expect(await keys().list()).toEqual([aKey('old', { retiresAt: at(5) }), next]);
  });

  it('rotates wholly or not at all', async () => {
    await keys().addFirst(aKey('old'));
    await expect(keys().rotate(aKey('old'), [{ kid: 'old', retiresAt: at(5) }])).rejects.toThrow();
    expect(await keys().list()).toEqual([aKey('old')]);
  });

  it('deletes what retired before then', async () => {
    await keys().addFirst(aKey('active'));
    await keys().rotate(aKey('gone', { retiresAt: at(2) }), []);
    await keys().rotate(aKey('going', { retiresAt: at(3) }), []);
    expect(await keys().deleteRetired(at(3))).toBe(1);
    expect((await keys().list()).map(({ kid }) => kid)).toEqual(['active', 'going']);
    expect(await keys().deleteRetired(at(3))).toBe(0);
  });
}
