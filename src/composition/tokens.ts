import type { FastifyInstance } from 'fastify';
import type { Authorizer } from '#application/access/authorizer.js';
import type { ListRoles } from '#application/access/list-roles.js';
import type { AuditQueries } from '#application/audit/audit-queries.js';
import type { AuditTrail } from '#application/audit/audit-trail.js';
import type { ReadAuditLog } from '#application/audit/read-audit-log.js';
import type { WhenAnythingHappensAppendToAuditLog } from '#application/audit/when-anything-happens-append-to-audit-log.js';
import type { CredentialCheck } from '#application/auth/credential-check.js';
import type { LogIn } from '#application/auth/log-in.js';
import type { LoginAttempts } from '#application/auth/login-attempts.js';
import type { LoginIdentification } from '#application/auth/login-identification.js';
import type { LoginOpening } from '#application/auth/login-opening.js';
import type { Logins } from '#application/auth/logins.js';
import type { PasswordHasher } from '#application/auth/password-hasher.js';
import type { Reauthentication } from '#application/auth/reauthentication.js';
import type { EventRegistry } from '#application/events/event-registry.js';
import type { AccessTokens } from '#application/sessions/access-tokens.js';
import type { AuthenticateRequest } from '#application/sessions/authenticate-request.js';
import type { EndMyOtherSessions } from '#application/sessions/end-my-other-sessions.js';
import type { EndMySession } from '#application/sessions/end-my-session.js';
import type { EndUserSessions } from '#application/sessions/end-user-sessions.js';
import type { ListMySessions } from '#application/sessions/list-my-sessions.js';
import type { ListUserSessions } from '#application/sessions/list-user-sessions.js';
import type { LogOut } from '#application/sessions/log-out.js';
import type { LogOutEverywhere } from '#application/sessions/log-out-everywhere.js';
import type { RefreshSession } from '#application/sessions/refresh-session.js';
import type { RefreshTokens } from '#application/sessions/refresh-tokens.js';
import type { SessionOpening } from '#application/sessions/session-opening.js';
import type { SessionQueries } from '#application/sessions/session-queries.js';
import type { SessionRotation } from '#application/sessions/session-rotation.js';
import type { SessionTermination } from '#application/sessions/session-termination.js';
import type { TokenIssuer } from '#application/sessions/token-issuer.js';
import type { Cipher } from '#application/shared/cipher.js';
import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import type { Logger } from '#application/shared/logger.js';
import type { RateLimiter } from '#application/shared/rate-limiter.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { SigningKeyStore } from '#application/signing-keys/signing-key-store.js';
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
import type { RolePermissions } from '#domain/access/role-permissions.js';
import type { AuditLog } from '#domain/audit/audit-log.js';
import type { CommonPasswords, PasswordPolicy } from '#domain/auth/password-policy.js';
import type { SessionRepository } from '#domain/sessions/session-repository.js';
import type { UserRepository } from '#domain/users/user-repository.js';
import type { AccountCache } from '#infrastructure/cache/account-cache.js';
import type { AccountInvalidation } from '#infrastructure/cache/account-invalidation.js';
import type { CacheLevel } from '#infrastructure/cache/cache-level.js';
import type { InvalidationChannel } from '#infrastructure/cache/invalidation-channel.js';
import type { Config, EncryptionKey } from '#infrastructure/configuration/config.js';
import type { OutboxSignal } from '#infrastructure/events/outbox-signal.js';
import type { OutboxStore } from '#infrastructure/events/outbox-store.js';
import type { OutboxRelay } from '#infrastructure/events/relay.js';
import type { SigningKeyRing } from '#infrastructure/jwt/signing-keys/signing-key-ring.js';
import type { MemoryDatabase } from '#infrastructure/memory/database.js';
import type { MemoryEventAppender } from '#infrastructure/memory/events/event-appender.js';
import type { EmbeddedPostgres } from '#infrastructure/persistence/embedded/embedded-postgres.js';
import type { Database } from '#infrastructure/postgres/database.js';
import type { EventAppender } from '#infrastructure/postgres/events/event-appender.js';
import type { Notifications } from '#infrastructure/postgres/notifications.js';
import type { RedisLink } from '#infrastructure/redis/redis-link.js';
import type { Housekeeping } from '#infrastructure/shared/housekeeping.js';
import type { HousekeepingStore } from '#infrastructure/shared/housekeeping-store.js';
import type { CurrentTransaction, Transaction } from '#infrastructure/shared/transaction.js';
import type { HealthCheck } from '#presentation/http/health/readiness.js';
import type { Controller } from '#presentation/http/routing/route.js';
import type { JwksController } from '#presentation/http/signing-keys/controller.js';
import type { RolesController } from '#presentation/http/v1/access/controller.js';
import type { AuditController } from '#presentation/http/v1/audit/controller.js';
import type { AuthController } from '#presentation/http/v1/auth/controller.js';
import type { SessionsController } from '#presentation/http/v1/sessions/controller.js';
import type { UsersController } from '#presentation/http/v1/users/controller.js';
import type { MeController } from '#presentation/http/v1/users/me-controller.js';
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
    logins: token<Logins>('Logins'),
    loginAttempts: token<LoginAttempts>('LoginAttempts'),
    passwordHasher: token<PasswordHasher>('PasswordHasher'),
    passwordPolicy: token<PasswordPolicy>('PasswordPolicy'),
    commonPasswords: token<CommonPasswords>('CommonPasswords'),
    accessTokens: token<AccessTokens>('AccessTokens'),
    refreshTokens: token<RefreshTokens>('RefreshTokens'),
    credentialCheck: token<CredentialCheck>('CredentialCheck'),
    loginIdentification: token<LoginIdentification>('LoginIdentification'),
    loginOpening: token<LoginOpening>('LoginOpening'),
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
  security: {
    encryptionKeys: token<readonly EncryptionKey[]>('EncryptionKeys'),
    cipher: token<Cipher>('Cipher'),
    signingKeyStore: token<SigningKeyStore>('SigningKeyStore'),
    signingKeyRing: token<SigningKeyRing>('SigningKeyRing'),
  },
  persistence: {
    /** What readiness asks. */
    healthChecks: token<readonly HealthCheck[]>('HealthChecks'),
    housekeepingStore: token<HousekeepingStore>('HousekeepingStore'),
    housekeeping: token<Housekeeping>('Housekeeping'),
  },
  /** Adapters of ports that have a memory in front of them, which the others are to use. */
  stored: {
    users: token<UserRepository>('StoredUsers'),
    userQueries: token<UserQueries>('StoredUserQueries'),
    sessions: token<SessionRepository>('StoredSessions'),
    sessionQueries: token<SessionQueries>('StoredSessionQueries'),
    logins: token<Logins>('StoredLogins'),
    accessTokens: token<AccessTokens>('SignedAccessTokens'),
    currentTransaction: token<Pick<CurrentTransaction<Transaction>, 'get'>>('CurrentTransaction'),
  },
  cache: {
    accounts: token<AccountCache>('AccountCache'),
    /** Null without a Redis. */
    sharedLevel: token<CacheLevel | null>('SharedCacheLevel'),
    channel: token<InvalidationChannel>('InvalidationChannel'),
    invalidation: token<AccountInvalidation>('AccountInvalidation'),
    /** Bound only with `REDIS_URL`. */
    redis: token<RedisLink>('RedisLink'),
  },
  /** Bound only where PostgreSQL is used. */
  postgres: {
    embedded: token<EmbeddedPostgres>('EmbeddedPostgres'),
    url: token<string>('DatabaseUrl'),
    /** Resolved when the schema is the one that this code expects. */
    schema: token<void>('Schema'),
    database: token<Database>('Database'),
    notifications: token<Notifications>('Notifications'),
    eventAppender: token<EventAppender>('EventAppender'),
  },
  /** Bound only with `STORAGE=memory`. */
  memory: {
    database: token<MemoryDatabase>('MemoryDatabase'),
    eventAppender: token<MemoryEventAppender>('MemoryEventAppender'),
  },
  outbox: {
    store: token<OutboxStore>('OutboxStore'),
    signal: token<OutboxSignal>('OutboxSignal'),
    relay: token<OutboxRelay>('OutboxRelay'),
  },
  http: {
    app: token<FastifyInstance>('App'),
    controllers: token<readonly Controller[]>('Controllers'),
    jwks: token<JwksController>('JwksController'),
    auth: token<AuthController>('AuthController'),
    me: token<MeController>('MeController'),
    sessions: token<SessionsController>('SessionsController'),
    users: token<UsersController>('UsersController'),
    roles: token<RolesController>('RolesController'),
    audit: token<AuditController>('AuditController'),
  },
  access: {
    rolePermissions: token<RolePermissions>('RolePermissions'),
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
