import { describe, expect, it } from 'vitest';
import { definePermission } from '#domain/access/permission.js';
import { assignRoles } from '#domain/access/permissions.js';
import { parseRoles } from '#domain/access/role.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { readAudit } from '#domain/audit/permissions.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { deleteUsers, readUsers, writeUsers } from '#domain/users/permissions.js';

const builtIn = [assignRoles, readUsers, writeUsers, deleteUsers, revokeSessions, readAudit];
const roles = new RolePermissions(builtIn);

describe('roles', () => {
  it('carry the permissions that the contract names', () => {
    expect([...roles.of(['admin'])].sort()).toEqual([
      'audit:read',
      'roles:assign',
      'sessions:revoke',
      'users:delete',
      'users:read',
      'users:write',
    ]);
    expect([...roles.of(['moderator'])].sort()).toEqual(['sessions:revoke', 'users:read', 'users:write']);
    expect([...roles.of(['user'])]).toEqual([]);
  });

  it('are parsed once each, strongest first', () => {
    expect(parseRoles(['user', 'admin', 'user'])).toEqual(['admin', 'user']);
  });

  it('of their own come after the built-in ones, by name', () => {
    expect(parseRoles(['writer', 'user', 'editor'])).toEqual(['user', 'editor', 'writer']);
  });

  it.each([[[]], [['Admin']], [['__proto__']], [['9lives']], [['a'.repeat(65)]], [['röle']], [['a b']]])(
    'refuse %j',
    (names) => {
      expect(() => parseRoles(names)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
    },
  );

  it.each(['projects', 'projects:', 'Projects:read', 'projects:read:all'])(
    'refuse a permission %j',
    (name) => {
      expect(() => definePermission(name, '')).toThrow('resource:action');
    },
  );
});
