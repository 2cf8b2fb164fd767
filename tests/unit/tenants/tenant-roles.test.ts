import { describe, expect, it } from 'vitest';
import type { UserPrincipal } from '#application/shared/request-context.js';
import { allows, grantedTo } from '#application/tenants/tenant-access.js';
import type { SessionId } from '#domain/shared/ids.js';
import { ownTenant, tenantPermissions } from '#domain/tenants/permissions.js';
import { parseTenantPermissions, parseTenantRoleName, TenantGrants } from '#domain/tenants/tenant-role.js';
import { TenantSlug } from '#domain/tenants/tenant-slug.js';
import { aUserId } from '#testing/ids.js';

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

  it('give a key, or a program, no more than it has, and never a role that grows', () => {
    const held = new Set(['posts:write', ...tenantPermissions]);
    expect(grants.coversWith(held, ['editor', 'member'])).toBe(true);
    expect(grants.coversWith(new Set(['posts:write']), ['editor'])).toBe(false);
    for (const role of ['owner', 'admin']) expect(grants.coversWith(held, [role])).toBe(false);
  });

  it('of owners and administrators allow what nobody has named yet, but for the owners’ own', () => {
    const principal = {
      kind: 'user',
      userId: aUserId(),
      sessionId: aUserId() as string as SessionId,
      keyId: null,
      scope: null,
      impersonatorId: null,
      roles: [],
      amr: [],
      authenticatedAt: at,
      hasSecondFactor: false,
      tenantId: null,
    } as const;
    const of = (roles: readonly string[], change: Partial<UserPrincipal> = {}) =>
      grantedTo({ ...principal, ...change }, { roles, permissions: [...grants.of(roles)] });
    for (const role of ['owner', 'admin']) {
      expect(allows(of([role]), 'invoices:write')).toBe(true);
      expect(allows(of([role]), ownTenant)).toBe(role === 'owner');
      const key = of([role], { scope: new Set(['invoices:write', 'users:read']) });
      expect([...key.permissions]).toEqual(['invoices:write', 'users:read']);
      expect([allows(key, 'members:write'), allows(key, ownTenant)]).toEqual([false, false]);
      expect(allows(of([role], { impersonatorId: aUserId() }), 'invoices:write')).toBe(false);
    }
    expect(allows(of(['editor']), 'invoices:write')).toBe(false);
    expect([...of(['editor'], { scope: new Set(['posts:write', 'invoices:write']) }).permissions]).toEqual([
      'posts:write',
    ]);
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
