import { describe, expect, it } from 'vitest';
import { definePermission } from '#domain/access/permission.js';
import { parseRoles } from '#domain/access/role.js';
import { RolePermissions } from '#domain/access/role-permissions.js';
import { readAudit } from '#domain/audit/permissions.js';
import { revokeSessions } from '#domain/sessions/permissions.js';
import { deleteUsers, readUsers, writeUsers } from '#domain/users/permissions.js';

const builtIn = [readUsers, writeUsers, deleteUsers, revokeSessions, readAudit];
const roles = new RolePermissions(builtIn);

describe('roles', () => {
  it('carry the permissions that the contract names', () => {
    expect([...roles.of(['admin'])].sort()).toEqual([
      'audit:read',
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

  it.each([[[]], [['root']], [['Admin']], [['__proto__']], [['toString']]])('refuse %j', (names) => {
    expect(() => parseRoles(names)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });

  it('AUT-04 cover only those that carry no more', () => {
    expect(roles.covers(roles.of(['admin']), ['admin'])).toBe(true);
    expect(roles.covers(roles.of(['moderator']), ['user', 'moderator'])).toBe(true);
    expect(roles.covers(roles.of(['moderator']), ['admin'])).toBe(false);
    expect(roles.covers(roles.of(['user']), ['moderator'])).toBe(false);
  });

  it('a permission given to users does not take from moderators their power over them', () => {
    const extended = new RolePermissions([
      ...builtIn,
      definePermission('projects:create', 'Make.', ['user']),
    ]);
    expect(extended.of(['moderator'])).toContain('projects:create');
    expect(extended.covers(extended.of(['moderator']), ['user'])).toBe(true);
  });

  it.each(['projects', 'projects:', 'Projects:read', 'projects:read:all'])(
    'refuse a permission %j',
    (name) => {
      expect(() => definePermission(name, '')).toThrow('resource:action');
    },
  );
});
