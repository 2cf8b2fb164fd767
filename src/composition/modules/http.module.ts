import { createApp } from '#presentation/http/create-app.js';
import { JwksController } from '#presentation/http/signing-keys/controller.js';
import { RolesController } from '#presentation/http/v1/access/controller.js';
import { AuditController } from '#presentation/http/v1/audit/controller.js';
import { AuthController } from '#presentation/http/v1/auth/controller.js';
import { SessionsController } from '#presentation/http/v1/sessions/controller.js';
import { UsersController } from '#presentation/http/v1/users/controller.js';
import { MeController } from '#presentation/http/v1/users/me-controller.js';
import { tokens } from '../tokens.js';
import type { Wiring } from '../wiring.js';

const tags = [
  { name: 'auth', description: 'Registering, signing in and out' },
  { name: 'me', description: 'Your own account' },
  { name: 'sessions', description: 'Where an account is signed in' },
  { name: 'users', description: 'Administration of accounts' },
  { name: 'roles', description: 'What the roles allow' },
  { name: 'audit', description: 'Who did what' },
  { name: 'keys', description: 'For services that verify access tokens' },
  { name: 'health', description: 'For load balancers and orchestrators' },
];

export function httpModule(wiring: Wiring): void {
  const { http, users, auth, access, audit } = tokens;
  wiring.controller(http.jwks, JwksController, { accessTokens: auth.accessTokens });
  wiring.controller(http.auth, AuthController, {
    logIn: auth.logIn,
  });
  wiring.controller(http.me, MeController, {
    registerUser: users.registerUser,
    showMyAccount: users.showMyAccount,
    changeMyAccount: users.changeMyAccount,
    deleteMyAccount: users.deleteMyAccount,
    changeMyPassword: users.changeMyPassword,
  });
  wiring.controller(http.sessions, SessionsController, {
    refreshSession: auth.refreshSession,
    logOut: auth.logOut,
    logOutEverywhere: auth.logOutEverywhere,
    listMySessions: auth.listMySessions,
    endMySession: auth.endMySession,
    endMyOtherSessions: auth.endMyOtherSessions,
    listUserSessions: auth.listUserSessions,
    endUserSessions: auth.endUserSessions,
  });
  wiring.controller(http.users, UsersController, {
    listUsers: users.listUsers,
    createUser: users.createUser,
    showUser: users.showUser,
    replaceUser: users.replaceUser,
    patchUser: users.patchUser,
    deleteUser: users.deleteUser,
  });
  wiring.controller(http.roles, RolesController, {
    listRoles: access.listRoles,
    rolePermissions: access.rolePermissions,
  });
  wiring.controller(http.audit, AuditController, { readAuditLog: audit.readAuditLog });
  application(wiring);
}

function application(wiring: Wiring): void {
  const { http, auth, shared, persistence } = tokens;
  wiring.singleton(
    http.app,
    (config, controllers, authenticateRequest, rateLimiter, logger, clock, healthChecks) =>
      createApp({
        options: config.http,
        controllers,
        authenticators: [authenticateRequest],
        rateLimiter,
        rateLimits: new Map(Object.entries(config.rateLimits)),
        tags,
        logger,
        clock,
        healthChecks,
      }),
    [
      shared.config,
      http.controllers,
      auth.authenticateRequest,
      shared.rateLimiter,
      shared.logger,
      shared.clock,
      persistence.healthChecks,
    ],
    (app) => app.close(),
  );
}
