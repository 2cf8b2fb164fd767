import type { Retention } from '#application/shared/retention.js';
import type { Executes } from '#application/shared/use-case.js';
import type { AttemptDelivery } from '#application/webhooks/attempt-delivery.js';
import type { ChangeWebhook } from '#application/webhooks/change-webhook.js';
import type { CreateWebhook } from '#application/webhooks/create-webhook.js';
import type { DeleteWebhook } from '#application/webhooks/delete-webhook.js';
import type { DeliveryDesk } from '#application/webhooks/delivery-desk.js';
import type { DeliveryForm } from '#application/webhooks/delivery-form.js';
import type { DeliveryQueue } from '#application/webhooks/delivery-queue.js';
import type { DeliveryTurns } from '#application/webhooks/delivery-turns.js';
import type { EndpointCaller } from '#application/webhooks/endpoint-caller.js';
import type { EndpointRules } from '#application/webhooks/endpoint-rules.js';
import type { EventHistory } from '#application/webhooks/event-history.js';
import type { ListDeliveries } from '#application/webhooks/list-deliveries.js';
import type { ListWebhooks } from '#application/webhooks/list-webhooks.js';
import type { LoggedEvents } from '#application/webhooks/logged-events.js';
import type { NewWebhooks } from '#application/webhooks/new-webhooks.js';
import type { Redeliver } from '#application/webhooks/redeliver.js';
import type { ReplayEvents } from '#application/webhooks/replay-events.js';
import type { ResealWebhookSecrets } from '#application/webhooks/reseal-secrets.js';
import type { RotateWebhookSecret } from '#application/webhooks/rotate-webhook-secret.js';
import type { ShowWebhook } from '#application/webhooks/show-webhook.js';
import type { SigningSecrets } from '#application/webhooks/signing-secrets.js';
import type { TestWebhook } from '#application/webhooks/test-webhook.js';
import type { WebhookAccess } from '#application/webhooks/webhook-access.js';
import type { WebhookDirectory } from '#application/webhooks/webhook-directory.js';
import type { WebhookSigner } from '#application/webhooks/webhook-signer.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { AddressGuard } from '#infrastructure/http-client/webhooks/address-guard.js';
import type { HostLookup } from '#infrastructure/http-client/webhooks/host-lookup.js';
import type { Signal } from '#infrastructure/shared/signal.js';
import type { WebhookRunner } from '#infrastructure/webhooks/webhook-runner.js';
import { token } from '../token.js';

export const webhooksTokens = {
  repository: token<WebhookRepository>('WebhookRepository'),
  queue: token<DeliveryQueue>('DeliveryQueue'),
  directory: token<WebhookDirectory>('WebhookDirectory'),
  access: token<WebhookAccess>('WebhookAccess'),
  turns: token<DeliveryTurns>('DeliveryTurns'),
  desk: token<DeliveryDesk>('DeliveryDesk'),
  loggedEvents: token<LoggedEvents>('LoggedEvents'),
  /** Of one owner, in whose scope it runs. */
  oldDeliveries: token<Retention>('webhooks.oldDeliveries'),
  retention: token<Retention>('webhooks.retention'),
  signal: token<Signal>('webhooks.signal'),
  signer: token<WebhookSigner>('WebhookSigner'),
  secrets: token<SigningSecrets>('SigningSecrets'),
  form: token<DeliveryForm>('DeliveryForm'),
  newWebhooks: token<NewWebhooks>('NewWebhooks'),
  history: token<EventHistory>('EventHistory'),
  rules: token<EndpointRules>('EndpointRules'),
  lookup: token<HostLookup>('HostLookup'),
  guard: token<AddressGuard>('AddressGuard'),
  caller: token<EndpointCaller>('EndpointCaller'),
  attemptDelivery: token<Executes<AttemptDelivery>>('AttemptDelivery'),
  runner: token<WebhookRunner>('WebhookRunner'),
  listWebhooks: token<Executes<ListWebhooks>>('ListWebhooks'),
  createWebhook: token<Executes<CreateWebhook>>('CreateWebhook'),
  showWebhook: token<Executes<ShowWebhook>>('ShowWebhook'),
  changeWebhook: token<Executes<ChangeWebhook>>('ChangeWebhook'),
  deleteWebhook: token<Executes<DeleteWebhook>>('DeleteWebhook'),
  resealSecrets: token<Executes<ResealWebhookSecrets>>('ResealWebhookSecrets'),
  rotateSecret: token<Executes<RotateWebhookSecret>>('RotateWebhookSecret'),
  testWebhook: token<Executes<TestWebhook>>('TestWebhook'),
  listDeliveries: token<Executes<ListDeliveries>>('ListDeliveries'),
  redeliver: token<Executes<Redeliver>>('Redeliver'),
  replayEvents: token<Executes<ReplayEvents>>('ReplayEvents'),
};
