import { Authorizer } from '#application/access/authorizer.js';
import { ChangeRole } from '#application/access/change-role.js';
import { CreatePermission } from '#application/access/create-permission.js';
import { CreateRole } from '#application/access/create-role.js';
import { DeletePermission } from '#application/access/delete-permission.js';
import { DeleteRole } from '#application/access/delete-role.js';
import { ListPermissions } from '#application/access/list-permissions.js';
import { ListRoles } from '#application/access/list-roles.js';
import { RoleCatalogue } from '#application/access/role-catalogue.js';
import { ShowRole } from '#application/access/show-role.js';
import * as errors from '#domain/access/errors.js';
import * as events from '#domain/access/events.js';
import { assignRoles, impersonateUsers, writeRoles } from '#domain/access/permissions.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { cachedAccessQueries } from '#infrastructure/cache/access/cached-access-queries.js';
import { MemoryPowers } from '#infrastructure/memory/access/powers.js';
import { MemoryAccessQueries } from '#infrastructure/memory/access/queries.js';
import { MemoryAccessRepository } from '#infrastructure/memory/access/repository.js';
import { PostgresPowers } from '#infrastructure/postgres/access/powers.js';
import { TypeOrmAccessQueries } from '#infrastructure/postgres/access/queries.js';
import { TypeOrmAccessRepository } from '#infrastructure/postgres/access/repository.js';
import { permissionSchema, roleSchema } from '#infrastructure/postgres/access/schema.js';
import { AccessController } from '#presentation/http/v1/access/controller.js';
import { defineFeature } from '../define-feature.js';
import { cacheTokens } from '../platform/cache.tokens.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { usersTokens } from './users.tokens.js';

const { roleCreated, roleChanged, roleDeleted, permissionCreated, permissionDeleted } = events;

/** Who may do what: roles, permissions and the decision. */
export const access = defineFeature({
  name: 'access',
  permissions: [assignRoles, writeRoles, impersonateUsers],
  events: [roleCreated, roleChanged, roleDeleted, permissionCreated, permissionDeleted],
  errors: Object.values(errors),
  tags: [{ name: 'roles', description: 'What the roles allow' }],
  entities: [roleSchema, permissionSchema],
  constraints: {
    roles_pkey: () => errors.roleTaken(),
    permissions_pkey: () => errors.permissionTaken(),
  },

  bind(wiring) {
    const { rolePermissions, repository, storedQueries, powers, catalogue, authorizer } = accessTokens;
    const { unitOfWork, clock } = platform;
    wiring.singleton(rolePermissions, (features) => new RolePermissions(features.gather('permissions')), [
      platform.features,
    ]);
    wiring.singleton(
      catalogue,
      (builtIn, queries, cache) => new RoleCatalogue(builtIn, cachedAccessQueries(queries, cache)),
      [rolePermissions, storedQueries, cacheTokens.accounts],
    );
    wiring.instance(authorizer, Authorizer, [catalogue, powers, auditTokens.trail, clock]);

    const writing = [unitOfWork, clock] as const;
    wiring.query(accessTokens.listPermissions, ListPermissions, [authorizer, catalogue]);
    wiring.command(accessTokens.createPermission, CreatePermission, [
      authorizer,
      repository,
      rolePermissions,
      ...writing,
    ]);
    wiring.command(accessTokens.deletePermission, DeletePermission, [
      authorizer,
      repository,
      storedQueries,
      rolePermissions,
      ...writing,
    ]);
    wiring.query(accessTokens.listRoles, ListRoles, [authorizer, storedQueries, catalogue]);
    wiring.query(accessTokens.showRole, ShowRole, [authorizer, storedQueries, catalogue]);
    wiring.command(accessTokens.createRole, CreateRole, [authorizer, repository, catalogue, ...writing]);
    wiring.command(accessTokens.changeRole, ChangeRole, [
      authorizer,
      repository,
      catalogue,
      usersTokens.administrators,
      ...writing,
    ]);
    wiring.command(accessTokens.deleteRole, DeleteRole, [
      authorizer,
      repository,
      usersTokens.repository,
      ...writing,
    ]);
    wiring.controller(AccessController, {
      listPermissions: accessTokens.listPermissions,
      createPermission: accessTokens.createPermission,
      deletePermission: accessTokens.deletePermission,
      listRoles: accessTokens.listRoles,
      createRole: accessTokens.createRole,
      showRole: accessTokens.showRole,
      changeRole: accessTokens.changeRole,
      deleteRole: accessTokens.deleteRole,
    });
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    wiring.instance(accessTokens.repository, MemoryAccessRepository, [database, eventAppender]);
    wiring.instance(accessTokens.storedQueries, MemoryAccessQueries, [database]);
    wiring.instance(accessTokens.powers, MemoryPowers, [usersTokens.repository]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(accessTokens.repository, TypeOrmAccessRepository, [database, eventAppender]);
    wiring.instance(accessTokens.storedQueries, TypeOrmAccessQueries, [database]);
    wiring.instance(accessTokens.powers, PostgresPowers, [database]);
  },
});
