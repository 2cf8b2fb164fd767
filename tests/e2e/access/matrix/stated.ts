import { password } from '#testing/e2e-service.js';
import { type Actor, nobodys, type Principal } from './cast.js';
import * as may from './rules.js';

export interface Scene {
  readonly actor: Actor;
  /** A user, and a member of the tenant. */
  readonly other: { readonly id: string; readonly email: string; readonly username: string };
  readonly tenant: { readonly id: string; readonly slug: string };
  readonly serviceAccountId: string;
  readonly webhookId: string;
  /** For what is made. */
  readonly name: string;
}

export interface Row {
  readonly rule: may.Rule;
  /** Of whoever gets past the door. */
  readonly answer: may.Verdict;
  /** What the path has for its parameters, where it is not what `defaults` says. */
  readonly params?: (scene: Scene) => Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: (scene: Scene) => object;
  /** Who is not as before, where somebody has got past the door. */
  readonly spends?: 'actor' | 'other';
  /** Who gets something else, and why. */
  readonly except?: Partial<Record<Principal, may.Verdict>>;
}

const row = (rule: may.Rule, answer: string | number, more: Omit<Row, 'rule' | 'answer'> = {}): Row => ({
  rule,
  answer: String(answer),
  ...more,
});
const sends = (body: object | ((scene: Scene) => object)) => ({
  body: typeof body === 'function' ? (body as (scene: Scene) => object) : () => body,
});

const madeUp = { token: 'ght_made-up' };
const challenge = { challengeToken: 'ghc_made-up', code: '123456' };
const newAccount = ({ name }: Scene) => ({ email: `${name}@example.org`, username: name, password });
const newEmail = ({ name }: Scene) => ({ email: `${name}@example.org` });
const nothing = { params: () => ({ id: nobodys }) };
const self = { params: ({ actor }: Scene) => ({ id: actor.user?.id ?? nobodys }) };
const selfInTenant = {
  params: ({ actor, tenant }: Scene) => ({ id: tenant.id, userId: actor.user?.id ?? nobodys }),
};
const newName = 'Another name';
const webhook = { url: 'https://127.0.0.1/hook', types: ['user.*'] };

/** Parameters of the paths that begin like this: the longest counts. Others name nothing that there is. */
export const defaults: Readonly<Record<string, (scene: Scene) => Readonly<Record<string, string>>>> = {
  '/api/v1/users/:id': ({ other }) => ({ id: other.id }),
  '/api/v1/tenants/:id': ({ tenant }) => ({ id: tenant.id }),
  '/api/v1/service-accounts/:id': ({ serviceAccountId }) => ({ id: serviceAccountId }),
  '/api/v1/webhooks/:id': ({ webhookId }) => ({ id: webhookId }),
  '/api/v1/subscriptions/:name': () => ({ name: 'audit-log', id: nobodys }),
  '/docs/events/:type/:version': () => ({ type: 'user.registered', version: 'v1' }),
  '/errors/:code': () => ({ code: 'FORBIDDEN' }),
};

/**
 * Every route of the service: who gets past its door, and to which answer. A request that fails for everybody behind the
 * door names what there is not. In parentheses: the same route, asked in another way.
 */
export const stated: Readonly<Record<string, Row>> = {
  // Signing in
  'POST /api/v1/auth/register': row(may.anyone, 201, sends(newAccount)),
  'POST /api/v1/auth/login': row(
    may.anyone,
    200,
    sends(({ other }) => ({ email: other.email, password })),
  ),
  'POST /api/v1/auth/refresh': row(may.anyone, '401 REFRESH_TOKEN_INVALID', sends({ refreshToken: 'ghr_x' })),
  'POST /api/v1/auth/mfa': row(may.anyone, '401 CHALLENGE_FAILED', sends(challenge)),
  'POST /api/v1/auth/mfa/enroll': row(may.anyone, '401 CHALLENGE_FAILED', sends(challenge)),
  'POST /api/v1/auth/password/forgot': row(may.anyone, 202, sends(newEmail)),
  'POST /api/v1/auth/password/reset': row(
    may.anyone,
    '401 TOKEN_INVALID',
    sends({ ...madeUp, newPassword: 'another long phrase' }),
  ),
  'POST /api/v1/auth/email/verification': row(may.anyone, 202, sends(newEmail)),
  'POST /api/v1/auth/email/verify': row(may.anyone, '401 TOKEN_INVALID', sends(madeUp)),
  'POST /api/v1/auth/email/change': row(may.anyone, '401 TOKEN_INVALID', sends(madeUp)),
  'POST /api/v1/auth/email/revert': row(may.anyone, '401 TOKEN_INVALID', sends(madeUp)),
  'POST /api/v1/auth/code': row(may.anyone, 202, sends(newEmail)),
  'POST /api/v1/auth/code/complete': row(may.anyone, '401 CHALLENGE_FAILED', sends(challenge)),
  'POST /api/v1/auth/logout': row(may.session, 204, { spends: 'actor' }),
  'POST /api/v1/auth/logout-all': row(may.session, 204, { spends: 'actor' }),
  'POST /api/v1/auth/step-up': row(may.session, 200, sends({ password })),
  'POST /api/v1/auth/token': row(may.aKey, 200),

  // One's own account
  'GET /api/v1/me': row(may.mine, 200),
  'PATCH /api/v1/me': row(may.person, 200, sends({ displayName: newName })),
  'DELETE /api/v1/me': row(may.freshWithPassword, 204, { ...sends({ password }), spends: 'actor' }),
  'POST /api/v1/me/password': row(may.freshWithPassword, 204, {
    ...sends({ currentPassword: password, newPassword: 'another long phrase' }),
    spends: 'actor',
  }),
  'POST /api/v1/me/email': row(may.fresh, 202, sends(newEmail)),
  'GET /api/v1/me/export': row(may.fresh, 200),
  'GET /api/v1/me/sessions': row(may.session, 200),
  'DELETE /api/v1/me/sessions': row(may.session, 204),
  'DELETE /api/v1/me/sessions/:id': row(may.session, '404 SESSION_NOT_FOUND'),
  'GET /api/v1/me/keys': row(may.session, 200),
  'POST /api/v1/me/keys': row(may.fresh, 201, sends({ name: 'Laptop', permissions: [] })),
  'DELETE /api/v1/me/keys/:id': row(may.session, '404 KEY_NOT_FOUND'),
  'GET /api/v1/me/mfa': row(may.session, 200),
  'POST /api/v1/me/mfa/totp': row(may.fresh, 201),
  'POST /api/v1/me/mfa/totp/confirm': row(
    may.session,
    '404 FACTOR_NOT_FOUND',
    sends({ id: nobodys, code: '123456' }),
  ),
  'POST /api/v1/me/mfa/recovery-codes': row(may.fresh, '404 FACTOR_NOT_FOUND'),
  'DELETE /api/v1/me/mfa/:id': row(may.fresh, '404 FACTOR_NOT_FOUND'),

  // Accounts of others
  'GET /api/v1/users': row(may.needs('users:read'), 200),
  'POST /api/v1/users': row(may.needs('users:write'), 201, sends(newAccount)),
  'GET /api/v1/users/:id': row(may.needsOrSelf('users:read'), 200),
  'GET /api/v1/users/:id (oneself)': row(may.ofOneself('users:read'), 200, {
    ...self,
    except: { program: '404 USER_NOT_FOUND' },
  }),
  'PUT /api/v1/users/:id': row(
    may.needs('users:write'),
    200,
    sends(({ other: { email, username } }) => ({ email, username, roles: ['user'], isActive: true })),
  ),
  'PATCH /api/v1/users/:id': row(may.needs('users:write'), 200, sends({ metadata: {} })),
  'PATCH /api/v1/users/:id (roles)': row(may.needsFresh('roles:assign'), 200, {
    ...sends({ roles: ['moderator'] }),
    spends: 'other',
  }),
  'PATCH /api/v1/users/:id (email)': row(may.needsFresh('users:change-email'), 200, {
    ...sends(newEmail),
    spends: 'other',
  }),
  'DELETE /api/v1/users/:id': row(may.needsFresh('users:delete'), '404 USER_NOT_FOUND', nothing),
  'GET /api/v1/users/:id/sessions': row(may.needs('sessions:revoke'), 200),
  'DELETE /api/v1/users/:id/sessions': row(may.needsFresh('sessions:revoke'), 204),
  'DELETE /api/v1/users/:id/mfa': row(may.needsFresh('users:write'), 204),
  'POST /api/v1/users/:id/impersonate': row(
    may.needsFreshSession('users:impersonate'),
    201,
    sends({ reason: 'Ticket 4711' }),
  ),
  'GET /api/v1/users/:id/activity': row(may.needsOrSelf('users:read'), 200),
  'GET /api/v1/users/:id/activity (oneself)': row(may.ofOneself('users:read'), 200, {
    ...self,
    except: { program: '404 USER_NOT_FOUND' },
  }),
  'GET /api/v1/stats/sign-ins': row(may.needs('users:read'), 200),

  // Permissions, roles, the audit log, events and jobs
  'GET /api/v1/permissions': row(may.needs('users:read'), 200),
  'POST /api/v1/permissions': row(
    may.needs('roles:write'),
    201,
    sends(({ name }) => ({ name: `${name}:read`, description: 'Read.' })),
  ),
  'DELETE /api/v1/permissions/:name': row(may.needs('roles:write'), '404 PERMISSION_NOT_FOUND'),
  'GET /api/v1/roles': row(may.needs('users:read'), 200),
  'POST /api/v1/roles': row(
    may.needsFresh('roles:write'),
    201,
    sends(({ name }) => ({ name, permissions: ['users:read'] })),
  ),
  'GET /api/v1/roles/:name': row(may.needs('users:read'), '404 ROLE_NOT_FOUND'),
  'PATCH /api/v1/roles/:name': row(may.needsFresh('roles:write'), '404 ROLE_NOT_FOUND', sends({})),
  'DELETE /api/v1/roles/:name': row(may.needsFresh('roles:write'), '404 ROLE_NOT_FOUND'),
  'GET /api/v1/audit': row(may.needs('audit:read'), 200),
  'GET /api/v1/events': row(may.needs('events:read'), 200),
  'GET /api/v1/events/stream': row(may.needs('events:read'), 200),
  'GET /api/v1/subscriptions': row(may.needs('events:manage'), 200),
  'GET /api/v1/subscriptions/:name/dead-letters': row(may.needs('events:manage'), 200),
  'GET /api/v1/subscriptions/:name/dead-letters/:id': row(
    may.needs('events:manage'),
    '404 DEAD_LETTER_NOT_FOUND',
  ),
  'POST /api/v1/subscriptions/:name/dead-letters/:id/retry': row(
    may.needs('events:manage'),
    '404 DEAD_LETTER_NOT_FOUND',
  ),
  'DELETE /api/v1/subscriptions/:name/dead-letters/:id': row(
    may.needs('events:manage'),
    '404 DEAD_LETTER_NOT_FOUND',
  ),
  'GET /api/v1/jobs': row(may.needs('jobs:manage'), 200),
  'DELETE /api/v1/jobs/:id': row(may.needs('jobs:manage'), '404 JOB_NOT_FOUND'),
  'POST /api/v1/jobs/:id/retry': row(may.needs('jobs:manage'), '404 JOB_NOT_FOUND'),
  'GET /api/v1/sagas': row(may.needs('sagas:manage'), 200),
  'GET /api/v1/sagas/:id': row(may.needs('sagas:manage'), '404 SAGA_NOT_FOUND'),
  'POST /api/v1/sagas/:id/retry': row(may.needs('sagas:manage'), '404 SAGA_NOT_FOUND'),

  // Programs and webhooks
  'GET /api/v1/service-accounts': row(may.needsHere('service_accounts:write'), 200),
  'POST /api/v1/service-accounts': row(
    may.needsHere('service_accounts:write'),
    201,
    sends({ name: 'Import', permissions: [] }),
  ),
  'POST /api/v1/service-accounts (of the tenant)': row(
    may.orInTenant('service_accounts:write'),
    201,
    sends(({ tenant }) => ({ name: 'Import', permissions: [], tenantId: tenant.id })),
  ),
  'GET /api/v1/service-accounts/:id': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    200,
  ),
  'PATCH /api/v1/service-accounts/:id': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    200,
    sends({ name: newName }),
  ),
  'DELETE /api/v1/service-accounts/:id': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    '404 SERVICE_ACCOUNT_NOT_FOUND',
    nothing,
  ),
  'GET /api/v1/service-accounts/:id/keys': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    200,
  ),
  'POST /api/v1/service-accounts/:id/keys': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    201,
    sends({ name: 'CI' }),
  ),
  'DELETE /api/v1/service-accounts/:id/keys/:kid': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    '404 KEY_NOT_FOUND',
  ),
  'POST /api/v1/service-accounts/:id/keys/:kid/rotate': row(
    may.needsOne('service_accounts:write', '404 SERVICE_ACCOUNT_NOT_FOUND'),
    '404 KEY_NOT_FOUND',
    sends({ overlapSeconds: 0 }),
  ),
  'GET /api/v1/webhooks': row(may.needsHere('webhooks:write'), 200),
  'POST /api/v1/webhooks': row(may.needsHere('webhooks:write'), 201, sends(webhook)),
  'POST /api/v1/webhooks (of the tenant)': row(
    may.orInTenant('webhooks:write'),
    201,
    sends(({ tenant }) => ({ ...webhook, tenantId: tenant.id })),
  ),
  'GET /api/v1/webhooks/:id': row(may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'), 200),
  'PATCH /api/v1/webhooks/:id': row(
    may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'),
    200,
    sends({ description: newName }),
  ),
  'DELETE /api/v1/webhooks/:id': row(
    may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'),
    '404 WEBHOOK_NOT_FOUND',
    nothing,
  ),
  'POST /api/v1/webhooks/:id/rotate-secret': row(
    may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'),
    200,
  ),
  'POST /api/v1/webhooks/:id/test': row(may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'), 202),
  'POST /api/v1/webhooks/:id/replay': row(
    may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'),
    202,
    sends(() => ({ from: new Date(Date.now() - 1000).toISOString() })),
  ),
  'GET /api/v1/webhooks/:id/deliveries': row(may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'), 200),
  'POST /api/v1/webhooks/:id/deliveries/:did/redeliver': row(
    may.needsOne('webhooks:write', '404 WEBHOOK_NOT_FOUND'),
    '404 DELIVERY_NOT_FOUND',
  ),

  // Tenants
  'GET /api/v1/tenants': row({ ...may.mine, permission: 'a user, or tenants:read for all' }, 200),
  'GET /api/v1/tenants (all)': row(may.needs('tenants:read'), 200, { query: 'scope=all' }),
  'POST /api/v1/tenants': row(
    may.session,
    201,
    sends(({ name }) => ({ name })),
  ),
  'POST /api/v1/invitations/accept': row(may.session, '401 TOKEN_INVALID', sends(madeUp)),
  'GET /api/v1/tenants/:id': row(may.memberOf, 200),
  'PATCH /api/v1/tenants/:id': row(may.inTenant('tenant:write'), 200, sends({ metadata: {} })),
  'DELETE /api/v1/tenants/:id': row(may.owner, '422 VALIDATION_ERROR', sends({ slug: 'not-its-slug' })),
  'GET /api/v1/tenants/:id/export': row(may.owner, 200),
  'GET /api/v1/tenants/:id/members': row(may.memberOf, 200),
  'PATCH /api/v1/tenants/:id/members/:userId': row(may.inTenant('members:write'), 200, {
    params: ({ tenant, other }) => ({ id: tenant.id, userId: other.id }),
    ...sends({ roles: ['member'] }),
  }),
  'DELETE /api/v1/tenants/:id/members/:userId': row(
    may.inTenant('members:write', 'members:write in the tenant, or self'),
    '404 MEMBER_NOT_FOUND',
  ),
  'DELETE /api/v1/tenants/:id/members/:userId (oneself)': row(may.leaving, 204, {
    ...selfInTenant,
    spends: 'actor',
  }),
  'GET /api/v1/tenants/:id/invitations': row(may.inTenant('members:write'), 200),
  'POST /api/v1/tenants/:id/invitations': row(
    may.inTenant('members:write'),
    201,
    sends(({ name }) => ({ email: `${name}@example.org`, roles: ['member'] })),
  ),
  'DELETE /api/v1/tenants/:id/invitations/:iid': row(
    may.inTenant('members:write'),
    '404 INVITATION_NOT_FOUND',
  ),
  'GET /api/v1/tenants/:id/roles': row(may.memberOf, 200),
  'POST /api/v1/tenants/:id/roles': row(
    may.inTenant('roles:write'),
    201,
    sends(({ name }) => ({ name, permissions: ['roles:write'] })),
  ),
  'PATCH /api/v1/tenants/:id/roles/:name': row(may.inTenant('roles:write'), '404 ROLE_NOT_FOUND', sends({})),
  'DELETE /api/v1/tenants/:id/roles/:name': row(may.inTenant('roles:write'), '404 ROLE_NOT_FOUND'),

  // For everybody
  'GET /': row(may.anyone, 200),
  'GET /account/verify-email': row(may.anyone, 200),
  'GET /account/finish-registration': row(may.anyone, 200),
  'GET /account/set-password': row(may.anyone, 200),
  'GET /account/sign-in': row(may.anyone, 200),
  'GET /account/reset-password': row(may.anyone, 200),
  'GET /account/revert-email': row(may.anyone, 200),
  'GET /account/change-email': row(may.anyone, 200),
  'GET /account/invitation': row(may.anyone, 200),
  'GET /account/pages.js': row(may.anyone, 200),
  'GET /account/pages.css': row(may.anyone, 200),
  'GET /docs': row(may.anyone, 200),
  'GET /docs/': row(may.anyone, 200),
  'GET /docs/events': row(may.anyone, 200),
  'GET /docs/events/:type/:version': row(may.anyone, 200),
  'GET /docs/static/theme/gatehouse.js': row(may.anyone, 200),
  'GET /docs/static/theme/gatehouse.css': row(may.anyone, 200),
  'GET /docs/static/theme/favicon.ico': row(may.anyone, 200),
  'GET /docs/static/index.html': row(may.anyone, 302),
  'GET /docs/static/swagger-initializer.js': row(may.anyone, 200),
  'GET /docs/*': row(may.anyone, '404 NOT_FOUND'),
  'GET /docs/json': row(may.anyone, 200),
  'GET /docs/yaml': row(may.anyone, 200),
  'GET /dev/mailbox': row(may.anyone, 200),
  'GET /.well-known/jwks.json': row(may.anyone, 200),
  'GET /health/live': row(may.anyone, 200),
  'GET /health/ready': row(may.anyone, 200),
  'GET /errors': row(may.anyone, 200),
  'GET /errors/:code': row(may.anyone, 200),
  'GET /favicon.ico': row(may.anyone, 200),
  'GET /openapi.json': row(may.anyone, 200),
};
