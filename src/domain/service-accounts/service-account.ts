import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import type { ServiceAccountId, TenantId } from '#domain/shared/ids.js';
import { serviceAccountChanged, serviceAccountCreated, serviceAccountDeleted } from './events.js';

export interface ServiceAccountState {
  readonly id: ServiceAccountId;
  readonly name: string;
  /** Names, each once, in order. */
  readonly permissions: readonly string[];
  readonly tenantId: TenantId | null;
  readonly isActive: boolean;
  /** A user or a service; null: this service itself. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

export type NewServiceAccount = Pick<
  ServiceAccountState,
  'id' | 'name' | 'permissions' | 'tenantId' | 'createdBy'
>;

export type ServiceAccountChange = Partial<Pick<ServiceAccountState, 'name' | 'permissions' | 'isActive'>>;

/** A program that is known by keys, and may do what it is given, whoever made it. */
export class ServiceAccount extends AggregateRoot {
  #state: ServiceAccountState;

  private constructor(state: ServiceAccountState) {
    super();
    this.#state = state;
  }

  static create(account: NewServiceAccount, at: Date): ServiceAccount {
    const permissions = canonical(account.permissions);
    const created = new ServiceAccount({
      ...account,
      permissions,
      isActive: true,
      createdAt: at,
      updatedAt: at,
      version: 1,
    });
    created.record(
      serviceAccountCreated(account.id, { tenantId: account.tenantId, name: account.name, permissions }, at),
    );
    return created;
  }

  static rehydrate(state: ServiceAccountState): ServiceAccount {
    return new ServiceAccount(state);
  }

  get id(): ServiceAccountId {
    return this.#state.id;
  }

  get state(): ServiceAccountState {
    return this.#state;
  }

  /** @returns whether anything is another now. */
  change(change: ServiceAccountChange, at: Date): boolean {
    const before = this.#state;
    const { tenantId } = before;
    const { name = before.name, isActive = before.isActive } = change;
    const permissions = canonical(change.permissions ?? before.permissions);
    const isSame = name === before.name && isActive === before.isActive;
    if (isSame && permissions.join() === before.permissions.join()) return false;
    this.#state = { ...before, name, permissions, isActive, updatedAt: at };
    this.record(serviceAccountChanged(this.id, { tenantId, name, permissions, isActive }, at));
    return true;
  }

  delete(at: Date): void {
    this.record(serviceAccountDeleted(this.id, { tenantId: this.#state.tenantId }, at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }
}

function canonical(permissions: readonly string[]): readonly string[] {
  return [...new Set(permissions)].sort();
}
