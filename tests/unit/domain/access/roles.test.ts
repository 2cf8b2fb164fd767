import { describe, expect, it } from 'vitest';
import { covers } from '#domain/access/policies.js';
import { parseRoles, permissionsOf } from '#domain/access/role.js';

describe('roles', () => {
  it('carry the permissions that the contract names', () => {
    expect([...permissionsOf(['admin'])].sort()).toEqual([
      'audit:read',
      'sessions:revoke',
      'users:delete',
      'users:read',
      'users:write',
    ]);
    expect([...permissionsOf(['moderator'])].sort()).toEqual([
      'sessions:revoke',
      'users:read',
      'users:write',
    ]);
    expect([...permissionsOf(['user'])]).toEqual([]);
  });

  it('are parsed once each, strongest first', () => {
    expect(parseRoles(['user', 'admin', 'user'])).toEqual(['admin', 'user']);
  });

  it.each([[[]], [['root']], [['Admin']], [['__proto__']], [['toString']]])('refuse %j', (names) => {
    expect(() => parseRoles(names)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });

  it('AUT-04 cover only those that carry no more', () => {
    expect(covers(['admin'], ['admin'])).toBe(true);
    expect(covers(['moderator'], ['user', 'moderator'])).toBe(true);
    expect(covers(['moderator'], ['admin'])).toBe(false);
    expect(covers(['user'], ['moderator'])).toBe(false);
  });
});
