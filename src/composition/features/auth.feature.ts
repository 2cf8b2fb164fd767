import { setTimeout } from 'node:timers/promises';
import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import { FailuresSection } from '#application/auth/failures-section.js';
import { Lockout } from '#application/auth/lockout.js';
import { LogIn } from '#application/auth/log-in.js';
import { PasswordAuthenticator } from '#application/auth/password-authenticator.js';
import { Reauthentication } from '#application/auth/reauthentication.js';
import { SignIn } from '#application/auth/sign-in.js';
import { RetentionJob } from '#application/jobs/retention-job.js';
import * as errors from '#domain/auth/errors.js';
import { signInLocked } from '#domain/auth/events.js';
import { PasswordPolicy } from '#domain/auth/password-policy.js';
import { LockoutEvents } from '#infrastructure/events/auth/lockout-alerts.js';
import { createPasswordHasher } from '#infrastructure/hashing/create-password-hasher.js';
import { MemoryLoginAttempts } from '#infrastructure/memory/auth/login-attempts.js';
import { attemptRetention as memoryRetention } from '#infrastructure/memory/auth/retention.js';
import { TypeOrmLoginAttempts } from '#infrastructure/postgres/auth/login-attempts.js';
import { attemptRetention as postgresRetention } from '#infrastructure/postgres/auth/retention.js';
import { PasswordRange } from '#infrastructure/pwned-passwords/auth/password-range.js';
import { CircuitBreaker } from '#infrastructure/shared/circuit-breaker.js';
import { ZxcvbnGuessEstimator } from '#infrastructure/zxcvbn/auth/zxcvbn-guess-estimator.js';
import { AuthController } from '#presentation/http/v1/auth/controller.js';
import { SignInRoutes } from '#presentation/http/v1/auth/sign-in-routes.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { lockoutSettings, passwordRuleSettings, passwordSettings } from './auth.settings.js';
import { authTokens } from './auth.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

const breachPauses = { maxFailures: 3, pauseMs: 30_000 };

/** Proving who one is: passwords, lockout, signing in. */
export const auth = defineFeature({
  name: 'auth',
  settings: [passwordRuleSettings, passwordSettings, lockoutSettings],
  events: [signInLocked],
  errors: Object.values(errors),
  tags: [{ name: 'auth', description: 'Registering, signing in and out' }],
  rateLimits: [{ name: 'login', default: '600/60', meaning: 'Logins of one client.' }],

  bind(wiring) {
    const { clock, unitOfWork } = platform;
    wiring.singleton(
      authTokens.passwordHasher,
      ({ argon2MemoryKib, argon2Iterations, argon2Parallelism, ...settings }) =>
        createPasswordHasher({
          ...settings,
          argon2: {
            memoryKib: argon2MemoryKib,
            iterations: argon2Iterations,
            parallelism: argon2Parallelism,
          },
        }),
      [passwordSettings.token],
      (hasher) => hasher.close(),
    );
    wiring.instance(authTokens.guessEstimator, ZxcvbnGuessEstimator, []);
    wiring.singleton(
      authTokens.passwordPolicy,
      (estimator, { forbiddenWords }) => new PasswordPolicy(estimator, forbiddenWords),
      [authTokens.guessEstimator, passwordRuleSettings.token],
    );
    wiring.singleton(
      authTokens.breachedPasswords,
      ({ breached, breachedUrl: url }, logger): BreachedPasswords =>
        breached === 'off'
          ? { include: async () => false }
          : new PasswordRange({ url, timeoutMs: 1000 }, new CircuitBreaker(breachPauses), logger),
      [passwordRuleSettings.token, platform.logger],
    );
    wiring.singleton(
      authTokens.lockout,
      (attempts, sessions, trail, time, settings, ...others) =>
        new Lockout(attempts, sessions, trail, time, setTimeout, settings, ...others),
      [
        authTokens.loginAttempts,
        sessionsTokens.repository,
        auditTokens.trail,
        clock,
        lockoutSettings.token,
        platform.logger,
        authTokens.lockoutAlerts,
      ],
    );
    wiring.instance(authTokens.passwordAuthenticator, PasswordAuthenticator, [
      usersTokens.repository,
      authTokens.passwordHasher,
    ]);
    wiring.instance(authTokens.signIn, SignIn, [
      usersTokens.repository,
      sessionsTokens.opening,
      unitOfWork,
      auditTokens.trail,
      clock,
      contributed.signInPolicies,
    ]);
    wiring.instance(authTokens.reauthentication, Reauthentication, [
      accessTokens.authorizer,
      usersTokens.repository,
      authTokens.lockout,
      authTokens.passwordHasher,
    ]);
    wiring.command(authTokens.logIn, LogIn, [
      authTokens.lockout,
      authTokens.passwordAuthenticator,
      authTokens.signIn,
      sessionsTokens.tokenIssuer,
      sessionsTokens.audiences,
    ]);
    wiring.controller(AuthController, { logIn: authTokens.logIn });
    wiring.contribute('route extension', 'signing in', (policies) => new SignInRoutes(policies), [
      contributed.signInPolicies,
    ]);
    wiring.contribute('data export section', 'signInFailures', (...parts) => new FailuresSection(...parts), [
      authTokens.loginAttempts,
      lockoutSettings.token,
    ]);
    wiring.contribute(
      'job',
      'auth.remove-login-attempts',
      (retention) => new RetentionJob('auth.remove-login-attempts', retention, 0),
      [authTokens.attemptRetention],
    );
  },

  memory(wiring) {
    wiring.instance(authTokens.lockoutAlerts, LockoutEvents, [
      memoryTokens.eventAppender,
      platform.unitOfWork,
      platform.clock,
    ]);
    wiring.instance(authTokens.loginAttempts, MemoryLoginAttempts, [memoryTokens.database, platform.clock]);
    wiring.singleton(authTokens.attemptRetention, memoryRetention, [memoryTokens.database, platform.clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(authTokens.lockoutAlerts, LockoutEvents, [
      eventAppender,
      platform.unitOfWork,
      platform.clock,
    ]);
    wiring.instance(authTokens.loginAttempts, TypeOrmLoginAttempts, [database]);
    wiring.singleton(authTokens.attemptRetention, postgresRetention, [database]);
  },
});
