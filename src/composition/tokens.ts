import type { ListRoles } from '#application/access/list-roles.js';
import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { ReadAuditLog } from '#application/audit/read-audit-log.js';
import type { AuthenticateRequest } from '#application/auth/authenticate-request.js';
import type { CredentialCheck } from '#application/auth/credential-check.js';
import type { EndMyOtherSessions } from '#application/auth/end-my-other-sessions.js';
import type { EndMySession } from '#application/auth/end-my-session.js';
import type { EndUserSessions } from '#application/auth/end-user-sessions.js';
import type { ListMySessions } from '#application/auth/list-my-sessions.js';
import type { ListUserSessions } from '#application/auth/list-user-sessions.js';
import type { LogIn } from '#application/auth/log-in.js';
import type { LogOut } from '#application/auth/log-out.js';
import type { LogOutEverywhere } from '#application/auth/log-out-everywhere.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { LoginIdentification } from '#application/auth/login-identification.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { RefreshSession } from '#application/auth/refresh-session.js';
import type { SessionOpening } from '#application/auth/session-opening.js';
import type { SessionQueries } from '#application/auth/session-queries.js';
import type { SessionRotation } from '#application/auth/session-rotation.js';
import type { SessionTermination } from '#application/auth/session-termination.js';
import type { TokenIssuer } from '#application/auth/token-issuer.js';
import type { EventRegistry } from '#application/event-handlers/event-registry.js';
import type { WhenAnythingHappensAppendToAuditLog } from '#application/event-handlers/when-anything-happens-append-to-audit-log.js';
import type { AccessTokens } from '#application/shared/access-tokens.js';
import type { Authorizer } from '#application/shared/authorizer.js';
import type { Cipher } from '#application/shared/cipher.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Logger } from '#application/shared/logger.js';
import type { PasswordHasher } from '#application/shared/password-hasher.js';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import type { RefreshTokens } from '#application/shared/refresh-tokens.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AccountRemoval } from '#application/users/account-removal.js';
import type { ActivateUser } from '#application/users/activate-user.js';
import type { ChangeMyAccount } from '#application/users/change-my-account.js';
import type { ChangeMyPassword } from '#application/users/change-my-password.js';
import type { CreateUser } from '#application/users/create-user.js';
import type { DeactivateUser } from '#application/users/deactivate-user.js';
import type { DeleteMyAccount } from '#application/users/delete-my-account.js';
import type { DeleteUser } from '#application/users/delete-user.js';
import type { EnsureFirstAdmin } from '#application/users/ensure-first-admin.js';
import type { GrantRole } from '#application/users/grant-role.js';
import type { LastAdminGuard } from '#application/users/last-admin-guard.js';
import type { ListUsers } from '#application/users/list-users.js';
import type { NewAccounts } from '#application/users/new-accounts.js';
import type { NewPasswords } from '#application/users/new-passwords.js';
import type { PatchUser } from '#application/users/patch-user.js';
import type { RegisterUser } from '#application/users/register-user.js';
import type { ReplaceUser } from '#application/users/replace-user.js';
import type { RevokeRole } from '#application/users/revoke-role.js';
import type { ShowMyAccount } from '#application/users/show-my-account.js';
import type { ShowUser } from '#application/users/show-user.js';
import type { UserAdministration } from '#application/users/user-administration.js';
import type { UserQueries } from '#application/users/user-queries.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { CommonPasswords, PasswordPolicy } from '#domain/auth/password-policy.js';
import type { SessionRepository } from '#domain/auth/session-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { Config } from '#infrastructure/config/config.js';
import { token } from './wiring.js';

/** Everything that can be asked for, by feature. */
export const tokens = {
  shared: {
    config: token<Config>('Config'),
    logger: token<Logger>('Logger'),
    clock: token<Clock>('Clock'),
    ids: token<IdGenerator>('IdGenerator'),
    unitOfWork: token<UnitOfWork>('UnitOfWork'),
    authorizer: token<Authorizer>('Authorizer'),
    eventRegistry: token<EventRegistry>('EventRegistry'),
    rateLimiter: token<RateLimiter>('RateLimiter'),
    cipher: token<Cipher>('Cipher'),
  },
  users: {
    repository: token<UserRepository>('UserRepository'),
    queries: token<UserQueries>('UserQueries'),
    newPasswords: token<NewPasswords>('NewPasswords'),
    newAccounts: token<NewAccounts>('NewAccounts'),
    administration: token<UserAdministration>('UserAdministration'),
    lastAdminGuard: token<LastAdminGuard>('LastAdminGuard'),
    accountRemoval: token<AccountRemoval>('AccountRemoval'),
    registerUser: token<RegisterUser>('RegisterUser'),
    ensureFirstAdmin: token<EnsureFirstAdmin>('EnsureFirstAdmin'),
    showMyAccount: token<ShowMyAccount>('ShowMyAccount'),
    changeMyAccount: token<ChangeMyAccount>('ChangeMyAccount'),
    changeMyPassword: token<ChangeMyPassword>('ChangeMyPassword'),
    deleteMyAccount: token<DeleteMyAccount>('DeleteMyAccount'),
    listUsers: token<ListUsers>('ListUsers'),
    createUser: token<CreateUser>('CreateUser'),
    showUser: token<ShowUser>('ShowUser'),
    replaceUser: token<ReplaceUser>('ReplaceUser'),
    patchUser: token<PatchUser>('PatchUser'),
    deleteUser: token<DeleteUser>('DeleteUser'),
    activateUser: token<ActivateUser>('ActivateUser'),
    deactivateUser: token<DeactivateUser>('DeactivateUser'),
    grantRole: token<GrantRole>('GrantRole'),
    revokeRole: token<RevokeRole>('RevokeRole'),
  },
  auth: {
    sessions: token<SessionRepository>('SessionRepository'),
    sessionQueries: token<SessionQueries>('SessionQueries'),
    loginAttempts: token<LoginAttempts>('LoginAttempts'),
    passwordHasher: token<PasswordHasher>('PasswordHasher'),
    passwordPolicy: token<PasswordPolicy>('PasswordPolicy'),
    commonPasswords: token<CommonPasswords>('CommonPasswords'),
    accessTokens: token<AccessTokens>('AccessTokens'),
    refreshTokens: token<RefreshTokens>('RefreshTokens'),
    credentialCheck: token<CredentialCheck>('CredentialCheck'),
    loginIdentification: token<LoginIdentification>('LoginIdentification'),
    reauthentication: token<Reauthentication>('Reauthentication'),
    sessionOpening: token<SessionOpening>('SessionOpening'),
    sessionRotation: token<SessionRotation>('SessionRotation'),
    sessionTermination: token<SessionTermination>('SessionTermination'),
    tokenIssuer: token<TokenIssuer>('TokenIssuer'),
    authenticateRequest: token<AuthenticateRequest>('AuthenticateRequest'),
    logIn: token<LogIn>('LogIn'),
    refreshSession: token<RefreshSession>('RefreshSession'),
    logOut: token<LogOut>('LogOut'),
    logOutEverywhere: token<LogOutEverywhere>('LogOutEverywhere'),
    listMySessions: token<ListMySessions>('ListMySessions'),
    endMySession: token<EndMySession>('EndMySession'),
    endMyOtherSessions: token<EndMyOtherSessions>('EndMyOtherSessions'),
    listUserSessions: token<ListUserSessions>('ListUserSessions'),
    endUserSessions: token<EndUserSessions>('EndUserSessions'),
  },
  access: {
    listRoles: token<ListRoles>('ListRoles'),
  },
  audit: {
    log: token<AuditLog>('AuditLog'),
    queries: token<AuditQueries>('AuditQueries'),
    trail: token<AuditTrail>('AuditTrail'),
    readAuditLog: token<ReadAuditLog>('ReadAuditLog'),
    appendToAuditLog: token<WhenAnythingHappensAppendToAuditLog>('WhenAnythingHappensAppendToAuditLog'),
  },
};
