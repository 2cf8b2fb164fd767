import { LessThan } from 'typeorm';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore, StoredSigningKey } from '#application/signing-keys/signing-key-store.js';
import { advisoryLocks } from '../advisory-locks.js';
import type { Database } from '../database.js';
import { signingKeySchema } from './schema.js';

export class TypeOrmSigningKeyStore implements SigningKeyStore {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  list(): Promise<readonly StoredSigningKey[]> {
    return this.database.read((manager) =>
      manager.find(signingKeySchema, { order: { createdAt: 'ASC', kid: 'ASC' } }),
    );
  }

  addFirst(key: StoredSigningKey): Promise<readonly StoredSigningKey[]> {
    return this.unitOfWork.run(systemContext, async () => {
      await this.database.write((manager) =>
        manager.query('SELECT pg_advisory_xact_lock($1, $2)', [...advisoryLocks.signingKeys]),
      );
      const stored = await this.list();
      if (stored.length > 0) return stored;
      await this.#insert(key);
      return this.list();
    });
  }

  async rotate(key: StoredSigningKey, retire: { kid: string; retiresAt: Date }[]): Promise<void> {
    await this.unitOfWork.run(systemContext, async () => {
      await this.#insert(key);
      for (const { kid, retiresAt } of retire) {
        await this.database.write((manager) => manager.update(signingKeySchema, { kid }, { retiresAt }));
      }
    });
  }

  async deleteRetired(before: Date): Promise<number> {
    const { affected } = await this.unitOfWork.run(systemContext, () =>
      this.database.write((manager) => manager.delete(signingKeySchema, { retiresAt: LessThan(before) })),
    );
    return affected ?? 0;
  }

  async #insert(key: StoredSigningKey): Promise<void> {
    await this.database.write((manager) => manager.insert(signingKeySchema, { ...key }));
  }
}
