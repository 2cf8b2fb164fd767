import { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { serviceAccountSchema } from './schema.js';

export class PostgresServiceAccountRepository implements ServiceAccountRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async add(account: ServiceAccount): Promise<void> {
    await this.database.write((manager) => manager.insert(serviceAccountSchema, { ...account.state }));
    await this.events.append(account.pullEvents());
  }

  async save(account: ServiceAccount): Promise<void> {
    const { id, version, ...row } = account.state;
    const { affected } = await this.database.write((manager) =>
      manager.update(serviceAccountSchema, { id, version }, { ...row, version: version + 1 }),
    );
    if (affected !== 1) throw versionConflict();
    account.saved();
    await this.events.append(account.pullEvents());
  }

  async remove(account: ServiceAccount): Promise<void> {
    const { id, version } = account.state;
    const { affected } = await this.database.write((manager) =>
      manager.delete(serviceAccountSchema, { id, version }),
    );
    if (affected !== 1) throw versionConflict();
    await this.events.append(account.pullEvents());
  }

  async findByIdForUpdate(id: ServiceAccountId): Promise<ServiceAccount | null> {
    const row = await this.database.write((manager) =>
      manager.findOne(serviceAccountSchema, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    );
    return row && ServiceAccount.rehydrate(row);
  }
}
