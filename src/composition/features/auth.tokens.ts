import type { BreachedPasswords } from '#application/auth/breached-passwords.js';
import type { Lockout } from '#application/auth/lockout.js';
import type { LockoutAlerts } from '#application/auth/lockout-alerts.js';
import type { LogIn } from '#application/auth/log-in.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { PasswordAuthenticator } from '#application/auth/password-authenticator.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { SignIn } from '#application/auth/sign-in.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { GuessEstimator, PasswordPolicy } from '#domain/auth/password-policy.js';
import { token } from '../token.js';

export const authTokens = {
  loginAttempts: token<LoginAttempts>('auth.loginAttempts'),
  passwordHasher: token<PasswordHasher>('auth.passwordHasher'),
  passwordPolicy: token<PasswordPolicy>('auth.passwordPolicy'),
  breachedPasswords: token<BreachedPasswords>('auth.breachedPasswords'),
  guessEstimator: token<GuessEstimator>('auth.guessEstimator'),
  lockoutAlerts: token<LockoutAlerts>('auth.lockoutAlerts'),
  lockout: token<Lockout>('auth.lockout'),
  passwordAuthenticator: token<PasswordAuthenticator>('auth.passwordAuthenticator'),
  signIn: token<SignIn>('auth.signIn'),
  reauthentication: token<Reauthentication>('auth.reauthentication'),
  attemptRetention: token<Retention>('auth.attemptRetention'),
  logIn: token<Executes<LogIn>>('LogIn'),
};
