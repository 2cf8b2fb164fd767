import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import type { RoleView } from '#application/access/access-queries.js';
import type { SignInView } from '#application/auth/sign-in-view.js';
import type { TokensView } from '#application/sessions/token-issuer.js';
import { parseRole } from '#domain/access/role.js';
import { type AppDependencies, createApp } from '#presentation/http/create-app.js';
import { HealthController } from '#presentation/http/health/controller.js';
import { type HealthCheck, ReadinessProbe } from '#presentation/http/health/readiness.js';
import type { RateLimits } from '#presentation/http/plugins/rate-limits.js';
import { Lifecycle } from '#presentation/http/plugins/shutdown.js';
import type { HttpOptions } from '#presentation/http/server-options.js';
import { JwksController } from '#presentation/http/signing-keys/controller.js';
import { AccessController } from '#presentation/http/v1/access/controller.js';
import { AuditController } from '#presentation/http/v1/audit/controller.js';
import { AuthController } from '#presentation/http/v1/auth/controller.js';
import { SessionsController } from '#presentation/http/v1/sessions/controller.js';
import { UsersController } from '#presentation/http/v1/users/controller.js';
import { MeController } from '#presentation/http/v1/users/me-controller.js';
import { RegistrationController } from '#presentation/http/v1/users/registration-controller.js';
import {
  ada,
  FakeAuthenticator,
  FakeClock,
  FakeLogger,
  FakeRateLimiter,
  FakeUseCase,
  goodToken,
  now,
  sessionId,
} from './fakes.js';

const tokens = {
  accessToken: 'access',
  refreshToken: 'refresh',
  tokenType: 'Bearer',
  expiresIn: 900,
  refreshExpiresIn: 2_592_000,
} as const;

const session = {
  id: sessionId,
  createdAt: now,
  lastUsedAt: now,
  expiresAt: now,
  ip: '198.51.100.7',
  userAgent: 'curl',
  isCurrent: true,
};

const permission = { name: 'invoices:read', description: 'Read invoices.', isBuiltIn: false };
const role: RoleView = {
  name: parseRole('support'),
  description: null,
  permissions: ['users:read'],
  isBuiltIn: false,
  createdAt: now,
  updatedAt: now,
  version: 1,
};

export const options: HttpOptions = {
  trustedProxies: [],
  corsOrigins: [],
  corsHeaders: [],
  publicUrl: '',
  headerLimitBytes: 16_384,
  bodyLimitBytes: 65_536,
  requestTimeoutMs: 10_000,
  isDocsEnabled: false,
  requestLog: 'none',
  slowRequestMs: 60_000,
};

/** Those that the routes name, with other sizes for some. */
export function rateLimits(sizes: Readonly<Record<string, number>> = {}): RateLimits {
  const all = { register: 100, login: 100, refresh: 100, sensitive: 100, lists: 0, writes: 100, ...sizes };
  return new Map(Object.entries(all).map(([name, limit]) => [name, { name, limit, windowSeconds: 60 }]));
}

/** An app whose use cases, limiter and log are fakes that a test can look into. */
export class TestApp {
  readonly useCases = {
    registerUser: new FakeUseCase(() => ada),
    logIn: new FakeUseCase<SignInView>(() => ({ ...tokens, user: ada })),
    refreshSession: new FakeUseCase<TokensView>(() => tokens),
    logOut: new FakeUseCase(() => undefined),
    showMyAccount: new FakeUseCase(() => ada),
    changeMyAccount: new FakeUseCase(() => ada),
    deleteMyAccount: new FakeUseCase(() => undefined),
    changeMyPassword: new FakeUseCase(() => undefined),
    listMySessions: new FakeUseCase(() => [session]),
    endMySession: new FakeUseCase(() => undefined),
    endMySessions: new FakeUseCase(() => undefined),
    listUserSessions: new FakeUseCase(() => [session]),
    endUserSessions: new FakeUseCase(() => undefined),
    listUsers: new FakeUseCase<unknown>(() => ({ kind: 'page', items: [ada], totalCount: 1 })),
    createUser: new FakeUseCase(() => ada),
    showUser: new FakeUseCase(() => ada),
    changeUser: new FakeUseCase(() => ada),
    deleteUser: new FakeUseCase(() => undefined),
    listPermissions: new FakeUseCase(() => [permission]),
    createPermission: new FakeUseCase(() => permission),
    deletePermission: new FakeUseCase(() => undefined),
    listRoles: new FakeUseCase(() => [role]),
    showRole: new FakeUseCase(() => role),
    createRole: new FakeUseCase(() => role),
    changeRole: new FakeUseCase(() => role),
    deleteRole: new FakeUseCase(() => undefined),
    readAuditLog: new FakeUseCase<unknown>(() => ({ items: [], nextCursor: null })),
  };
  readonly authenticator = new FakeAuthenticator();
  readonly rateLimiter = new FakeRateLimiter();
  readonly logger = new FakeLogger();
  app!: FastifyInstance;

  readonly lifecycle = new Lifecycle();
  healthChecks: readonly HealthCheck[] = [];

  dependencies(overrides: Partial<AppDependencies> = {}): AppDependencies {
    return {
      options,
      lifecycle: this.lifecycle,
      controllers: [
        new AuthController(this.useCases),
        new RegistrationController(this.useCases),
        new MeController(this.useCases),
        new SessionsController(this.useCases),
        new UsersController(this.useCases),
        new AccessController(this.useCases),
        new AuditController(this.useCases),
        new JwksController({
          accessTokens: { publicKeys: async () => ({ keys: [{ kty: 'EC', kid: 'k1', d: 'private' }] }) },
          signingKeys: { announcedSeconds: 540 },
        }),
        new HealthController({ probe: new ReadinessProbe(this.healthChecks, this.lifecycle, this.logger) }),
      ],
      authenticators: [this.authenticator],
      rateLimiter: this.rateLimiter,
      rateLimits: rateLimits({ login: 300 }),
      tags: ['auth', 'me', 'sessions', 'users', 'roles', 'audit', 'keys', 'health'].map((name) => ({
        name,
        description: `About ${name}`,
      })),
      logger: this.logger,
      clock: new FakeClock(),
      ...overrides,
    };
  }
}

export async function testApp(
  overrides: Partial<HttpOptions> = {},
  dependencies: Partial<AppDependencies> = {},
  healthChecks: readonly HealthCheck[] = [],
): Promise<TestApp> {
  const test = new TestApp();
  test.healthChecks = healthChecks;
  test.app = await createApp(test.dependencies({ options: { ...options, ...overrides }, ...dependencies }));
  onTestFinished(() => test.app.close());
  return test;
}

export const signedIn = { authorization: `Bearer ${goodToken}` };
