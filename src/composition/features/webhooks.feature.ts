import { RetentionJob } from '#application/jobs/retention-job.js';
import { systemContext } from '#application/shared/request-context.js';
import { AllOwnersRetention } from '#application/webhooks/all-owners-retention.js';
import { AttemptDelivery } from '#application/webhooks/attempt-delivery.js';
import { ChangeWebhook } from '#application/webhooks/change-webhook.js';
import { CreateWebhook } from '#application/webhooks/create-webhook.js';
import { DeleteWebhook } from '#application/webhooks/delete-webhook.js';
import { DeliveryForm } from '#application/webhooks/delivery-form.js';
import { DeliveryTurns } from '#application/webhooks/delivery-turns.js';
import { EndpointRules } from '#application/webhooks/endpoint-rules.js';
import { EventHistory } from '#application/webhooks/event-history.js';
import { ListDeliveries } from '#application/webhooks/list-deliveries.js';
import { ListWebhooks } from '#application/webhooks/list-webhooks.js';
import { MadeWebhooksSection } from '#application/webhooks/made-webhooks-section.js';
import * as mails from '#application/webhooks/mails.js';
import { NewWebhooks } from '#application/webhooks/new-webhooks.js';
import { Redeliver } from '#application/webhooks/redeliver.js';
import { ReplayEvents } from '#application/webhooks/replay-events.js';
import { ResealWebhookSecrets } from '#application/webhooks/reseal-secrets.js';
import { RotateWebhookSecret } from '#application/webhooks/rotate-webhook-secret.js';
import { ShowWebhook } from '#application/webhooks/show-webhook.js';
import { SigningSecrets } from '#application/webhooks/signing-secrets.js';
import { TenantWebhooksSection } from '#application/webhooks/tenant-webhooks-section.js';
import { TestWebhook } from '#application/webhooks/test-webhook.js';
import { WebhookAccess } from '#application/webhooks/webhook-access.js';
import { WhenATenantIsDeletedRemoveItsWebhooks } from '#application/webhooks/when-a-tenant-is-deleted-remove-its-webhooks.js';
import { WhenAWebhookIsDeactivatedTellItsMaker } from '#application/webhooks/when-a-webhook-is-deactivated-tell-its-maker.js';
import { WhenAnythingHappensDeliverToWebhooks } from '#application/webhooks/when-anything-happens-deliver-to-webhooks.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import * as errors from '#domain/webhooks/errors.js';
import * as events from '#domain/webhooks/events.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import { attemptTimeoutSeconds } from '#domain/webhooks/retry-schedule.js';
import { HmacWebhookSigner } from '#infrastructure/crypto/webhooks/hmac-signer.js';
import { AddressGuard } from '#infrastructure/http-client/webhooks/address-guard.js';
import { DnsHostLookup, SystemHostLookup } from '#infrastructure/http-client/webhooks/host-lookup.js';
import {
  MemoryDeliveryDesk,
  deliveryRetention as memoryRetention,
} from '#infrastructure/memory/webhooks/delivery-desk.js';
import { MemoryDeliveryQueue } from '#infrastructure/memory/webhooks/delivery-queue.js';
import { MemoryWebhookDirectory } from '#infrastructure/memory/webhooks/directory.js';
import { MemoryLoggedEvents } from '#infrastructure/memory/webhooks/logged-events.js';
import { MemoryWebhookRepository } from '#infrastructure/memory/webhooks/repository.js';
import {
  PostgresDeliveryDesk,
  PostgresDeliveryRetention,
} from '#infrastructure/postgres/webhooks/delivery-desk.js';
import { PostgresDeliveryQueue } from '#infrastructure/postgres/webhooks/delivery-queue.js';
import { PostgresWebhookDirectory } from '#infrastructure/postgres/webhooks/directory.js';
import { PostgresLoggedEvents } from '#infrastructure/postgres/webhooks/logged-events.js';
import { PostgresWebhookRepository } from '#infrastructure/postgres/webhooks/repository.js';
import { tenantWebhookSchema, webhookSchema } from '#infrastructure/postgres/webhooks/schema.js';
import { LocalSignal } from '#infrastructure/shared/signal.js';
import { WebhookRunner } from '#infrastructure/webhooks/webhook-runner.js';
import { WebhooksController } from '#presentation/http/v1/webhooks/controller.js';
import { type CommandDefinition, defineFeature } from '../define-feature.js';
import { httpSettings } from '../platform/http.feature.js';
import { memoryTokens } from '../platform/memory.tokens.js';
import { platform } from '../platform/platform.tokens.js';
import { postgresTokens } from '../platform/postgres.tokens.js';
import { runtimeSettings } from '../platform/runtime.feature.js';
import type { Wiring } from '../wiring.js';
import { accessTokens } from './access.tokens.js';
import { eventSettings } from './events.settings.js';
import { eventsTokens } from './events.tokens.js';
import { noticesTokens } from './notices.tokens.js';
import { accessTokenSettings } from './sessions.settings.js';
import { tenantsTokens } from './tenants.tokens.js';
import { webhookSettings } from './webhooks.settings.js';
import { webhooksTokens } from './webhooks.tokens.js';

/** Once the status is known, the rest may take no longer. */
const bodyMs = 2_000;
/** Between two looks for what nobody has told of. */
const pollIntervalMs = 1_000;
/** Renewed with each attempt, and while one lasts. */
const leaseSeconds = 6;
/** Of the time that the service has to stop, for giving back what is left. */
const giveBackMs = 1_000;

const reseal: CommandDefinition = {
  usage: 'webhooks reseal',
  description: 'Encrypt the secrets of all webhooks with the first key of ENCRYPTION_KEY',
  async run({ get, tell }) {
    const { count } = await (await get(webhooksTokens.resealSecrets)).execute(systemContext);
    tell({ count }, `The secrets of ${count} webhooks are encrypted with the first key.`);
  },
};

/** Programs elsewhere that are told of events, signed, in order and again until they have them. */
export const webhooks = defineFeature({
  name: 'webhooks',
  settings: [webhookSettings],
  permissions: [writeWebhooks],
  commands: [reseal],
  events: Object.values(events),
  errors: Object.values(errors),
  mails: Object.values(mails),
  tags: [{ name: 'webhooks', description: 'Programs elsewhere that are told of events' }],
  entities: [webhookSchema, tenantWebhookSchema],
  tenantTables: ['tenant_webhooks', 'tenant_webhook_deliveries'],
  constraints: { tenant_webhooks_tenant_id_fkey: () => tenantNotFound() },

  bind(wiring) {
    bindServices(wiring);
    bindDelivering(wiring);
    bindUseCases(wiring);
    const { queue, form, repository, directory } = webhooksTokens;
    const { unitOfWork, clock } = platform;
    wiring.contribute(
      'subscription',
      'webhooks',
      (...parts) => new WhenAnythingHappensDeliverToWebhooks(...parts),
      [queue, form, directory, unitOfWork],
    );
    wiring.contribute(
      'subscription',
      'notices-of-deactivated-webhooks',
      (...parts) => new WhenAWebhookIsDeactivatedTellItsMaker(...parts),
      [repository, noticesTokens.notices, unitOfWork],
    );
    wiring.contribute(
      'subscription',
      'webhooks-of-deleted-tenants',
      (...parts) => new WhenATenantIsDeletedRemoveItsWebhooks(...parts),
      [repository, unitOfWork, clock],
    );
    wiring.contribute('data export section', 'webhooks', (...parts) => new MadeWebhooksSection(...parts), [
      repository,
      directory,
      tenantsTokens.memberships,
      unitOfWork,
    ]);
    wiring.contribute(
      'tenant export section',
      'webhooks',
      (webhooksOfTenant) => new TenantWebhooksSection(webhooksOfTenant),
      [repository],
    );
    wiring.contribute(
      'job',
      'webhooks.remove-old',
      (old, { retentionDays }) => new RetentionJob('webhooks.remove-old', old, retentionDays * 86_400),
      [webhooksTokens.retention, webhookSettings.token],
    );
  },

  memory(wiring) {
    const { database, eventAppender } = memoryTokens;
    const { clock } = platform;
    const { signal } = webhooksTokens;
    wiring.instance(webhooksTokens.repository, MemoryWebhookRepository, [database, eventAppender]);
    wiring.instance(webhooksTokens.queue, MemoryDeliveryQueue, [database, clock, signal]);
    wiring.instance(webhooksTokens.desk, MemoryDeliveryDesk, [database, clock, signal]);
    wiring.instance(webhooksTokens.loggedEvents, MemoryLoggedEvents, [database]);
    wiring.instance(webhooksTokens.directory, MemoryWebhookDirectory, [database]);
    wiring.singleton(webhooksTokens.oldDeliveries, memoryRetention, [database, clock]);
  },

  postgres(wiring) {
    const { database, eventAppender } = postgresTokens;
    const { signal } = webhooksTokens;
    wiring.instance(webhooksTokens.repository, PostgresWebhookRepository, [database, eventAppender]);
    wiring.instance(webhooksTokens.queue, PostgresDeliveryQueue, [database, signal]);
    wiring.instance(webhooksTokens.desk, PostgresDeliveryDesk, [database, signal]);
    wiring.instance(webhooksTokens.loggedEvents, PostgresLoggedEvents, [database]);
    wiring.instance(webhooksTokens.directory, PostgresWebhookDirectory, [database]);
    wiring.instance(webhooksTokens.oldDeliveries, PostgresDeliveryRetention, [database]);
  },
});

function bindServices(wiring: Wiring): void {
  const { signer, secrets, form, rules, lookup, guard } = webhooksTokens;
  const { allowsPrivate } = wiring.settings(webhookSettings);
  const { directory, oldDeliveries } = webhooksTokens;
  wiring.instance(webhooksTokens.signal, LocalSignal, []);
  wiring.instance(webhooksTokens.access, WebhookAccess, [
    accessTokens.authorizer,
    tenantsTokens.access,
    directory,
    platform.unitOfWork,
  ]);
  wiring.instance(webhooksTokens.retention, AllOwnersRetention, [
    oldDeliveries,
    directory,
    platform.unitOfWork,
  ]);
  wiring.instance(signer, HmacWebhookSigner, []);
  wiring.instance(secrets, SigningSecrets, [platform.cipher, signer]);
  wiring.singleton(form, (ids, clock, { issuer }) => new DeliveryForm(ids, clock, issuer), [
    platform.ids,
    platform.clock,
    accessTokenSettings.token,
  ]);
  wiring.singleton(lookup, () => (allowsPrivate ? new SystemHostLookup() : new DnsHostLookup()), []);
  wiring.singleton(guard, (asked) => new AddressGuard(asked, allowsPrivate), [lookup]);
  wiring.singleton(
    rules,
    (catalogue, guarded, { environment }) =>
      new EndpointRules(catalogue, guarded, environment !== 'production'),
    [eventsTokens.catalogue, guard, runtimeSettings.token],
  );
}

function bindDelivering(wiring: Wiring): void {
  const { queue, repository, secrets, guard, caller, attemptDelivery, runner, signal } = webhooksTokens;
  const { turns, directory } = webhooksTokens;
  wiring.instance(turns, DeliveryTurns, [queue, directory, platform.unitOfWork]);
  wiring.singleton(
    caller,
    async (guarded) => {
      // Takes its time to load, and is of no use to what delivers nothing.
      const { GuardedEndpointCaller } = await import(
        '#infrastructure/http-client/webhooks/guarded-caller.js'
      );
      return new GuardedEndpointCaller(guarded, { timeoutMs: attemptTimeoutSeconds * 1000, bodyMs });
    },
    [guard],
    (calling) => calling.close(),
  );
  wiring.command(attemptDelivery, AttemptDelivery, [
    queue,
    repository,
    secrets,
    caller,
    platform.unitOfWork,
    platform.clock,
  ]);
  wiring.singleton(
    runner,
    (taken, attempts, woken, logger, { concurrency }, { shutdownTimeoutMs }) =>
      new WebhookRunner(taken, attempts, woken, logger, {
        concurrency,
        pollIntervalMs,
        leaseSeconds,
        stopMs: Math.max(0, shutdownTimeoutMs - giveBackMs),
      }),
    [turns, attemptDelivery, signal, platform.logger, webhookSettings.token, httpSettings.token],
    (running) => running.close(),
  );
  wiring.contribute(
    'first-start step',
    'delivery to webhooks',
    (running, { isEnabled }) => ({
      async run() {
        if (isEnabled) running.start();
      },
    }),
    [runner, webhookSettings.token],
  );
}

function bindUseCases(wiring: Wiring): void {
  const { clock, ids } = platform;
  const { access, repository, queue, desk, form, rules, secrets, newWebhooks, history } = webhooksTokens;
  const uses = webhooksTokens;
  wiring.instance(newWebhooks, NewWebhooks, [ids, secrets, clock]);
  wiring.instance(history, EventHistory, [uses.loggedEvents, form, clock, eventSettings.token]);
  wiring.query(uses.listWebhooks, ListWebhooks, [access, repository]);
  wiring.query(uses.showWebhook, ShowWebhook, [access, repository]);
  wiring.query(uses.listDeliveries, ListDeliveries, [access, repository, desk]);
  wiring.command(uses.createWebhook, CreateWebhook, [
    access,
    rules,
    newWebhooks,
    repository,
    webhookSettings.token,
  ]);
  wiring.command(uses.changeWebhook, ChangeWebhook, [access, rules, repository, clock]);
  wiring.command(uses.deleteWebhook, DeleteWebhook, [access, repository, clock]);
  wiring.command(uses.rotateSecret, RotateWebhookSecret, [access, repository, secrets, clock]);
  wiring.command(uses.testWebhook, TestWebhook, [access, repository, form, queue]);
  wiring.command(uses.redeliver, Redeliver, [access, repository, desk]);
  wiring.command(uses.replayEvents, ReplayEvents, [access, repository, history, queue]);
  wiring.command(uses.resealSecrets, ResealWebhookSecrets, [
    repository,
    uses.directory,
    secrets,
    platform.unitOfWork,
  ]);
  wiring.controller(WebhooksController, {
    listWebhooks: uses.listWebhooks,
    createWebhook: uses.createWebhook,
    showWebhook: uses.showWebhook,
    changeWebhook: uses.changeWebhook,
    deleteWebhook: uses.deleteWebhook,
    rotateSecret: uses.rotateSecret,
    testWebhook: uses.testWebhook,
    listDeliveries: uses.listDeliveries,
    redeliver: uses.redeliver,
    replayEvents: uses.replayEvents,
  });
}
