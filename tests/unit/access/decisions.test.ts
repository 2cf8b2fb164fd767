import { beforeAll, describe, expect, it } from 'vitest';
import type { Principal, RequestContext, UserPrincipal } from '#application/shared/request-context.js';
import { accessTokens } from '#composition/features/access.tokens.js';
import { tenantsTokens } from '#composition/features/tenants.tokens.js';
import { builtInFeatures } from '#composition/features.js';
import { platform } from '#composition/platform/platform.tokens.js';
import type { Role } from '#domain/access/role.js';
import { AppError } from '#domain/shared/app-error.js';
import type { ApiKeyId, ServiceAccountId, SessionId, TenantId, UserId } from '#domain/shared/ids.js';
import { testIds } from '#testing/ids.js';
import { TestKit } from '#testing/test-kit.js';

type Scope = 'house' | 'own tenant' | 'another tenant';
type Verdict = 'yes' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'TENANT_NOT_FOUND';
const scopes: readonly Scope[] = ['house', 'own tenant', 'another tenant'];

/** Those of the house, those of tenants, and what an application has made up: in the house, and in a tenant. */
const ofTenants = [
  'tenant:write',
  'members:write',
  'roles:write',
  'service_accounts:write',
  'webhooks:write',
];
const ofHouse = builtInFeatures.flatMap(({ permissions = [] }) => permissions.map(({ name }) => name));
const catalogue = [
  ...new Set([...ofHouse, ...ofTenants, 'tenant:own', 'projects:archive', 'posts:write', 'nobody:knows']),
];

/** What roles allow, as docs/access.md and docs/tenants.md say; `auditor` and `editor` are made below. */
const everything = [...ofHouse, 'projects:archive'];
const houseRoles: Readonly<Record<string, readonly string[]>> = {
  admin: everything,
  moderator: ['users:read', 'users:write', 'sessions:revoke'],
  user: [],
  auditor: ['audit:read', 'projects:archive'],
};
const allowedInTenant = (role: string, permission: string) =>
  role === 'owner' ||
  (role === 'admin' && permission !== 'tenant:own') ||
  (role === 'editor' && ['posts:write', 'members:write'].includes(permission));

/** What is asked with: a session, a key limited to some permissions, a token to act in somebody's place. */
type Means = 'session' | readonly string[] | 'impersonation';
type Cast =
  | { readonly kind: 'visitor' }
  | { readonly kind: 'system' }
  | {
      readonly kind: 'user';
      readonly roles: readonly string[];
      /** In the tenant that is theirs; null: they belong to none. */
      readonly tenantRole: string | null;
      readonly means: Means;
    }
  | { readonly kind: 'program'; readonly permissions: readonly string[]; readonly ofTenant: boolean };

const user = (roles: readonly string[], tenantRole: string | null, means: Means = 'session'): Cast => ({
  kind: 'user',
  roles,
  tenantRole,
  means,
});
const forKeys = ['users:read', 'roles:write', 'audit:read', 'posts:write', 'tenant:own', 'nobody:knows'];
const cast: Readonly<Record<string, Cast>> = {
  'a visitor': { kind: 'visitor' },
  'the service itself': { kind: 'system' },
  ...Object.fromEntries(
    Object.keys(houseRoles).flatMap((role) =>
      [null, 'owner', 'admin', 'editor', 'member'].map((inTenant) => [
        `a user with the role ${role}, ${inTenant ?? 'no member'} of a tenant`,
        user([role], inTenant),
      ]),
    ),
  ),
  'a user with several roles': user(['user', 'moderator', 'auditor'], 'member'),
  'a user with a role that there is no more': user(['gone'], 'gone'),
  'a key for nothing': user(['admin'], 'owner', []),
  'a key for all of an administrator who owns a tenant': user(['admin'], 'owner', catalogue),
  'a key for some of an administrator who owns a tenant': user(['admin'], 'owner', forKeys),
  'a key for some of an administrator of a tenant': user(['user'], 'admin', forKeys),
  'a key for some of an auditor who edits in a tenant': user(['auditor'], 'editor', forKeys),
  'a key for all of a moderator in no tenant': user(['moderator'], null, catalogue),
  'in the place of an administrator who owns a tenant': user(['admin'], 'owner', 'impersonation'),
  'in the place of a moderator who is a member of a tenant': user(['moderator'], 'member', 'impersonation'),
  'in the place of a user in no tenant': user(['user'], null, 'impersonation'),
  'a program of the house with everything': { kind: 'program', permissions: catalogue, ofTenant: false },
  'a program of the house with little': { kind: 'program', permissions: ['users:read'], ofTenant: false },
  'a program of a tenant': { kind: 'program', permissions: ['posts:write', 'roles:write'], ofTenant: true },
  'a program of a tenant without anything': { kind: 'program', permissions: [], ofTenant: true },
};

/** The rule, in the words of the contract. Null: whether somebody belongs to the tenant at all. */
function expected(who: Cast, scope: Scope, permission: string | null): Verdict {
  if (who.kind === 'visitor') return 'UNAUTHENTICATED';
  const isOf = (allowed: boolean): Verdict => (allowed ? 'yes' : 'FORBIDDEN');
  if (scope === 'house') {
    if (who.kind === 'system' || permission === null) return 'yes';
    if (who.kind === 'program') return isOf(!who.ofTenant && who.permissions.includes(permission));
    const held = who.roles.some((role) => houseRoles[role]?.includes(permission));
    return isOf(held && (typeof who.means === 'string' || who.means.includes(permission)));
  }
  // Of its own accord the service asks for nothing in a tenant: what it does there needs no permission.
  if (who.kind === 'system') return 'UNAUTHENTICATED';
  const belongs = who.kind === 'program' ? who.ofTenant : who.tenantRole !== null;
  if (scope === 'another tenant' || !belongs) return 'TENANT_NOT_FOUND';
  if (permission === null) return 'yes';
  if (who.kind === 'program') return isOf(who.permissions.includes(permission));
  if (who.means === 'impersonation') return 'FORBIDDEN';
  const held = allowedInTenant(who.tenantRole ?? '', permission);
  return isOf(held && (who.means === 'session' || who.means.includes(permission)));
}

describe('what is allowed, of every permission, in the house, in a tenant and in another', () => {
  let kit: TestKit;
  let tenants: { own: TenantId; other: TenantId };
  let decide: (context: RequestContext, scope: Scope, permission: string | null) => Promise<void>;

  beforeAll(async () => {
    kit = new TestKit();
    const admin = await kit.as(await kit.person('admin'));
    const archive = { name: 'projects:archive', description: 'Put away.' };
    await (await kit.get(accessTokens.createPermission)).execute(archive, admin);
    const auditor = { name: 'auditor', permissions: houseRoles.auditor as readonly string[] };
    await (await kit.get(accessTokens.createRole)).execute(auditor, admin);
    const create = await kit.get(tenantsTokens.createTenant);
    const [own, other] = [
      await create.execute({ name: 'Own' }, admin),
      await create.execute({ name: 'Other' }, admin),
    ];
    const editor = { name: 'editor', permissions: ['posts:write', 'members:write'] };
    for (const { id } of [own, other]) {
      await (await kit.get(tenantsTokens.createTenantRole)).execute({ id, ...editor }, admin);
    }
    tenants = { own: own.id as TenantId, other: other.id as TenantId };
    const [authorizer, access] = [
      await kit.get(accessTokens.authorizer),
      await kit.get(tenantsTokens.access),
    ];
    decide = async (context, scope, permission) => {
      if (scope !== 'house') {
        const tenantId = scope === 'own tenant' ? tenants.own : tenants.other;
        await access.require(context, tenantId, permission as `${string}:${string}` | null);
      } else await authorizer.require(context, { name: permission ?? '', description: '', grantedTo: [] });
    };
  });

  async function principalOf(who: Cast): Promise<Principal | null> {
    if (who.kind === 'visitor') return null;
    if (who.kind === 'system') return { kind: 'system' };
    const keyId = testIds.next() as ApiKeyId;
    if (who.kind === 'program') {
      const tenantId = who.ofTenant ? tenants.own : null;
      const serviceId = testIds.next() as ServiceAccountId;
      return { kind: 'service', serviceId, keyId, permissions: new Set(who.permissions), tenantId };
    }
    const { roles, tenantRole, means } = who;
    const { id } = await kit.person();
    if (tenantRole !== null) await join(id, tenantRole);
    const principal: UserPrincipal = {
      kind: 'user',
      userId: id,
      sessionId: means === 'session' ? (testIds.next() as SessionId) : null,
      keyId: typeof means === 'string' ? null : keyId,
      scope: typeof means === 'string' ? null : new Set(means),
      impersonatorId: means === 'impersonation' ? (testIds.next() as UserId) : null,
      roles: roles as readonly Role[],
      amr: ['pwd'],
      authenticatedAt: kit.clock.now(),
      hasSecondFactor: false,
      tenantId: null,
    };
    return principal;
  }
  async function join(userId: UserId, role: string): Promise<void> {
    const [members, unitOfWork] = [await kit.get(tenantsTokens.members), await kit.get(platform.unitOfWork)];
    const member = { tenantId: tenants.own, userId, roles: [role], joinedAt: kit.clock.now() };
    await unitOfWork.scoped(tenants.own, kit.visitor(), () => members.add(member));
  }

  it.each(Object.entries(cast))('for %s', async (_, who) => {
    const context = { ...kit.visitor(), principal: await principalOf(who) };
    const asked = [null, ...catalogue].flatMap((permission) =>
      scopes
        .filter((scope) => permission !== null || scope !== 'house')
        .map((scope) => ({ permission, scope })),
    );
    const told = asked.map(({ scope, permission }) => [
      `${permission ?? 'belonging'} in the ${scope}`,
      expected(who, scope, permission),
    ]);
    const observed: [string, string][] = [];
    for (const { scope, permission } of asked) {
      const verdict = await decide(context, scope, permission).then(
        () => 'yes',
        (error) => (error instanceof AppError ? error.code : String(error)),
      );
      observed.push([`${permission ?? 'belonging'} in the ${scope}`, verdict]);
    }
    expect(Object.fromEntries(observed)).toEqual(Object.fromEntries(told));
  });

  it('is asked about each permission that there is, and every answer is given', async () => {
    const { permissions } = await kit.get(accessTokens.rolePermissions);
    expect(permissions.map(({ name }) => name).filter((name) => !catalogue.includes(name))).toEqual([]);
    expect(catalogue.length).toBeGreaterThan(20);
    const verdicts = Object.values(cast).flatMap((who) =>
      catalogue.flatMap((permission) => scopes.map((scope) => expected(who, scope, permission))),
    );
    expect([...new Set(verdicts)].sort()).toEqual([
      'FORBIDDEN',
      'TENANT_NOT_FOUND',
      'UNAUTHENTICATED',
      'yes',
    ]);
  });
});
