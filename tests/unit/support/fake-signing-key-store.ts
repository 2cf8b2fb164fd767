import type { SigningKeyStore, StoredSigningKey } from '#application/signing-keys/signing-key-store.js';

/** Remembers how often it was read, and can fail. */
export class FakeSigningKeyStore implements SigningKeyStore {
  readonly keys: StoredSigningKey[] = [];
  reads = 0;
  failure: Error | null = null;

  async list(): Promise<readonly StoredSigningKey[]> {
    this.reads += 1;
    if (this.failure !== null) throw this.failure;
    return [...this.keys];
  }

  async addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]> {
    if (this.keys.length === 0) this.keys.push(key);
    return [...this.keys];
  }

  async rotate(key: StoredSigningKey, retire: readonly { kid: string; retiresAt: Date }[]): Promise<void> {
    for (const [index, stored] of this.keys.entries()) {
      const retiring = retire.find(({ kid }) => kid === stored.kid);
      if (retiring !== undefined) this.keys[index] = { ...stored, retiresAt: retiring.retiresAt };
    }
    this.keys.push(key);
  }

  retireFirst(retiresAt: Date): void {
    this.keys[0] = { ...(this.keys[0] as StoredSigningKey), retiresAt };
  }

  async deleteRetired(): Promise<number> {
    return 0;
  }
}
