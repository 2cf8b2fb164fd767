import type { AccessRepository } from '#domain/access/access-repository.js';
import { CustomPermission, type CustomPermissionState } from '#domain/access/custom-permission.js';
import { permissionTaken, roleTaken } from '#domain/access/errors.js';
import { isBuiltInRole, type Role } from '#domain/access/role.js';
import { RoleDefinition, type RoleState } from '#domain/access/role-definition.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { MemoryDatabase } from '../database.js';
import type { MemoryTable } from '../table.js';
import { builtInRole } from './queries.js';
import { permissionTable, roleTable } from './tables.js';

export class MemoryAccessRepository implements AccessRepository {
  readonly #roles: MemoryTable<RoleState>;
  readonly #permissions: MemoryTable<CustomPermissionState>;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly events: EventAppender,
  ) {
    this.#roles = database.table(roleTable);
    this.#permissions = database.table(permissionTable);
  }

  async addRole(role: RoleDefinition): Promise<void> {
    const { name } = role.state;
    this.database.write(() => {
      if (isBuiltInRole(name) || this.#roles.get(name) !== undefined) throw roleTaken();
      this.#roles.set(name, role.state);
    });
    await this.events.append(role.pullEvents());
  }

  async saveRole(role: RoleDefinition): Promise<void> {
    this.#requireCurrent(role);
    const { name, version } = role.state;
    this.database.write(() => this.#roles.set(name, { ...role.state, version: version + 1 }));
    role.saved();
    await this.events.append(role.pullEvents());
  }

  async removeRole(role: RoleDefinition): Promise<void> {
    this.#requireCurrent(role);
    this.database.write(() => this.#roles.delete(role.state.name));
    await this.events.append(role.pullEvents());
  }

  async findRole(name: Role): Promise<RoleDefinition | null> {
    const found = isBuiltInRole(name) ? builtInRole(name) : this.#roles.get(name);
    return found === undefined ? null : RoleDefinition.rehydrate(found);
  }

  async addPermission(permission: CustomPermission): Promise<void> {
    const { name } = permission.state;
    this.database.write(() => {
      if (this.#permissions.get(name) !== undefined) throw permissionTaken();
      this.#permissions.set(name, permission.state);
    });
    await this.events.append(permission.pullEvents());
  }

  async removePermission(permission: CustomPermission): Promise<void> {
    this.database.write(() => this.#permissions.delete(permission.state.name));
    await this.events.append(permission.pullEvents());
  }

  async findPermission(name: string): Promise<CustomPermission | null> {
    const found = this.#permissions.get(name);
    return found === undefined ? null : CustomPermission.rehydrate(found);
  }

  #requireCurrent({ state: { name, version } }: RoleDefinition): void {
    this.database.transaction.require();
    if (this.#roles.get(name)?.version !== version) throw versionConflict();
  }
}
