import { describe, expect, it } from 'vitest';
import { signedIn, type TestApp, testApp } from './support/app.js';
import { ada, sessionId, userId } from './support/fakes.js';

const user = {
  id: userId,
  email: 'ada@example.com',
  emailVerifiedAt: null,
  username: 'ada',
  displayName: 'Ada Lovelace',
  locale: 'en-GB',
  metadata: {},
  roles: ['user'],
  isActive: true,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-02T00:00:00.000Z',
  lastLoginAt: null,
};
const tokens = {
  accessToken: 'access',
  refreshToken: 'refresh',
  tokenType: 'Bearer',
  expiresIn: 900,
  refreshExpiresIn: 2592000,
};
const session = {
  id: sessionId,
  createdAt: '2026-03-14T09:26:53.589Z',
  lastUsedAt: '2026-03-14T09:26:53.589Z',
  expiresAt: '2026-03-14T09:26:53.589Z',
  ip: '198.51.100.7',
  userAgent: 'curl',
  isCurrent: true,
};
const permission = { name: 'invoices:read', description: 'Read invoices.', isBuiltIn: false };
const description = { name: 'invoices:read', description: 'Read invoices.' };
const role = {
  name: 'support',
  description: null,
  permissions: ['users:read'],
  isBuiltIn: false,
  createdAt: '2026-03-14T09:26:53.589Z',
  updatedAt: '2026-03-14T09:26:53.589Z',
};
const newRole = { name: 'support', permissions: ['users:read'] };
const account = { email: 'ada@example.com', username: 'ada', password: 'pass phrase' };
const replacement = { email: 'a@b.io', username: 'ada', roles: ['admin'], isActive: false };

type Row = readonly [string, string, object | undefined, number, unknown, keyof TestApp['useCases'], unknown];

const rows: readonly Row[] = [
  ['POST', '/auth/register', account, 201, user, 'registerUser', account],
  [
    'POST',
    '/auth/login',
    { email: 'a@b.io', password: 'x' },
    200,
    { ...tokens, user },
    'logIn',
    { email: 'a@b.io', password: 'x' },
  ],
  [
    'POST',
    '/auth/login',
    { username: 'ada', password: 'x' },
    200,
    { ...tokens, user },
    'logIn',
    { username: 'ada', password: 'x' },
  ],
  ['POST', '/auth/refresh', { refreshToken: 'r' }, 200, tokens, 'refreshSession', { refreshToken: 'r' }],
  ['POST', '/auth/logout', undefined, 204, undefined, 'logOut', undefined],
  ['POST', '/auth/logout-all', undefined, 204, undefined, 'endMySessions', { isThisKept: false }],
  ['GET', '/me', undefined, 200, user, 'showMyAccount', undefined],
  [
    'PATCH',
    '/me',
    { username: 'ada', displayName: null, locale: 'de' },
    200,
    user,
    'changeMyAccount',
    { username: 'ada', displayName: null, locale: 'de', expectedVersions: null },
  ],
  ['DELETE', '/me', { password: 'x' }, 204, undefined, 'deleteMyAccount', { password: 'x' }],
  [
    'POST',
    '/me/password',
    { currentPassword: 'a', newPassword: 'b' },
    204,
    undefined,
    'changeMyPassword',
    { currentPassword: 'a', newPassword: 'b' },
  ],
  ['GET', '/me/sessions', undefined, 200, [session], 'listMySessions', undefined],
  ['DELETE', '/me/sessions/s1', undefined, 204, undefined, 'endMySession', { id: 's1' }],
  ['DELETE', '/me/sessions', undefined, 204, undefined, 'endMySessions', { isThisKept: true }],
  [
    'POST',
    '/users',
    { ...account, roles: ['user'] },
    201,
    user,
    'createUser',
    { ...account, roles: ['user'] },
  ],
  ['POST', '/users', account, 201, user, 'createUser', account],
  ['GET', '/users/u1', undefined, 200, user, 'showUser', { id: 'u1' }],
  [
    'PUT',
    '/users/u1',
    replacement,
    200,
    user,
    'changeUser',
    { ...replacement, id: 'u1', expectedVersions: null },
  ],
  [
    'PATCH',
    '/users/u1',
    { isActive: false },
    200,
    user,
    'changeUser',
    { isActive: false, id: 'u1', expectedVersions: null },
  ],
  ['DELETE', '/users/u1', undefined, 204, undefined, 'deleteUser', { id: 'u1' }],
  ['GET', '/users/u1/sessions', undefined, 200, [session], 'listUserSessions', { userId: 'u1' }],
  ['DELETE', '/users/u1/sessions', undefined, 204, undefined, 'endUserSessions', { userId: 'u1' }],
  ['GET', '/permissions', undefined, 200, [permission], 'listPermissions', undefined],
  ['POST', '/permissions', description, 201, permission, 'createPermission', description],
  ['DELETE', '/permissions/a:b', undefined, 204, undefined, 'deletePermission', { name: 'a:b' }],
  ['GET', '/roles', undefined, 200, [role], 'listRoles', undefined],
  ['POST', '/roles', newRole, 201, role, 'createRole', newRole],
  ['GET', '/roles/support', undefined, 200, role, 'showRole', { name: 'support' }],
  [
    'PATCH',
    '/roles/support',
    { permissions: [] },
    200,
    role,
    'changeRole',
    { permissions: [], name: 'support', expectedVersions: null },
  ],
  ['DELETE', '/roles/support', undefined, 204, undefined, 'deleteRole', { name: 'support' }],
];

describe('the contract', () => {
  it.each(rows)('%s /api/v1%s %o -> %i', async (method, path, payload, status, data, useCase, input) => {
    const test = await testApp();
    const response = await test.app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers: { ...signedIn, 'x-request-id': 'r-1' },
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode).toBe(status);
    expect(test.useCases[useCase].calls).toHaveLength(1);
    expect(test.useCases[useCase].lastInput).toEqual(input);
    expect(test.useCases[useCase].lastContext).toMatchObject({ requestId: 'r-1', ip: '127.0.0.1' });
    if (status === 204) {
      expect(response.body).toBe('');
      expect(response.headers).not.toHaveProperty('content-type');
      return;
    }
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toEqual({
      success: true,
      data,
      meta: { timestamp: '2026-03-14T09:26:53.589Z', requestId: 'r-1' },
    });
  });

  it.each([
    ['POST', '/auth/register', account, true],
    ['POST', '/users', account, true],
    ['GET', '/me', undefined, false],
    ['GET', '/users/u1', undefined, false],
    ['PATCH', '/users/u1', { isActive: true }, false],
  ])('%s %s carries an entity tag (and a location: %4$s)', async (method, path, payload, isCreated) => {
    const { app } = await testApp();
    const response = await app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers: signedIn,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.headers.etag).toBe('"3"');
    expect(response.headers.location).toBe(isCreated ? `/api/v1/users/${userId}` : undefined);
  });

  it('lets nothing out that is not in the schema', async () => {
    const test = await testApp();
    test.useCases.showMyAccount.answer = () => ({ ...ada, passwordHash: 'canary', version: 9 });
    const me = await test.app.inject({ url: '/api/v1/me', headers: signedIn });
    expect(me.json().data).toEqual(user);
    const keys = await test.app.inject('/.well-known/jwks.json');
    expect(keys.json()).toEqual({ keys: [{ kty: 'EC', kid: 'k1' }] });
  });

  it('answers HEAD like GET, without a body', async () => {
    const { app } = await testApp();
    const response = await app.inject({ method: 'HEAD', url: '/api/v1/me', headers: signedIn });
    expect(response.statusCode).toBe(200);
    expect(response.headers.etag).toBe('"3"');
    expect(response.body).toBe('');
  });

  it('ignores the body of GET and unknown query parameters where there is nothing to ask (INP-28)', async () => {
    const { app } = await testApp();
    const headers = { ...signedIn, 'content-type': 'application/json' };
    const response = await app.inject({
      method: 'GET',
      url: '/api/v1/me?callback=x',
      headers,
      payload: '{"a":',
    });
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain('callback');
  });
});
