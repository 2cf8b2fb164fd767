import type { ApiKeyQueries } from '#application/service-accounts/api-key-queries.js';
import type { ApiKeySecrets } from '#application/service-accounts/api-key-secrets.js';
import type { ChangeServiceAccount } from '#application/service-accounts/change-service-account.js';
import type { CreateMyKey } from '#application/service-accounts/create-my-key.js';
import type { CreateServiceAccount } from '#application/service-accounts/create-service-account.js';
import type { CreateServiceKey } from '#application/service-accounts/create-service-key.js';
import type { DeleteServiceAccount } from '#application/service-accounts/delete-service-account.js';
import type { ExchangeKey } from '#application/service-accounts/exchange-key.js';
import type { ImpersonateUser } from '#application/service-accounts/impersonate-user.js';
import type { ImpersonationRecord } from '#application/service-accounts/impersonation-record.js';
import type { KeyIssue } from '#application/service-accounts/key-issue.js';
import type { KeyPrincipals } from '#application/service-accounts/key-principals.js';
import type { KeyRevocation } from '#application/service-accounts/key-revocation.js';
import type { KeyUses } from '#application/service-accounts/key-uses.js';
import type { ListMyKeys } from '#application/service-accounts/list-my-keys.js';
import type { ListServiceAccounts } from '#application/service-accounts/list-service-accounts.js';
import type { ListServiceKeys } from '#application/service-accounts/list-service-keys.js';
import type { RevokeMyKey } from '#application/service-accounts/revoke-my-key.js';
import type { RevokeServiceKey } from '#application/service-accounts/revoke-service-key.js';
import type { RotateServiceKey } from '#application/service-accounts/rotate-service-key.js';
import type { ServiceAccountAccess } from '#application/service-accounts/service-account-access.js';
import type { ServiceAccountQueries } from '#application/service-accounts/service-account-queries.js';
import type { ShowServiceAccount } from '#application/service-accounts/show-service-account.js';
import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { ApiKeyRepository } from '#domain/service-accounts/api-key-repository.js';
import type { ServiceAccountRepository } from '#domain/service-accounts/service-account-repository.js';
import type { KeyUseStore } from '#infrastructure/shared/service-accounts/key-use-notes.js';
import { token } from '../token.js';

export const serviceAccountsTokens = {
  accounts: token<ServiceAccountRepository>('serviceAccounts.accounts'),
  accountQueries: token<ServiceAccountQueries>('serviceAccounts.accountQueries'),
  keys: token<ApiKeyRepository>('serviceAccounts.keys'),
  keyQueries: token<ApiKeyQueries>('serviceAccounts.keyQueries'),
  /** Without the memory in front of them, which the others are to use. */
  storedKeys: token<ApiKeyQueries & KeyUseStore>('serviceAccounts.storedKeys'),
  keyRetention: token<Retention>('serviceAccounts.keyRetention'),
  secrets: token<ApiKeySecrets>('serviceAccounts.secrets'),
  uses: token<KeyUses>('serviceAccounts.uses'),
  principals: token<KeyPrincipals>('serviceAccounts.principals'),
  issue: token<KeyIssue>('serviceAccounts.issue'),
  revocation: token<KeyRevocation>('serviceAccounts.revocation'),
  access: token<ServiceAccountAccess>('serviceAccounts.access'),
  impersonations: token<ImpersonationRecord>('serviceAccounts.impersonations'),
  listServiceAccounts: token<Executes<ListServiceAccounts>>('ListServiceAccounts'),
  createServiceAccount: token<Executes<CreateServiceAccount>>('CreateServiceAccount'),
  showServiceAccount: token<Executes<ShowServiceAccount>>('ShowServiceAccount'),
  changeServiceAccount: token<Executes<ChangeServiceAccount>>('ChangeServiceAccount'),
  deleteServiceAccount: token<Executes<DeleteServiceAccount>>('DeleteServiceAccount'),
  listServiceKeys: token<Executes<ListServiceKeys>>('ListServiceKeys'),
  createServiceKey: token<Executes<CreateServiceKey>>('CreateServiceKey'),
  revokeServiceKey: token<Executes<RevokeServiceKey>>('RevokeServiceKey'),
  rotateServiceKey: token<Executes<RotateServiceKey>>('RotateServiceKey'),
  listMyKeys: token<Executes<ListMyKeys>>('ListMyKeys'),
  createMyKey: token<Executes<CreateMyKey>>('CreateMyKey'),
  revokeMyKey: token<Executes<RevokeMyKey>>('RevokeMyKey'),
  exchangeKey: token<Executes<ExchangeKey>>('ExchangeKey'),
  impersonateUser: token<Executes<ImpersonateUser>>('ImpersonateUser'),
};
