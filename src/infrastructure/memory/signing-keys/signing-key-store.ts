import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore, StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { byText } from '../collation.js';
import type { MemoryDatabase } from '../database.js';
import { signingKeyTable } from './table.js';

export class MemorySigningKeyStore implements SigningKeyStore {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(): Promise<readonly StoredSigningKey[]> {
    return this.database
      .table(signingKeyTable)
      .all()
      .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || byText(a.kid, b.kid));
  }

  addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]> {
    return this.unitOfWork.run(systemContext, async () => {
      if ((await this.list()).length === 0) this.database.table(signingKeyTable).set(key.kid, key);
      return this.list();
    });
  }

  async rotate(key: StoredSigningKey, retire: { kid: string; retiresAt: Date }[]): Promise<void> {
    await this.unitOfWork.run(systemContext, async () => {
      this.database.write(() => {
        if (this.database.table(signingKeyTable).get(key.kid))
          throw new Error(`There is a signing key ${key.kid} already`);
        this.database.table(signingKeyTable).set(key.kid, key);
        for (const { kid, retiresAt } of retire) {
          const stored = this.database.table(signingKeyTable).get(kid);
          if (stored !== undefined) this.database.table(signingKeyTable).set(kid, { ...stored, retiresAt });
        }
      });
    });
  }

  deleteRetired(before: Date): Promise<number> {
    return this.unitOfWork.run(systemContext, async () => {
      const retired = (await this.list()).filter(({ retiresAt }) => retiresAt !== null && retiresAt < before);
      for (const { kid } of retired) this.database.table(signingKeyTable).delete(kid);
      return retired.length;
    });
  }
}
