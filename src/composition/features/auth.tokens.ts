import type { CredentialCheck } from '#application/auth/credential-check.js';
import type { LogIn } from '#application/auth/log-in.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { LoginIdentification } from '#application/auth/login-identification.js';
import type { LoginOpening } from '#application/auth/login-opening.js';
import type { Logins } from '#application/auth/logins.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { CommonPasswords, PasswordPolicy } from '#domain/auth/password-policy.js';
import { token } from '../token.js';

export const authTokens = {
  loginAttempts: token<LoginAttempts>('auth.loginAttempts'),
  passwordHasher: token<PasswordHasher>('auth.passwordHasher'),
  passwordPolicy: token<PasswordPolicy>('auth.passwordPolicy'),
  commonPasswords: token<CommonPasswords>('auth.commonPasswords'),
  reauthentication: token<Reauthentication>('auth.reauthentication'),
  credentialCheck: token<CredentialCheck>('auth.credentialCheck'),
  loginIdentification: token<LoginIdentification>('auth.loginIdentification'),
  loginOpening: token<LoginOpening>('auth.loginOpening'),
  logins: token<Logins>('auth.logins'),
  attemptRetention: token<Retention>('auth.attemptRetention'),
  logIn: token<Executes<LogIn>>('LogIn'),
};
