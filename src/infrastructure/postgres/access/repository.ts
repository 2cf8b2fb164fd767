import type { AccessRepository } from '#domain/access/access-repository.js';
import { CustomPermission } from '#domain/access/custom-permission.js';
import type { Role } from '#domain/access/role.js';
import { RoleDefinition, type RoleState } from '#domain/access/role-definition.js';
import { versionConflict } from '#domain/shared/errors.js';
import type { EventAppender } from '#infrastructure/events/event-appender.js';
import type { Database } from '../database.js';
import { permissionSchema, roleSchema } from './schema.js';

export class TypeOrmAccessRepository implements AccessRepository {
  constructor(
    private readonly database: Database,
    private readonly events: EventAppender,
  ) {}

  async addRole(role: RoleDefinition): Promise<void> {
    await this.database.write((manager) => manager.insert(roleSchema, rowOf(role.state)));
    await this.events.append(role.pullEvents());
  }

  async saveRole(role: RoleDefinition): Promise<void> {
    const { name, version, ...row } = rowOf(role.state);
    const { affected } = await this.database.write((manager) =>
      manager.update(roleSchema, { name, version }, { ...row, version: version + 1 }),
    );
    if (affected !== 1) throw versionConflict();
    role.saved();
    await this.events.append(role.pullEvents());
  }

  async removeRole(role: RoleDefinition): Promise<void> {
    const { name, version } = role.state;
    const { affected } = await this.database.write((manager) =>
      manager.delete(roleSchema, { name, version }),
    );
    if (affected !== 1) throw versionConflict();
    await this.events.append(role.pullEvents());
  }

  async findRole(name: Role): Promise<RoleDefinition | null> {
    const row = await this.database.read((manager) => manager.findOneBy(roleSchema, { name }));
    return row && RoleDefinition.rehydrate(row);
  }

  async addPermission(permission: CustomPermission): Promise<void> {
    await this.database.write((manager) => manager.insert(permissionSchema, { ...permission.state }));
    await this.events.append(permission.pullEvents());
  }

  async removePermission(permission: CustomPermission): Promise<void> {
    const { name } = permission.state;
    await this.database.write((manager) => manager.delete(permissionSchema, { name }));
    await this.events.append(permission.pullEvents());
  }

  async findPermission(name: string): Promise<CustomPermission | null> {
    const row = await this.database.read((manager) => manager.findOneBy(permissionSchema, { name }));
    return row && CustomPermission.rehydrate(row);
  }
}

function rowOf(state: RoleState) {
  return { ...state, permissions: [...state.permissions] };
}
