import { RetentionJob } from '#application/jobs/retention-job.js';
import { AccountPlaces } from '#application/service-accounts/account-places.js';
import { AuthenticateKey } from '#application/service-accounts/authenticate-key.js';
import { ChangeServiceAccount } from '#application/service-accounts/change-service-account.js';
import { CreateMyKey } from '#application/service-accounts/create-my-key.js';
import { CreateServiceAccount } from '#application/service-accounts/create-service-account.js';
import { CreateServiceKey } from '#application/service-accounts/create-service-key.js';
import { DeleteServiceAccount } from '#application/service-accounts/delete-service-account.js';
import { EndKeysWithSessions } from '#application/service-accounts/end-keys-with-sessions.js';
import { ExchangeKey } from '#application/service-accounts/exchange-key.js';
import { ImpersonateUser } from '#application/service-accounts/impersonate-user.js';
import { ImpersonationTokenReader } from '#application/service-accounts/impersonation-token-reader.js';
import { KeyIssue } from '#application/service-accounts/key-issue.js';
import { KeyPrincipals } from '#application/service-accounts/key-principals.js';
import { KeyRevocation } from '#application/service-accounts/key-revocation.js';
import { KeyTokenReader } from '#application/service-accounts/key-token-reader.js';
import { KeysSection } from '#application/service-accounts/keys-section.js';
import { ListMyKeys } from '#application/service-accounts/list-my-keys.js';
import { ListServiceAccounts } from '#application/service-accounts/list-service-accounts.js';
import { ListServiceKeys } from '#application/service-accounts/list-service-keys.js';
import { MadeAccountsSection } from '#application/service-accounts/made-accounts-section.js';
import { RevokeMyKey } from '#application/service-accounts/revoke-my-key.js';
import { RevokeServiceKey } from '#application/service-accounts/revoke-service-key.js';
import { RotateServiceKey } from '#application/service-accounts/rotate-service-key.js';
import { ServiceAccountAccess } from '#application/service-accounts/service-account-access.js';
import { ShowServiceAccount } from '#application/service-accounts/show-service-account.js';
import { TenantAccounts } from '#application/service-accounts/tenant-accounts.js';
import { TenantAccountsSection } from '#application/service-accounts/tenant-accounts-section.js';
import * as errors from '#domain/service-accounts/errors.js';
import * as events from '#domain/service-accounts/events.js';
import { writeServiceAccounts } from '#domain/service-accounts/permissions.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { cachedApiKeyQueries } from '#infrastructure/cache/service-accounts/cached-api-key-queries.js';
import { Base62ApiKeySecrets } from '#infrastructure/crypto/service-accounts/api-key-secrets.js';
import { ImpersonationEvents } from '#infrastructure/events/service-accounts/impersonation-record.js';
import { MemoryApiKeyQueries } from '#infrastructure/memory/service-accounts/api-key-queries.js';
import { MemoryApiKeyRepository } from '#infrastructure/memory/service-accounts/api-key-repository.js';
import { keyRetention as memoryRetention } from '#infrastructure/memory/service-accounts/retention.js';
import { MemoryServiceAccountQueries } from '#infrastructure/memory/service-accounts/service-account-queries.js';
import { MemoryServiceAccountRepository } from '#infrastructure/memory/service-accounts/service-account-repository.js';
import { PostgresApiKeyQueries } from '#infrastructure/postgres/service-accounts/api-key-queries.js';
import { PostgresApiKeyRepository } from '#infrastructure/postgres/service-accounts/api-key-repository.js';
import { keyRetention as postgresRetention } from '#infrastructure/postgres/service-accounts/retention.js';
import { apiKeySchema, serviceAccountSchema } from '#infrastructure/postgres/service-accounts/schema.js';
import { PostgresServiceAccountQueries } from '#infrastructure/postgres/service-accounts/service-account-queries.js';
import { PostgresServiceAccountRepository } from '#infrastructure/postgres/service-accounts/service-account-repository.js';
import { KeyUseNotes } from '#infrastructure/shared/service-accounts/key-use-notes.js';
import { MachineTokensController } from '#presentation/http/v1/service-accounts/machine-tokens-controller.js';
import { MyKeysController } from '#presentation/http/v1/service-accounts/my-keys-controller.js';
import { ServiceAccountsController } from '#presentation/http/v1/service-accounts/service-accounts-controller.js';
import { ServiceKeysController } from '#presentation/http/v1/service-accounts/service-keys-controller.js';
import { defineFeature } from '../define-feature.js';
import { cacheSettings } from '../platform/cache.feature.js';
import { cacheTokens } from '../platform/cache.tokens.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { token } from '../token.js';
import { accessTokens } from './access.tokens.js';
import { keySettings } from './service-accounts.settings.js';
import { serviceAccountsTokens } from './service-accounts.tokens.js';
import { sessionsTokens } from './sessions.tokens.js';
import { tenantsTokens } from './tenants.tokens.js';
import { usersTokens } from './users.tokens.js';

/** After that a key that has ended is listed no longer. */
const keptSeconds = 30 * 86_400;

/** Access for programs, and for those who act in somebody's place: keys, and tokens without a session of their own. */
export const serviceAccounts = defineFeature({
  name: 'service-accounts',
  settings: [keySettings],
  permissions: [writeServiceAccounts],
  events: Object.values(events),
  errors: Object.values(errors),
  tags: [{ name: 'service-accounts', description: 'Programs and their keys' }],
  rateLimits: [
    { name: 'keys', default: '1200/60', meaning: 'Requests with one key, from wherever they come.' },
  ],
  entities: [serviceAccountSchema, apiKeySchema],
  constraints: {
    api_keys_user_id_fkey: () => userNotFound(),
    service_accounts_tenant_id_fkey: () => tenantNotFound(),
    api_keys_service_account_id_fkey: () => errors.serviceAccountNotFound(),
  },

  bind(wiring) {
    const { authorizer } = accessTokens;
    const { unitOfWork, clock, ids } = platform;
    const t = serviceAccountsTokens;
    const { accounts, accountQueries, keys, keyQueries, access, issue, revocation } = t;

    wiring.instance(t.secrets, Base62ApiKeySecrets, []);
    wiring.instance(t.uses, KeyUseNotes, [t.storedKeys, clock, platform.logger]);
    wiring.singleton(
      keyQueries,
      (stored, cache, { maxEntries }) => cachedApiKeyQueries(stored, cache, maxEntries),
      [t.storedKeys, cacheTokens.accounts, cacheSettings.token],
    );
    wiring.instance(t.principals, KeyPrincipals, [keyQueries, t.uses, tenantsTokens.access, clock]);
    wiring.instance(issue, KeyIssue, [keys, t.secrets, ids, clock, keySettings.token]);
    wiring.instance(revocation, KeyRevocation, [keys, clock]);
    const places = token<AccountPlaces>('serviceAccounts.places');
    wiring.instance(places, AccountPlaces, [
      authorizer,
      tenantsTokens.change,
      accessTokens.rolePermissions,
      unitOfWork,
    ]);
    wiring.instance(access, ServiceAccountAccess, [
      authorizer,
      tenantsTokens.access,
      places,
      accountQueries,
      accounts,
    ]);

    wiring.query(t.listServiceAccounts, ListServiceAccounts, [access, accountQueries, unitOfWork]);
    wiring.command(t.createServiceAccount, CreateServiceAccount, [
      access,
      places,
      accounts,
      accountQueries,
      ids,
      clock,
      keySettings.token,
    ]);
    wiring.query(t.showServiceAccount, ShowServiceAccount, [access]);
    wiring.command(t.changeServiceAccount, ChangeServiceAccount, [access, accounts, clock]);
    wiring.command(t.deleteServiceAccount, DeleteServiceAccount, [access, accounts, clock]);
    wiring.query(t.listServiceKeys, ListServiceKeys, [access, keyQueries]);
    wiring.command(t.createServiceKey, CreateServiceKey, [access, issue]);
    wiring.command(t.revokeServiceKey, RevokeServiceKey, [access, revocation]);
    wiring.command(t.rotateServiceKey, RotateServiceKey, [access, keys, issue, clock]);
    wiring.query(t.listMyKeys, ListMyKeys, [authorizer, keyQueries]);
    wiring.command(t.createMyKey, CreateMyKey, [authorizer, usersTokens.repository, issue, unitOfWork]);
    wiring.command(t.revokeMyKey, RevokeMyKey, [authorizer, revocation, unitOfWork]);
    wiring.command(t.exchangeKey, ExchangeKey, [
      authorizer,
      keyQueries,
      sessionsTokens.accessTokens,
      sessionsTokens.audiences,
      tenantsTokens.access,
      clock,
    ]);
    wiring.command(t.impersonateUser, ImpersonateUser, [
      authorizer,
      usersTokens.repository,
      t.impersonations,
      sessionsTokens.accessTokens,
      unitOfWork,
      clock,
    ]);

    wiring.controller(ServiceAccountsController, {
      listServiceAccounts: t.listServiceAccounts,
      createServiceAccount: t.createServiceAccount,
      showServiceAccount: t.showServiceAccount,
      changeServiceAccount: t.changeServiceAccount,
      deleteServiceAccount: t.deleteServiceAccount,
    });
    wiring.controller(ServiceKeysController, {
      listServiceKeys: t.listServiceKeys,
      createServiceKey: t.createServiceKey,
      revokeServiceKey: t.revokeServiceKey,
      rotateServiceKey: t.rotateServiceKey,
    });
    wiring.controller(MyKeysController, {
      listMyKeys: t.listMyKeys,
      createMyKey: t.createMyKey,
      revokeMyKey: t.revokeMyKey,
    });
    wiring.controller(MachineTokensController, {
      exchangeKey: t.exchangeKey,
      impersonateUser: t.impersonateUser,
    });

    wiring.contribute('authenticator', 'key', (...parts) => new AuthenticateKey(...parts), [
      t.secrets,
      t.principals,
    ]);
    wiring.contribute('access token reader', 'key', (principals) => new KeyTokenReader(principals), [
      t.principals,
    ]);
    wiring.contribute(
      'access token reader',
      'impersonation',
      (...parts) => new ImpersonationTokenReader(...parts),
      [sessionsTokens.queries, usersTokens.queries, authorizer, clock],
    );
    wiring.contribute('credential ending', 'personal keys', (stored) => new EndKeysWithSessions(stored), [
      keys,
    ]);
    wiring.contribute('tenant programs', 'service-accounts', (queries) => new TenantAccounts(queries), [
      accountQueries,
    ]);
    wiring.contribute('data export section', 'keys', (queries) => new KeysSection(queries), [keyQueries]);
    wiring.contribute(
      'data export section',
      'serviceAccounts',
      (queries) => new MadeAccountsSection(queries),
      [accountQueries],
    );
    wiring.contribute(
      'tenant export section',
      'serviceAccounts',
      (...parts) => new TenantAccountsSection(...parts),
      [accountQueries, keyQueries],
    );
    wiring.contribute(
      'job',
      'service-accounts.remove-ended-keys',
      (retention) => new RetentionJob('service-accounts.remove-ended-keys', retention, keptSeconds),
      [t.keyRetention],
    );
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    const t = serviceAccountsTokens;
    wiring.instance(t.accounts, MemoryServiceAccountRepository, [database, eventAppender]);
    wiring.instance(t.accountQueries, MemoryServiceAccountQueries, [database]);
    wiring.instance(t.keys, MemoryApiKeyRepository, [database, eventAppender]);
    wiring.instance(t.storedKeys, MemoryApiKeyQueries, [database]);
    wiring.instance(t.impersonations, ImpersonationEvents, [eventAppender]);
    wiring.singleton(t.keyRetention, memoryRetention, [database, platform.clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    const t = serviceAccountsTokens;
    wiring.instance(t.accounts, PostgresServiceAccountRepository, [database, eventAppender]);
    wiring.instance(t.accountQueries, PostgresServiceAccountQueries, [database]);
    wiring.instance(t.keys, PostgresApiKeyRepository, [database, eventAppender]);
    wiring.instance(t.storedKeys, PostgresApiKeyQueries, [database]);
    wiring.instance(t.impersonations, ImpersonationEvents, [eventAppender]);
    wiring.singleton(t.keyRetention, postgresRetention, [database]);
  },
});
