import { decodeJwt } from 'jose';
import { password, type SignedIn } from '#testing/e2e-service.js';
import type { RequestOptions } from '#testing/http-client.js';

export type Permission =
  | 'users:read'
  | 'users:write'
  | 'users:delete'
  | 'sessions:revoke'
  | 'audit:read'
  | 'roles:write';

export interface Scene {
  /** Who asks; null for a visitor. */
  readonly actor: SignedIn | null;
  /** Somebody else, with the role `user`. */
  readonly other: SignedIn;
  /** For new accounts. */
  readonly name: string;
}

export interface ContractRoute {
  readonly method: string;
  readonly path: string;
  readonly who: 'anyone' | 'signed in' | Permission;
  /** Of an answer to somebody who may. */
  readonly status: number;
  /** Of a request that fails for everybody, where one that succeeds needs what is mailed. */
  readonly code?: string;
  /** A request that succeeds; by default one without a body, `:id` being the other user. */
  readonly request?: (scene: Scene) => { id?: string; options?: RequestOptions };
}

type Request = NonNullable<ContractRoute['request']>;

const sending =
  (body: (scene: Scene) => unknown): Request =>
  (scene) => ({ options: { body: body(scene) } });

const account = ({ name }: Scene) => ({ email: `${name}@example.org`, username: name, password });
const mySession: Request = ({ actor, other }) => ({ id: decodeJwt((actor ?? other).token).sid as string });
const replacement = ({ other: { user } }: Scene) => ({
  email: user.email,
  username: user.username,
  roles: ['user'],
  isActive: false,
});

function route(
  method: string,
  path: string,
  who: ContractRoute['who'],
  status: number,
  request?: Request,
): ContractRoute {
  return { method, path, who, status, ...(request === undefined ? {} : { request }) };
}

const email = sending(({ name }) => ({ email: `${name}@example.org` }));
const madeUp = { token: 'ght_made-up' };

/** Nothing has the name `:name`. */
function ofNone(
  method: string,
  path: string,
  who: ContractRoute['who'],
  code: string,
  body?: object,
): ContractRoute {
  return { ...route(method, path, who, 404, body && sending(() => body)), code };
}

function byLink(path: string, body: object = madeUp): ContractRoute {
  return {
    ...route(
      'POST',
      path,
      'anyone',
      401,
      sending(() => body),
    ),
    code: 'TOKEN_INVALID',
  };
}

function byChallenge(path: string): ContractRoute {
  const body = { challengeToken: 'ghc_made-up', code: '123456' };
  return {
    ...route(
      'POST',
      path,
      'anyone',
      401,
      sending(() => body),
    ),
    code: 'CHALLENGE_FAILED',
  };
}

const noFactor = { id: '01900000-0000-7000-8000-000000000000', code: '123456' };

/** The tables "Resources", "Account life" and "Second factors" of http-contract.md, row by row. */
export const contractRoutes: readonly ContractRoute[] = [
  route('POST', '/api/v1/auth/register', 'anyone', 201, sending(account)),
  route(
    'POST',
    '/api/v1/auth/login',
    'anyone',
    200,
    sending(({ other }) => ({ email: other.user.email, password })),
  ),
  route(
    'POST',
    '/api/v1/auth/refresh',
    'anyone',
    200,
    sending(({ other: { refreshToken } }) => ({ refreshToken })),
  ),
  route('POST', '/api/v1/auth/logout', 'signed in', 204),
  route('POST', '/api/v1/auth/logout-all', 'signed in', 204),
  route('GET', '/api/v1/me', 'signed in', 200),
  route(
    'PATCH',
    '/api/v1/me',
    'signed in',
    200,
    sending(({ name }) => ({ username: name })),
  ),
  route(
    'DELETE',
    '/api/v1/me',
    'signed in',
    204,
    sending(() => ({ password })),
  ),
  route(
    'POST',
    '/api/v1/me/password',
    'signed in',
    204,
    sending(() => ({ currentPassword: password, newPassword: 'another long phrase' })),
  ),
  route('GET', '/api/v1/me/sessions', 'signed in', 200),
  route('DELETE', '/api/v1/me/sessions/:id', 'signed in', 204, mySession),
  route('DELETE', '/api/v1/me/sessions', 'signed in', 204),
  route('GET', '/api/v1/users', 'users:read', 200),
  route('POST', '/api/v1/users', 'users:write', 201, sending(account)),
  route('GET', '/api/v1/users/:id', 'users:read', 200),
  route('PUT', '/api/v1/users/:id', 'users:write', 200, sending(replacement)),
  route(
    'PATCH',
    '/api/v1/users/:id',
    'users:write',
    200,
    sending(({ name }) => ({ username: name })),
  ),
  route('DELETE', '/api/v1/users/:id', 'users:delete', 204),
  route('GET', '/api/v1/users/:id/sessions', 'sessions:revoke', 200),
  route('DELETE', '/api/v1/users/:id/sessions', 'sessions:revoke', 204),
  route('GET', '/api/v1/permissions', 'users:read', 200),
  route(
    'POST',
    '/api/v1/permissions',
    'roles:write',
    201,
    sending(({ name }) => ({ name: `${name}:read`, description: 'Read.' })),
  ),
  ofNone('DELETE', '/api/v1/permissions/:name', 'roles:write', 'PERMISSION_NOT_FOUND'),
  route('GET', '/api/v1/roles', 'users:read', 200),
  route(
    'POST',
    '/api/v1/roles',
    'roles:write',
    201,
    sending(({ name }) => ({ name, permissions: ['users:read'] })),
  ),
  ofNone('GET', '/api/v1/roles/:name', 'users:read', 'ROLE_NOT_FOUND'),
  ofNone('PATCH', '/api/v1/roles/:name', 'roles:write', 'ROLE_NOT_FOUND', {}),
  ofNone('DELETE', '/api/v1/roles/:name', 'roles:write', 'ROLE_NOT_FOUND'),
  route('GET', '/api/v1/audit', 'audit:read', 200),
  route('POST', '/api/v1/auth/email/verification', 'anyone', 202, email),
  byLink('/api/v1/auth/email/verify'),
  route('POST', '/api/v1/auth/password/forgot', 'anyone', 202, email),
  byLink('/api/v1/auth/password/reset', { ...madeUp, newPassword: 'another long phrase' }),
  route('POST', '/api/v1/me/email', 'signed in', 202, email),
  byLink('/api/v1/auth/email/change'),
  byLink('/api/v1/auth/email/revert'),
  byChallenge('/api/v1/auth/mfa'),
  byChallenge('/api/v1/auth/mfa/enroll'),
  route(
    'POST',
    '/api/v1/auth/step-up',
    'signed in',
    200,
    sending(() => ({ password })),
  ),
  route('GET', '/api/v1/me/mfa', 'signed in', 200),
  { ...route('POST', '/api/v1/me/mfa/totp', 'signed in', 403), code: 'EMAIL_NOT_VERIFIED' },
  {
    ...route(
      'POST',
      '/api/v1/me/mfa/totp/confirm',
      'signed in',
      404,
      sending(() => noFactor),
    ),
    code: 'FACTOR_NOT_FOUND',
  },
  { ...route('DELETE', '/api/v1/me/mfa/:id', 'signed in', 404), code: 'FACTOR_NOT_FOUND' },
  { ...route('POST', '/api/v1/me/mfa/recovery-codes', 'signed in', 404), code: 'FACTOR_NOT_FOUND' },
  route('DELETE', '/api/v1/users/:id/mfa', 'users:write', 204),
  route('GET', '/.well-known/jwks.json', 'anyone', 200),
  route('GET', '/health/live', 'anyone', 200),
  route('GET', '/health/ready', 'anyone', 200),
  route('GET', '/openapi.json', 'anyone', 200),
  route('GET', '/docs', 'anyone', 200),
];

/** The contract's sentence on built-in roles. */
export const permissionsByRole: Readonly<Record<'admin' | 'moderator' | 'user', readonly Permission[]>> = {
  admin: ['users:read', 'users:write', 'users:delete', 'sessions:revoke', 'roles:write', 'audit:read'],
  moderator: ['users:read', 'users:write', 'sessions:revoke'],
  user: [],
};
