import type { RequestAuthenticator } from '#application/auth/request-authenticator.js';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import type { DataExportSection } from '#application/data-export/data-export-section.js';
import type { Subscription } from '#application/events/subscription.js';
import type { JobHandler } from '#application/jobs/job.js';
import type { KafkaInbound } from '#application/kafka/inbound.js';
import type { TokenRedeemer } from '#application/mail/token-redeemer.js';
import type { Inbound } from '#application/rabbitmq/inbound.js';
import type { SagaDefinition } from '#application/sagas/saga-definition.js';
import type { AccessTokenReader } from '#application/sessions/authenticate-request.js';
import type { SessionPolicy } from '#application/sessions/session-policy.js';
import type { CredentialEnding } from '#application/sessions/session-termination.js';
import type { TenantExportSection } from '#application/tenants/tenant-export-section.js';
import type { TenantPrograms } from '#application/tenants/tenant-programs.js';
import type { AccountFarewell } from '#application/users/account-removal.js';
import type { AppendedEvents } from '#infrastructure/shared/appended-events.js';
import type { HealthCheck } from '#presentation/http/health/readiness.js';
import type { Controller, RouteExtension } from '#presentation/http/routing/route.js';
import { all } from './token.js';

/** Something that the service needs once, as soon as it listens for the first time, such as its first administrator. */
export interface FirstStartStep {
  /** @param tell prints a line for whoever started the service, once. */
  run(tell: (line: string) => void): Promise<void>;
}

/** What is contributed as an object, since it is made of others. Each has a name that is the only one of its kind. */
export interface Contributions {
  readonly controller: Controller;
  readonly 'route extension': RouteExtension;
  readonly authenticator: RequestAuthenticator;
  readonly 'sign-in policy': SignInPolicy;
  readonly 'session policy': SessionPolicy;
  readonly subscription: Subscription;
  /** A queue of RabbitMQ that is consumed. */
  readonly inbound: Inbound;
  /** A topic of Kafka that is consumed. */
  readonly 'kafka inbound': KafkaInbound;
  // biome-ignore lint/suspicious/noExplicitAny: each has a payload of its own.
  readonly job: JobHandler<any>;
  readonly saga: SagaDefinition;
  /** Of tokens that verify an address. */
  readonly 'token redeemer': TokenRedeemer;
  readonly 'account farewell': AccountFarewell;
  readonly 'credential ending': CredentialEnding;
  readonly 'access token reader': AccessTokenReader;
  readonly 'tenant programs': TenantPrograms;
  readonly 'data export section': DataExportSection;
  readonly 'tenant export section': TenantExportSection;
  readonly 'health check': HealthCheck;
  readonly 'first-start step': FirstStartStep;
  readonly 'listener of appended events': AppendedEvents;
}

export type ContributionKind = keyof Contributions;

/** What all features have contributed of each kind, in their order. */
export const contributed = {
  controllers: all<Controller>('controller'),
  routeExtensions: all<RouteExtension>('route extension'),
  authenticators: all<RequestAuthenticator>('authenticator'),
  signInPolicies: all<SignInPolicy>('sign-in policy'),
  sessionPolicies: all<SessionPolicy>('session policy'),
  subscriptions: all<Subscription>('subscription'),
  inbounds: all<Inbound>('inbound'),
  kafkaInbounds: all<KafkaInbound>('kafka inbound'),
  jobs: all<JobHandler>('job'),
  sagas: all<SagaDefinition>('saga'),
  tokenRedeemers: all<TokenRedeemer>('token redeemer'),
  accountFarewells: all<AccountFarewell>('account farewell'),
  credentialEndings: all<CredentialEnding>('credential ending'),
  accessTokenReaders: all<AccessTokenReader>('access token reader'),
  tenantPrograms: all<TenantPrograms>('tenant programs'),
  dataExportSections: all<DataExportSection>('data export section'),
  tenantExportSections: all<TenantExportSection>('tenant export section'),
  healthChecks: all<HealthCheck>('health check'),
  /** Told of events in the transaction that appends them. */
  appendedEvents: all<AppendedEvents>('listener of appended events'),
  firstStartSteps: all<FirstStartStep>('first-start step'),
};
