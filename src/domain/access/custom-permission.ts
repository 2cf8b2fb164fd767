import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import { permissionCreated, permissionDeleted } from './events.js';

export interface CustomPermissionState {
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
}

/** A permission of an application's own: kept, assigned and told, and otherwise nothing to this service. */
export class CustomPermission extends AggregateRoot {
  private constructor(readonly state: CustomPermissionState) {
    super();
  }

  static create(permission: Omit<CustomPermissionState, 'createdAt'>, at: Date): CustomPermission {
    const created = new CustomPermission({ ...permission, createdAt: at });
    created.record(permissionCreated(permission.name, {}, at));
    return created;
  }

  static rehydrate(state: CustomPermissionState): CustomPermission {
    return new CustomPermission(state);
  }

  delete(at: Date): void {
    this.record(permissionDeleted(this.state.name, {}, at));
  }
}
