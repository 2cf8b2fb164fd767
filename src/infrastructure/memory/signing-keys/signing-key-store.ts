import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore, StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { defineMemoryTable } from '../table-definition.js';

const signingKeyTable = defineMemoryTable<StoredSigningKey>('signing keys');

export class MemorySigningKeyStore implements SigningKeyStore {
  readonly #keys: MemoryTable<StoredSigningKey>;

  constructor(
    database: MemoryDatabase,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.#keys = database.table(signingKeyTable);
  }

  async list(): Promise<readonly StoredSigningKey[]> {
    const byAge = (a: StoredSigningKey, b: StoredSigningKey) =>
      a.createdAt.getTime() - b.createdAt.getTime() || byText(a.kid, b.kid);
    return this.#keys.all().sort(byAge);
  }

  addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]> {
    return this.unitOfWork.run(systemContext, async () => {
      if ((await this.list()).length === 0) this.#keys.set(key.kid, key);
      return this.list();
    });
  }

  async rotate(key: StoredSigningKey, retire: { kid: string; retiresAt: Date }[]): Promise<void> {
    await this.unitOfWork.run(systemContext, async () => {
      if (this.#keys.get(key.kid)) throw new Error(`There is a signing key ${key.kid} already`);
      this.#keys.set(key.kid, key);
      for (const { kid, retiresAt } of retire) {
        const stored = this.#keys.get(kid);
        if (stored !== undefined) this.#keys.set(kid, { ...stored, retiresAt });
      }
    });
  }

  deleteRetired(before: Date): Promise<number> {
    const isRetired = ({ retiresAt }: StoredSigningKey) => retiresAt !== null && retiresAt < before;
    return this.unitOfWork.run(systemContext, async () => this.#keys.deleteWhere(isRetired));
  }
}
