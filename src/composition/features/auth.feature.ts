import { CredentialCheck } from '#application/auth/credential-check.js';
import { LogIn } from '#application/auth/log-in.js';
import { LoginIdentification } from '#application/auth/login-identification.js';
import { LoginOpening } from '#application/auth/login-opening.js';
import { Reauthentication } from '#application/auth/reauthentication.js';
import { RetentionSchedule } from '#application/shared/retention.js';
import { accountInactive, invalidCredentials, loginLocked, weakPassword } from '#domain/auth/errors.js';
import { PasswordPolicy } from '#domain/auth/password-policy.js';
import { createPasswordHasher } from '#infrastructure/hashing/create-password-hasher.js';
import { MemoryLoginAttempts } from '#infrastructure/memory/auth/login-attempts.js';
import { MemoryLogins } from '#infrastructure/memory/auth/logins.js';
import { attemptRetention as memoryRetention } from '#infrastructure/memory/auth/retention.js';
import { TypeOrmLoginAttempts } from '#infrastructure/postgres/auth/login-attempts.js';
import { TypeOrmLogins } from '#infrastructure/postgres/auth/logins.js';
import { attemptRetention as postgresRetention } from '#infrastructure/postgres/auth/retention.js';
import { loginAttemptSchema } from '#infrastructure/postgres/sessions/schema.js';
import { CommonPasswordList } from '#infrastructure/zxcvbn/auth/common-password-list.js';
import { AuthController } from '#presentation/http/v1/auth/controller.js';
import { defineFeature } from '../define-feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { accessTokens } from './access.tokens.js';
import { auditTokens } from './audit.tokens.js';
import { lockoutSettings, passwordSettings } from './auth.settings.js';
import { authTokens } from './auth.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { usersTokens } from './users.tokens.js';

/** Proving who one is: passwords, lockout, signing in. */
export const auth = defineFeature({
  name: 'auth',
  settings: [passwordSettings, lockoutSettings],
  errors: [weakPassword, invalidCredentials, accountInactive, loginLocked],
  tags: [{ name: 'auth', description: 'Registering, signing in and out' }],
  rateLimits: [{ name: 'login', default: '600/60', meaning: 'Logins of one client.' }],
  entities: [loginAttemptSchema],

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
    wiring.instance(authTokens.commonPasswords, CommonPasswordList, []);
    wiring.instance(authTokens.passwordPolicy, PasswordPolicy, [authTokens.commonPasswords]);
    wiring.instance(authTokens.credentialCheck, CredentialCheck, [
      authTokens.passwordHasher,
      authTokens.loginAttempts,
      sessionsTokens.repository,
      auditTokens.trail,
      clock,
      lockoutSettings.token,
    ]);
    wiring.instance(authTokens.loginIdentification, LoginIdentification, [
      authTokens.logins,
      authTokens.loginAttempts,
      authTokens.credentialCheck,
      authTokens.passwordHasher,
      auditTokens.trail,
    ]);
    wiring.instance(authTokens.loginOpening, LoginOpening, [
      authTokens.logins,
      usersTokens.repository,
      sessionsTokens.opening,
      authTokens.loginAttempts,
      unitOfWork,
      clock,
    ]);
    wiring.instance(authTokens.reauthentication, Reauthentication, [
      accessTokens.authorizer,
      usersTokens.repository,
      authTokens.credentialCheck,
    ]);
    wiring.command(authTokens.logIn, LogIn, [
      authTokens.loginIdentification,
      authTokens.loginOpening,
      sessionsTokens.tokenIssuer,
    ]);
    wiring.controller(AuthController, {
      registerUser: usersTokens.registerUser,
      logIn: authTokens.logIn,
      refreshSession: sessionsTokens.refreshSession,
      logOut: sessionsTokens.logOut,
      logOutEverywhere: sessionsTokens.logOutEverywhere,
    });
    wiring.contribute(
      'schedule',
      'login attempts',
      (retention) => new RetentionSchedule('login attempts', retention, 0),
      [authTokens.attemptRetention],
    );
  },

  memory(wiring) {
    wiring.instance(authTokens.loginAttempts, MemoryLoginAttempts, [memoryTokens.database]);
    wiring.instance(authTokens.logins, MemoryLogins, [
      platform.unitOfWork,
      usersTokens.repository,
      sessionsTokens.repository,
      authTokens.loginAttempts,
    ]);
    wiring.singleton(authTokens.attemptRetention, memoryRetention, [memoryTokens.database, platform.clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    wiring.instance(authTokens.loginAttempts, TypeOrmLoginAttempts, [database]);
    wiring.instance(authTokens.logins, TypeOrmLogins, [database, eventAppender]);
    wiring.singleton(authTokens.attemptRetention, postgresRetention, [database]);
  },
});
