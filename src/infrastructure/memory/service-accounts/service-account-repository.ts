import { ServiceAccount } from '#domain/service-accounts/service-account.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { ServiceAccountId } from '#domain/shared/ids.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import { serviceAccountTable } from './tables.js';

export class MemoryServiceAccountRepository implements ServiceAccountRepository {
  readonly #accounts;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#accounts = database.table(serviceAccountTable);
  }

  async add(account: ServiceAccount): Promise<void> {
    this.database.write(() => this.#accounts.set(account.id, account.state));
    await this.events.append(account.pullEvents());
  }

  async save(account: ServiceAccount): Promise<void> {
    const { id, state } = account;
    this.#requireCurrent(account);
    this.database.write(() => this.#accounts.set(id, { ...state, version: state.version + 1 }));
    account.saved();
    await this.events.append(account.pullEvents());
  }

  async remove(account: ServiceAccount): Promise<void> {
    this.#requireCurrent(account);
    this.database.write(() => this.#accounts.delete(account.id));
    await this.events.append(account.pullEvents());
  }

  async findByIdForUpdate(id: ServiceAccountId): Promise<ServiceAccount | null> {
    this.database.transaction.require();
    const state = this.#accounts.get(id);
    return state === undefined ? null : ServiceAccount.rehydrate(state);
  }

  #requireCurrent({ id, state }: ServiceAccount): void {
    this.database.transaction.require();
    if (this.#accounts.get(id)?.version !== state.version) throw versionConflict();
  }
}
