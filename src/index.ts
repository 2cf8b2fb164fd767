/**
 * What features outside of this repository are made of. Whatever is not exported here may change at any time.
 *
 * A feature is told in docs/extending.md, from its first file to the running service.
 */

import 'reflect-metadata';

// Use cases.
export type { Authorizer } from '#application/access/authorizer.js';
export type { Authenticator, Claimant } from '#application/auth/authenticator.js';
export type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
export {
  allPages,
  type DataExportSection,
  exportPageSize,
} from '#application/data-export/data-export-section.js';
export { type CloudEvent, toCloudEvent } from '#application/events/cloud-event.js';
export type { StoredEvent } from '#application/events/stored-event.js';
export type { Subscription } from '#application/events/subscription.js';
export {
  defineJob,
  type JobDefinition,
  type JobHandler,
  type JobPayload,
  type JobRun,
  type JobSchedule,
  PermanentFailure,
} from '#application/jobs/job.js';
export type { JobOptions, Jobs } from '#application/jobs/jobs.js';
export { RetentionJob } from '#application/jobs/retention-job.js';
export type { KafkaInbound, KafkaInboundMessage } from '#application/kafka/inbound.js';
export { defineMail, type MailData, type MailDefinition } from '#application/mail/mail.js';
export type { Mailer, OutgoingMail } from '#application/mail/mailer.js';
export type { MailLinks, Mails, Recipient } from '#application/mail/mails.js';
export type { TokenRedeemer } from '#application/mail/token-redeemer.js';
export type { MailAllowance } from '#application/mail-requests/mail-allowance.js';
export {
  type MailRequest,
  type MailRequests,
  parseMailRequest,
} from '#application/mail-requests/mail-requests.js';
export type { OneTimeTokens } from '#application/one-time-tokens/one-time-tokens.js';
export type { Inbound, InboundMessage } from '#application/rabbitmq/inbound.js';
export {
  defineSaga,
  type SagaDefinition,
  type SagaStep,
  type SagaStepRun,
} from '#application/sagas/saga-definition.js';
export type { Sagas } from '#application/sagas/sagas.js';
export type {
  BreakerState,
  ServiceBreaker,
  ServiceBreakers,
} from '#application/service-client/service-breakers.js';
export type { Clock } from '#application/shared/clock.js';
export { type ExpectedVersions, requireVersion } from '#application/shared/expected-version.js';
export type { IdGenerator } from '#application/shared/id-generator.js';
export type { Logger } from '#application/shared/logger.js';
export type { CursorPage, NumberedPage } from '#application/shared/pages.js';
export {
  actorIdOf,
  type Principal,
  type RequestContext,
  systemContext,
} from '#application/shared/request-context.js';
export type { Retention } from '#application/shared/retention.js';
export {
  type ServiceClient,
  ServiceRefusal,
  type ServiceRequest,
  serviceUnavailable,
} from '#application/shared/service-client.js';
export type { UnitOfWork } from '#application/shared/unit-of-work.js';
export type { Executes, UseCase } from '#application/shared/use-case.js';
export type { TenantAccess, TenantGrant } from '#application/tenants/tenant-access.js';
export type { TenantExportSection } from '#application/tenants/tenant-export-section.js';
export type { AccountFarewell } from '#application/users/account-removal.js';
// The feature and its manifest.
export type { Contributions, FirstStartStep } from '#composition/contributions.js';
export {
  type CommandDefinition,
  defineFeature,
  type Feature,
  type RateLimitDefinition,
  type TagDefinition,
} from '#composition/define-feature.js';
export { defineSettings, type SettingsGroup } from '#composition/define-settings.js';
export { accessTokens } from '#composition/features/access.tokens.js';
export { auditTokens } from '#composition/features/audit.tokens.js';
export { authTokens } from '#composition/features/auth.tokens.js';
export { eventsTokens } from '#composition/features/events.tokens.js';
export { jobsTokens } from '#composition/features/jobs.tokens.js';
export { mailTokens } from '#composition/features/mail.tokens.js';
export { mailRequestsTokens } from '#composition/features/mail-requests.tokens.js';
export { mfaTokens } from '#composition/features/mfa.tokens.js';
export { oneTimeTokensTokens } from '#composition/features/one-time-tokens.tokens.js';
export { sagasTokens } from '#composition/features/sagas.tokens.js';
export { serviceClientTokens } from '#composition/features/service-client.tokens.js';
export { sessionsTokens } from '#composition/features/sessions.tokens.js';
export { tenantsTokens } from '#composition/features/tenants.tokens.js';
export { usersTokens } from '#composition/features/users.tokens.js';
export { defineConfig, type ServiceConfig } from '#composition/load-extensions.js';
export { memoryTokens } from '#composition/platform/memory.tokens.js';
export { platform } from '#composition/platform/platform.tokens.js';
export { postgresTokens } from '#composition/platform/postgres.tokens.js';
export { type Token, token } from '#composition/token.js';
export type { Wiring } from '#composition/wiring.js';
// Domain.
export { forbidden, unauthenticated } from '#domain/access/errors.js';
export { definePermission, type Permission } from '#domain/access/permission.js';
export type { Role } from '#domain/access/role.js';
export * from '#domain/mfa/events.js';
export { tokenInvalid } from '#domain/one-time-tokens/errors.js';
export { definePurpose, type TokenPurpose } from '#domain/one-time-tokens/token-purpose.js';
export * from '#domain/sessions/events.js';
export { AggregateRoot } from '#domain/shared/aggregate-root.js';
export { AppError, defineError, type ErrorDefinition, isError } from '#domain/shared/app-error.js';
export { type DomainEvent, defineEvent, type EventDefinition } from '#domain/shared/domain-event.js';
export { versionConflict } from '#domain/shared/errors.js';
export * as field from '#domain/shared/event-fields.js';
export { parseId, SessionId, TenantId, UserId } from '#domain/shared/ids.js';
export { invalidField, parseAll, validationError } from '#domain/shared/validation.js';
export { tenantNotFound } from '#domain/tenants/errors.js';
export * from '#domain/tenants/events.js';
export * from '#domain/users/events.js';
export * as setting from '#infrastructure/configuration/setting.js';
// Adapters.
export type { EventAppender } from '#infrastructure/events/event-appender.js';
export type { MemoryDatabase } from '#infrastructure/memory/database.js';
export type { MemoryTable } from '#infrastructure/memory/table.js';
export { defineMemoryTable } from '#infrastructure/memory/table-definition.js';
export { OperatorError, UsageError } from '#infrastructure/operator-error.js';
export type { Database } from '#infrastructure/postgres/database.js';

// HTTP.
export type { HealthCheck } from '#presentation/http/health/readiness.js';
export * from '#presentation/http/routing/json-schema.js';
export {
  type Controller,
  created,
  noContent,
  ok,
  type RouteDefinition,
  type RouteExtension,
  type RouteResult,
  route,
} from '#presentation/http/routing/route.js';
export { IdParams } from '#presentation/http/v1/shared/id-params.js';
export { expectedVersions } from '#presentation/http/v1/shared/if-match.js';
export * from '#presentation/http/validation/decorators.js';
export * from '#presentation/http/validation/query-decorators.js';
