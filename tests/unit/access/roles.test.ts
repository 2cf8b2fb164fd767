import { describe, expect, it } from 'vitest';
import { definePermission } from '#domain/access/permission.js';
import { assignRoles } from '#domain/access/permissions.js';
import { allRoles, parseRoles, type Role } from '#domain/access/role.js';
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

  it.each([[[]], [['root']], [['Admin']], [['__proto__']], [['toString']]])('refuse %j', (names) => {
    expect(() => parseRoles(names)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });

  it('AUT-04 cover only those that carry no more', () => {
    expect(roles.covers(roles.of(['admin']), ['admin'])).toBe(true);
    expect(roles.covers(roles.of(['moderator']), ['user', 'moderator'])).toBe(true);
    expect(roles.covers(roles.of(['moderator']), ['admin'])).toBe(false);
    expect(roles.covers(roles.of(['user']), ['moderator'])).toBe(false);
  });

  it('AUT-04 outrank those that carry strictly less, and everybody where they carry everything', () => {
    const outranks = (own: Role, other: Role) => roles.outranks(roles.of([own]), [other]);
    const pairs = allRoles.flatMap((own) => allRoles.map((other) => [own, other, outranks(own, other)]));
    expect(pairs).toEqual([
      ['admin', 'admin', true],
      ['admin', 'moderator', true],
      ['admin', 'user', true],
      ['moderator', 'admin', false],
      ['moderator', 'moderator', false],
      ['moderator', 'user', true],
      ['user', 'admin', false],
      ['user', 'moderator', false],
      ['user', 'user', false],
    ]);
  });

  it('a permission given to users does not take from moderators their power over them', () => {
    const extended = new RolePermissions([
      ...builtIn,
      definePermission('projects:create', 'Make.', ['user']),
    ]);
    expect(extended.of(['moderator'])).toContain('projects:create');
    expect(extended.outranks(extended.of(['moderator']), ['user'])).toBe(true);
  });

  it.each(['projects', 'projects:', 'Projects:read', 'projects:read:all'])(
    'refuse a permission %j',
    (name) => {
      expect(() => definePermission(name, '')).toThrow('resource:action');
    },
  );
});
