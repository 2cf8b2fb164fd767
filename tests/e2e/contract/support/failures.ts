import { overloaded, unavailable } from '#application/shared/errors.js';
import { serviceUnavailable } from '#application/shared/service-client.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { emailNotVerified } from '#domain/auth/errors.js';
import { type E2eOptions, type E2eService, password } from '#testing/e2e-service.js';
import { FakeClock } from '#testing/fake-clock.js';
import type { Reply } from '#testing/http-client.js';
import { overriding } from '#testing/overriding.js';
import { totpCode } from '../../../support/totp.js';

type Headers = Record<string, string>;

export interface Failure {
  readonly code: string;
  readonly status: number;
  /** Names that `details` must have. */
  readonly fields: readonly string[];
  /** Whether it comes with what another step is taken with. */
  readonly hasChallenge?: boolean;
  provoke(service: E2eService, headers: Headers): Promise<Reply>;
}

const clock = new FakeClock();
export const secretCause = 'the cause that nobody must read';

/** Stands for what cannot be provoked from outside. */
const breakAuditLog = overriding((wiring) =>
  wiring.replace(
    auditTokens.queries,
    () => ({
      list: async ({ action }) => {
        if (action === 'overloaded') throw overloaded({ retryAfter: 7 });
        if (action === 'service-unavailable') throw serviceUnavailable({ retryAfter: 7 });
        if (action === 'unavailable') throw unavailable({ cause: new Error(secretCause) });
        throw new Error(secretCause);
      },
    }),
    [],
  ),
);

/** As where addresses have to be verified, for one account only. */
const refuseUnverified = overriding((wiring) =>
  wiring.contribute(
    'sign-in policy',
    'unverified',
    () => ({
      rank: 1,
      errors: [emailNotVerified],
      check: async ({ user }) => {
        if (user.state.username.value === unverified.username) throw emailNotVerified();
      },
    }),
    [],
  ),
);

const breached = 'staple battery horse';
const breach = overriding((wiring) =>
  wiring.replace(
    authTokens.breachedPasswords,
    () => ({ include: async (asked) => asked.value === breached }),
    [],
  ),
);

export const failingService = (): E2eOptions => ({
  clock,
  features: [breakAuditLog, breach, refuseUnverified],
  env: {
    BODY_LIMIT_BYTES: '1024',
    LOCKOUT_PER_ACCOUNT_AND_ADDRESS: '1',
    RATE_LIMIT_SENSITIVE: '1/86400',
    MFA_REQUIRED_ROLES: 'moderator',
  },
});

const unverified = { email: 'unverified@example.com', username: 'unverified', password };
const nobody = '01900000-0000-7000-8000-000000000000';
const register = '/api/v1/auth/register';
const login = '/api/v1/auth/login';
const refresh = '/api/v1/auth/refresh';

function failure(
  status: number,
  code: string,
  provoke: Failure['provoke'],
  fields: readonly string[] = [],
): Failure {
  return { status, code, provoke, fields };
}

const audit = (action: string) => async (service: E2eService, headers: Headers) =>
  service.http.get(`/api/v1/audit?action=${action}`, { headers, token: (await service.root()).token });

const wrongLogin = (service: E2eService, email: string, headers: Headers) =>
  service.http.post(login, { email, password: 'not the password' }, { headers });

/** Somebody with so many authenticator apps. */
async function enrolled(service: E2eService, count: number) {
  const person = await service.verify(await service.person());
  const { token } = person;
  let current = token;
  for (let factor = 0; factor < count; factor += 1) {
    const begun = await service.http.post('/api/v1/me/mfa/totp', {}, { token: current });
    const { id, secret } = begun.data;
    const code = totpCode(secret, clock.now());
    await service.http.post('/api/v1/me/mfa/totp/confirm', { id, code }, { token: current });
    clock.advance(30);
    const next = totpCode(secret, clock.now());
    if (factor === 0) {
      current = (await service.http.post('/api/v1/auth/step-up', { code: next }, { token })).data.accessToken;
    }
  }
  return { ...person, token: current };
}

/** Every error code of the contract, and how a client gets it. */
export const failures: readonly Failure[] = [
  failure(400, 'BAD_REQUEST', ({ http }, headers) =>
    http.post(login, undefined, {
      rawBody: '{',
      headers: { ...headers, 'content-type': 'application/json' },
    }),
  ),
  failure(401, 'UNAUTHENTICATED', ({ http }, headers) => http.get('/api/v1/me', { headers })),
  failure(401, 'STEP_UP_REQUIRED', async (service, headers) => {
    const { token } = await service.root();
    clock.advance(601);
    return service.http.delete(`/api/v1/users/${nobody}`, { token, headers });
  }),
  failure(401, 'TOKEN_EXPIRED', async (service, headers) => {
    const { token } = await service.person();
    clock.advance(901);
    return service.http.get('/api/v1/me', { headers, token });
  }),
  failure(401, 'SESSION_REVOKED', async (service, headers) => {
    const { token } = await service.person();
    await service.http.post('/api/v1/auth/logout', undefined, { token });
    return service.http.get('/api/v1/me', { headers, token });
  }),
  failure(401, 'INVALID_CREDENTIALS', async (service, headers) =>
    wrongLogin(service, (await service.person()).user.email, headers),
  ),
  failure(401, 'REFRESH_TOKEN_INVALID', ({ http }, headers) =>
    http.post(refresh, { refreshToken: 'made up' }, { headers }),
  ),
  failure(401, 'REFRESH_TOKEN_REUSED', async (service, headers) => {
    const { refreshToken } = await service.person();
    const { data } = await service.http.post(refresh, { refreshToken });
    await service.http.post(refresh, { refreshToken: data.refreshToken });
    return service.http.post(refresh, { refreshToken }, { headers });
  }),
  failure(401, 'TOKEN_INVALID', ({ http }, headers) =>
    http.post('/api/v1/auth/email/verify', { token: 'made up' }, { headers }),
  ),
  {
    ...failure(401, 'PASSWORD_CHANGE_REQUIRED', async (service, headers) => {
      const given = { email: 'given@example.com', username: 'given', password };
      await service.http.post('/api/v1/users', given, { token: (await service.root()).token });
      return service.http.post(login, { email: given.email, password }, { headers });
    }),
    hasChallenge: true,
  },
  failure(403, 'EMAIL_NOT_VERIFIED', async ({ http }, headers) => {
    await http.post(register, unverified);
    return http.post(login, { username: unverified.username, password }, { headers });
  }),
  failure(403, 'FORBIDDEN', async (service, headers) =>
    service.http.get('/api/v1/users', { headers, token: (await service.person()).token }),
  ),
  failure(403, 'ACCOUNT_INACTIVE', async (service, headers) => {
    const [{ user }, { token }] = [await service.person(), await service.root()];
    await service.http.patch(`/api/v1/users/${user.id}`, { isActive: false }, { token });
    return service.http.post(login, { email: user.email, password }, { headers });
  }),
  {
    ...failure(401, 'MFA_REQUIRED', async (service, headers) => {
      const { user } = await enrolled(service, 1);
      return service.http.post(login, { email: user.email, password }, { headers });
    }),
    hasChallenge: true,
  },
  {
    ...failure(401, 'MFA_ENROLLMENT_REQUIRED', async (service, headers) => {
      const { user } = await service.person();
      const { token } = await service.root();
      await service.http.patch(`/api/v1/users/${user.id}`, { roles: ['moderator'] }, { token });
      return service.http.post(login, { email: user.email, password }, { headers });
    }),
    hasChallenge: true,
  },
  failure(401, 'CHALLENGE_FAILED', ({ http }, headers) =>
    http.post('/api/v1/auth/mfa', { challengeToken: 'ghc_none', code: '123456' }, { headers }),
  ),
  failure(404, 'FACTOR_NOT_FOUND', async (service, headers) =>
    service.http.delete(`/api/v1/me/mfa/${nobody}`, { headers, token: (await service.root()).token }),
  ),
  failure(409, 'TOO_MANY_FACTORS', async (service, headers) => {
    const { token } = await enrolled(service, 5);
    return service.http.post('/api/v1/me/mfa/totp', {}, { headers, token });
  }),
  failure(404, 'NOT_FOUND', ({ http }, headers) => http.get('/api/v1/nothing', { headers })),
  failure(404, 'USER_NOT_FOUND', async (service, headers) =>
    service.http.get(`/api/v1/users/${nobody}`, { headers, token: (await service.root()).token }),
  ),
  failure(404, 'SESSION_NOT_FOUND', async (service, headers) =>
    service.http.delete(`/api/v1/me/sessions/${nobody}`, { headers, token: (await service.root()).token }),
  ),
  failure(405, 'METHOD_NOT_ALLOWED', ({ http }, headers) => http.request('PUT', '/api/v1/me', { headers })),
  failure(409, 'EMAIL_TAKEN', ({ http }, headers) =>
    http.post(register, { email: 'root@gatehouse.test', username: 'somebody', password }, { headers }),
  ),
  failure(409, 'USERNAME_TAKEN', ({ http }, headers) =>
    http.post(register, { email: 'somebody@example.com', username: 'root', password }, { headers }),
  ),
  failure(409, 'LAST_ADMIN', async (service, headers) => {
    const { token, user } = await service.root();
    return service.http.patch(`/api/v1/users/${user.id}`, { roles: ['user'] }, { headers, token });
  }),
  failure(404, 'ROLE_NOT_FOUND', async (service, headers) =>
    service.http.get('/api/v1/roles/nobodys', { headers, token: (await service.root()).token }),
  ),
  failure(404, 'PERMISSION_NOT_FOUND', async (service, headers) =>
    service.http.delete('/api/v1/permissions/no:such', { headers, token: (await service.root()).token }),
  ),
  failure(409, 'BUILT_IN', async (service, headers) =>
    service.http.delete('/api/v1/roles/user', { headers, token: (await service.root()).token }),
  ),
  failure(409, 'ROLE_TAKEN', async (service, headers) => {
    const { token } = await service.root();
    const role = { name: 'twice', permissions: [] };
    await service.http.post('/api/v1/roles', role, { token });
    return service.http.post('/api/v1/roles', role, { headers, token });
  }),
  failure(409, 'ROLE_IN_USE', async (service, headers) => {
    const { token } = await service.root();
    await service.http.post('/api/v1/roles', { name: 'held', permissions: [] }, { token });
    await service.person('held');
    return service.http.delete('/api/v1/roles/held', { headers, token });
  }),
  failure(409, 'PERMISSION_TAKEN', async (service, headers) => {
    const { token } = await service.root();
    const permission = { name: 'made:twice', description: 'Taken.' };
    await service.http.post('/api/v1/permissions', permission, { token });
    return service.http.post('/api/v1/permissions', permission, { headers, token });
  }),
  failure(409, 'PERMISSION_IN_USE', async (service, headers) => {
    const { token } = await service.root();
    await service.http.post('/api/v1/permissions', { name: 'used:up', description: 'Used.' }, { token });
    await service.http.post('/api/v1/roles', { name: 'user-of-it', permissions: ['used:up'] }, { token });
    return service.http.delete('/api/v1/permissions/used:up', { headers, token });
  }),
  failure(412, 'VERSION_CONFLICT', async (service, headers) => {
    const { token } = await service.person();
    return service.http.patch('/api/v1/me', {}, { token, headers: { ...headers, 'if-match': '"999"' } });
  }),
  failure(413, 'PAYLOAD_TOO_LARGE', ({ http }, headers) =>
    http.post(refresh, { refreshToken: 'x'.repeat(1024) }, { headers }),
  ),
  failure(415, 'UNSUPPORTED_MEDIA_TYPE', ({ http }, headers) =>
    http.post(login, undefined, { rawBody: 'a=b', headers: { ...headers, 'content-type': 'text/plain' } }),
  ),
  failure(
    422,
    'VALIDATION_ERROR',
    ({ http }, headers) => http.post(register, { email: 'x', username: '?', password }, { headers }),
    ['email', 'username'],
  ),
  failure(
    422,
    'WEAK_PASSWORD',
    ({ http }, headers) =>
      http.post(register, { email: 'a@example.com', username: 'weak', password: 'password' }, { headers }),
    ['password'],
  ),
  failure(
    422,
    'PASSWORD_BREACHED',
    ({ http }, headers) =>
      http.post(register, { email: 'a@example.com', username: 'breached', password: breached }, { headers }),
    ['password'],
  ),
  failure(429, 'RATE_LIMITED', async (service, headers) => {
    const { token } = await service.person();
    const attempt = () => service.http.delete('/api/v1/me', { body: { password: 'x' }, token, headers });
    await attempt();
    return attempt();
  }),
  failure(429, 'LOGIN_LOCKED', async (service, headers) => {
    const { user } = await service.person();
    await wrongLogin(service, user.email, headers);
    return wrongLogin(service, user.email, headers);
  }),
  failure(500, 'INTERNAL_ERROR', audit('broken')),
  failure(503, 'OVERLOADED', audit('overloaded')),
  failure(503, 'UNAVAILABLE', audit('unavailable')),
  failure(503, 'SERVICE_UNAVAILABLE', audit('service-unavailable')),
];
