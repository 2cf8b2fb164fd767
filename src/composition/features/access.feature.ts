import { Authorizer } from '#application/access/authorizer.js';
import { ListRoles } from '#application/access/list-roles.js';
import * as errors from '#domain/access/errors.js';
import { assignRoles, impersonateUsers } from '#domain/access/permissions.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { RolesController } from '#presentation/http/v1/access/controller.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';

/** Who may do what: roles, permissions and the decision. */
export const access = defineFeature({
  name: 'access',
  permissions: [assignRoles, impersonateUsers],
  errors: Object.values(errors),
  tags: [{ name: 'roles', description: 'What the roles allow' }],
  bind(wiring) {
    const { rolePermissions, authorizer, listRoles } = accessTokens;
    wiring.singleton(rolePermissions, (features) => new RolePermissions(features.gather('permissions')), [
      platform.features,
    ]);
    wiring.instance(authorizer, Authorizer, [rolePermissions, auditTokens.trail, platform.clock]);
    wiring.query(listRoles, ListRoles, [authorizer, rolePermissions]);
    wiring.controller(RolesController, { listRoles, rolePermissions });
  },
});
