import { describe, expect, it } from 'vitest';
import { ownTenant, tenantPermissions } from '#domain/tenants/permissions.js';
import { parseTenantPermissions, parseTenantRoleName, TenantGrants } from '#domain/tenants/tenant-role.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';

const at = new Date('2026-03-01T12:00:00.000Z');
const role = (name: string, ...permissions: string[]) => ({
  name,
  description: null,
  permissions,
  createdAt: at,
  updatedAt: at,
});
const grants = new TenantGrants([
  role('writer', 'posts:write'),
  role('editor', 'posts:write', 'members:write'),
  role('nothing'),
]);

describe('roles in a tenant', () => {
  it('allow what they say; owner and admin all that anybody may, and owners more', () => {
    expect([...grants.of(['member'])]).toEqual([]);
    expect([...grants.of(['writer', 'nothing'])]).toEqual(['posts:write']);
    expect([...grants.of(['admin'])]).toEqual([...tenantPermissions, 'posts:write']);
    expect(grants.of(['owner']).has(ownTenant)).toBe(true);
    expect(grants.of(['admin']).has(ownTenant)).toBe(false);
    expect([...grants.of(['gone'])]).toEqual([]);
  });

  it.each([
    ['owner', 'owner', true],
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['editor', 'admin', false],
    ['editor', 'writer', true],
    ['editor', 'member', true],
    ['writer', 'editor', false],
    ['member', 'nothing', true],
    ['member', 'writer', false],
  ])('%s may hand out %s: %s', (granter, given, isAllowed) => {
    expect(grants.covers([granter], [given])).toBe(isAllowed);
  });

  it('are held once each, the built-in ones first', () => {
    expect(grants.parse(['writer', 'member', 'writer'])).toEqual(['member', 'writer']);
    for (const names of [[], ['moderator'], ['Owner'], ['writer', 'gone']]) {
      expect(() => grants.parse(names)).toThrow();
    }
  });

  it('have names and permissions of one form', () => {
    expect(parseTenantPermissions(['b:c', 'a:b', 'b:c'])).toEqual(['a:b', 'b:c']);
    for (const name of ['posts', 'Posts:write', 'a:b:c', '*', ownTenant]) {
      expect(() => parseTenantPermissions([name])).toThrow();
    }
    for (const name of ['', '1st', 'A', 'a b', 'x'.repeat(65)])
      expect(() => parseTenantRoleName(name)).toThrow();
  });
});

describe('a slug', () => {
  const id = '019602c4-6f2a-7d3e-9b1a-5c0e8f7d2a41';

  it.each([
    ['Ünïted & Co.', 'united-co'],
    ['  --Acme--  ', 'acme'],
    ['Admin', 'tenant-5c0e8f7d2a41'],
    ['漢字', 'tenant-5c0e8f7d2a41'],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ])('of %s is %s', (name, slug) => {
    expect(TenantSlug.of(name, id).value).toBe(slug);
    expect(TenantSlug.parse(slug).value).toBe(slug);
  });
});
