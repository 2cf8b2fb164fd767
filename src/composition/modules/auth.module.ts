import { setTimeout } from 'node:timers/promises';
import { Lockout } from '#application/auth/lockout.js';
import { LogIn } from '#application/auth/log-in.js';
import { PasswordAuthenticator } from '#application/auth/password-authenticator.js';
import { Reauthentication } from '#application/auth/reauthentication.js';
import { SignIn } from '#application/auth/sign-in.js';
import { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import { EndMyOtherSessions } from '#application/sessions/end-my-other-sessions.js';
import { EndMySession } from '#application/sessions/end-my-session.js';
import { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import { ListMySessions } from '#application/sessions/list-my-sessions.js';
import { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import { LogOut } from '#application/sessions/log-out.js';
import { LogOutEverywhere } from '#application/sessions/log-out-everywhere.js';
import { RefreshSession } from '#application/sessions/refresh-session.js';
import { SessionOpening } from '#application/sessions/session-opening.js';
import { SessionRotation } from '#application/sessions/session-rotation.js';
import { SessionTermination } from '#application/sessions/session-termination.js';
import { TokenIssuer } from '#application/sessions/token-issuer.js';
import { PasswordPolicy } from '#domain/auth/password-policy.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

export function authModule(wiring: Wiring): void {
  const { auth, users, audit, shared } = tokens;
  const { authorizer, unitOfWork, clock, ids, config } = shared;

  wiring.instance(auth.passwordPolicy, PasswordPolicy, [auth.commonPasswords]);
  wiring.singleton(
    auth.lockout,
    (attempts, sessions, trail, time, { lockout }) =>
      new Lockout(attempts, sessions, trail, time, setTimeout, lockout),
    [auth.loginAttempts, auth.sessions, audit.trail, clock, config],
  );
  wiring.instance(auth.passwordAuthenticator, PasswordAuthenticator, [users.repository, auth.passwordHasher]);
  wiring.instance(auth.reauthentication, Reauthentication, [
    authorizer,
    users.repository,
    auth.lockout,
    auth.passwordHasher,
  ]);
  wiring.singleton(
    auth.sessionOpening,
    (sessions, refreshTokens, generator, time, settings) =>
      new SessionOpening(sessions, refreshTokens, generator, time, settings.sessions),
    [auth.sessions, auth.refreshTokens, ids, clock, config],
  );
  wiring.singleton(
    auth.sessionRotation,
    (sessions, work, time, settings) => new SessionRotation(sessions, work, time, settings.sessions),
    [auth.sessions, unitOfWork, clock, config],
  );
  wiring.instance(auth.signIn, SignIn, [
    users.repository,
    auth.sessionOpening,
    unitOfWork,
    audit.trail,
    clock,
  ]);
  wiring.instance(auth.sessionTermination, SessionTermination, [auth.sessions, clock]);
  wiring.instance(auth.tokenIssuer, TokenIssuer, [auth.accessTokens, clock]);

  wiring.instance(auth.authenticateRequest, AuthenticateRequest, [
    auth.accessTokens,
    auth.sessionQueries,
    clock,
  ]);
  wiring.instance(auth.logIn, LogIn, [
    auth.lockout,
    auth.passwordAuthenticator,
    auth.signIn,
    auth.tokenIssuer,
  ]);
  wiring.instance(auth.refreshSession, RefreshSession, [
    auth.refreshTokens,
    auth.sessionRotation,
    auth.tokenIssuer,
  ]);
  wiring.instance(auth.logOut, LogOut, [authorizer, auth.sessions, unitOfWork, clock]);
  wiring.instance(auth.logOutEverywhere, LogOutEverywhere, [authorizer, auth.sessionTermination, unitOfWork]);
  wiring.instance(auth.listMySessions, ListMySessions, [authorizer, auth.sessionQueries, clock]);
  wiring.instance(auth.endMySession, EndMySession, [authorizer, auth.sessions, unitOfWork, clock]);
  wiring.instance(auth.endMyOtherSessions, EndMyOtherSessions, [
    authorizer,
    auth.sessionTermination,
    unitOfWork,
  ]);
  wiring.instance(auth.listUserSessions, ListUserSessions, [
    authorizer,
    users.queries,
    auth.sessionQueries,
    clock,
  ]);
  wiring.instance(auth.endUserSessions, EndUserSessions, [
    authorizer,
    users.repository,
    auth.sessionTermination,
    unitOfWork,
  ]);
}
