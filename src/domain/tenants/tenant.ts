import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import type { AccountId, TenantId, UserId } from '#domain/shared/ids.js';
import type { DisplayName } from '#domain/users/display-name.js';
import type { Metadata } from '#domain/users/metadata.js';
import * as events from './events.js';
import type { TenantRole } from './tenant-role.js';
import type { TenantSlug } from './tenant-slug.js';

export interface TenantState {
  readonly id: TenantId;
  readonly name: DisplayName;
  readonly slug: TenantSlug;
  readonly metadata: Metadata;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is given to change. */
export type TenantChanges = Partial<Pick<TenantState, 'name' | 'slug' | 'metadata'>>;

/**
 * Who shares what. Members, invitations and roles are kept beside it, since there may be many; they change while it is
 * locked, and it records what happens to them.
 */
export class Tenant extends AggregateRoot {
  #state: TenantState;

  private constructor(state: TenantState) {
    super();
    this.#state = state;
  }

  static create(tenant: Pick<TenantState, 'id' | 'name' | 'slug' | 'metadata'>, at: Date): Tenant {
    const created = new Tenant({ ...tenant, version: 1, createdAt: at, updatedAt: at });
    created.record(events.tenantCreated(tenant.id, { tenantId: tenant.id, slug: tenant.slug.value }, at));
    return created;
  }

  static rehydrate(state: TenantState): Tenant {
    return new Tenant(state);
  }

  get state(): TenantState {
    return this.#state;
  }

  get id(): TenantId {
    return this.#state.id;
  }

  /** Nothing where it is that already. */
  change(changes: TenantChanges, at: Date): void {
    const { name, slug, metadata } = this.#state;
    const next = { name, slug, metadata, ...changes };
    const fields = [
      ...(next.name.value === name.value ? [] : ['name']),
      ...(next.slug.value === slug.value ? [] : ['slug']),
      ...(JSON.stringify(next.metadata) === JSON.stringify(metadata) ? [] : ['metadata']),
    ];
    if (fields.length === 0) return;
    this.#state = { ...this.#state, ...next, updatedAt: at };
    this.record(events.tenantChanged(this.id, { tenantId: this.id, fields }, at));
  }

  delete(at: Date): void {
    this.record(events.tenantDeleted(this.id, { tenantId: this.id }, at));
  }

  noteJoined(userId: UserId, roles: readonly string[], at: Date): void {
    this.record(events.memberJoined(this.id, { tenantId: this.id, userId, roles }, at));
  }

  noteRolesOf(userId: UserId, roles: readonly string[], at: Date): void {
    this.record(events.memberRolesChanged(this.id, { tenantId: this.id, userId, roles }, at));
  }

  noteGone(userId: UserId, by: AccountId, at: Date): void {
    const event = userId === by ? events.memberLeft : events.memberRemoved;
    this.record(event(this.id, { tenantId: this.id, userId }, at));
  }

  noteInvited(invitationId: string, roles: readonly string[], at: Date): void {
    this.record(events.invitationCreated(this.id, { tenantId: this.id, invitationId, roles }, at));
  }

  noteRevoked(invitationId: string, at: Date): void {
    this.record(events.invitationRevoked(this.id, { tenantId: this.id, invitationId }, at));
  }

  noteRole(change: 'created' | 'changed' | 'deleted', { name, permissions }: TenantRole, at: Date): void {
    if (change === 'deleted')
      this.record(events.tenantRoleDeleted(this.id, { tenantId: this.id, role: name }, at));
    else {
      const event = change === 'created' ? events.tenantRoleCreated : events.tenantRoleChanged;
      this.record(event(this.id, { tenantId: this.id, role: name, permissions }, at));
    }
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }
}
