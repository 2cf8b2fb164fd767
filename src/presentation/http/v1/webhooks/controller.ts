import type { Executes } from '#application/shared/use-case.js';
import type { ChangeWebhook } from '#application/webhooks/change-webhook.js';
import type { CreateWebhook } from '#application/webhooks/create-webhook.js';
import type { DeleteWebhook } from '#application/webhooks/delete-webhook.js';
import type { ListDeliveries } from '#application/webhooks/list-deliveries.js';
import type { ListWebhooks } from '#application/webhooks/list-webhooks.js';
import type { Redeliver } from '#application/webhooks/redeliver.js';
import type { ReplayEvents } from '#application/webhooks/replay-events.js';
import type { RotateWebhookSecret } from '#application/webhooks/rotate-webhook-secret.js';
import type { ShowWebhook } from '#application/webhooks/show-webhook.js';
import type { TestWebhook } from '#application/webhooks/test-webhook.js';
import { forbidden } from '#domain/access/errors.js';
import { versionConflict } from '#domain/shared/errors.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import {
  deliveryNotFound,
  tooManyWebhooks,
  webhookInactive,
  webhookNotFound,
} from '#domain/webhooks/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import {
  accepted,
  acceptedAnswer,
  type Controller,
  created,
  noContent,
  ok,
  route,
} from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import {
  ChangeWebhookDto,
  CreateWebhookDto,
  DeliveryParams,
  ListDeliveriesQueryDto,
  ListWebhooksQueryDto,
  ReplayDto,
} from './dto.js';
import { deliverySchema, replaySchema, webhookSchema, webhookWithSecretSchema } from './presenter.js';

export interface WebhooksUseCases {
  readonly listWebhooks: Executes<ListWebhooks>;
  readonly createWebhook: Executes<CreateWebhook>;
  readonly showWebhook: Executes<ShowWebhook>;
  readonly changeWebhook: Executes<ChangeWebhook>;
  readonly deleteWebhook: Executes<DeleteWebhook>;
  readonly rotateSecret: Executes<RotateWebhookSecret>;
  readonly testWebhook: Executes<TestWebhook>;
  readonly listDeliveries: Executes<ListDeliveries>;
  readonly redeliver: Executes<Redeliver>;
  readonly replayEvents: Executes<ReplayEvents>;
}

const url = '/api/v1/webhooks';
const common = {
  tag: 'webhooks',
  access: 'signed-in',
  permission: 'webhooks:write, or the same in a tenant',
} as const;

export class WebhooksController implements Controller {
  constructor(private readonly useCases: WebhooksUseCases) {}

  routes() {
    return [...this.#webhooks(), ...this.#deliveries()];
  }

  #webhooks() {
    const { useCases } = this;
    return [
      route({
        ...common,
        method: 'GET',
        url,
        operationId: 'listWebhooks',
        summary: 'List all webhooks of the service, or of a tenant',
        query: ListWebhooksQueryDto,
        rateLimit: 'lists',
        responses: {
          200: { description: 'All of them, without their secrets.', schema: arrayOf(webhookSchema) },
        },
        errors: [forbidden, tenantNotFound],
        handle: async ({ query }, context) => ok(await useCases.listWebhooks.execute(query, context)),
      }),
      route({
        ...common,
        method: 'POST',
        url,
        operationId: 'createWebhook',
        summary: 'Register a webhook, which is told of what happens from now on',
        body: CreateWebhookDto,
        responses: {
          201: { description: 'With its secret.', schema: webhookWithSecretSchema, headers: ['Location'] },
        },
        errors: [forbidden, tenantNotFound, tooManyWebhooks],
        handle: async ({ body }, context) => {
          const webhook = await useCases.createWebhook.execute(body, context);
          return created(webhook, { location: `${url}/${webhook.id}` });
        },
      }),
      route({
        ...common,
        method: 'GET',
        url: `${url}/:id`,
        operationId: 'showWebhook',
        summary: 'Show a webhook',
        params: IdParams,
        responses: { 200: { description: 'Without its secret.', schema: webhookSchema } },
        errors: [forbidden, webhookNotFound],
        handle: async ({ params }, context) => ok(await useCases.showWebhook.execute(params, context)),
      }),
      route({
        ...common,
        method: 'PATCH',
        url: `${url}/:id`,
        operationId: 'changeWebhook',
        summary: 'Change a webhook; what is left out stays',
        params: IdParams,
        body: ChangeWebhookDto,
        responses: { 200: { description: 'As it is now.', schema: webhookSchema } },
        errors: [forbidden, webhookNotFound, versionConflict],
        handle: async ({ params, body }, context) =>
          ok(await useCases.changeWebhook.execute({ ...body, ...params }, context)),
      }),
      route({
        ...common,
        method: 'DELETE',
        url: `${url}/:id`,
        operationId: 'deleteWebhook',
        summary: 'Delete a webhook and its deliveries',
        params: IdParams,
        responses: { 204: { description: 'Deleted.' } },
        errors: [forbidden, webhookNotFound, versionConflict],
        handle: ({ params }, context) => noContent(useCases.deleteWebhook.execute(params, context)),
      }),
      route({
        ...common,
        method: 'POST',
        url: `${url}/:id/rotate-secret`,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook another secret; the one before signs too for 24 hours',
        params: IdParams,
        responses: { 200: { description: 'With its new secret.', schema: webhookWithSecretSchema } },
        errors: [forbidden, webhookNotFound, versionConflict],
        handle: async ({ params }, context) => ok(await useCases.rotateSecret.execute(params, context)),
      }),
    ];
  }

  #deliveries() {
    const { useCases } = this;
    return [
      route({
        ...common,
        method: 'POST',
        url: `${url}/:id/test`,
        operationId: 'testWebhook',
        summary: 'Deliver an event `webhook.test` to a webhook',
        params: IdParams,
        isIdempotent: true,
        responses: { 202: acceptedAnswer },
        errors: [forbidden, webhookNotFound, webhookInactive],
        handle: ({ params }, context) => accepted(useCases.testWebhook.execute(params, context)),
      }),
      route({
        ...common,
        method: 'GET',
        url: `${url}/:id/deliveries`,
        operationId: 'listWebhookDeliveries',
        summary: 'List the deliveries to a webhook, newest first',
        rateLimit: 'lists',
        params: IdParams,
        query: ListDeliveriesQueryDto,
        responses: {
          200: {
            description: 'A page of deliveries, with what came of the last attempt.',
            schema: arrayOf(deliverySchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden, webhookNotFound],
        handle: async ({ params, query }, context) => {
          const { cursor, limit = defaultPageSize, ...filter } = query;
          const window = { cursor: cursor || null, limit };
          const wanted = { webhookId: params.id, filter, ...window };
          const page = await useCases.listDeliveries.execute(wanted, context);
          return cursorPage(`${url}/${params.id}/deliveries`, filter, window, page);
        },
      }),
      route({
        ...common,
        method: 'POST',
        url: `${url}/:id/deliveries/:did/redeliver`,
        operationId: 'redeliverWebhookDelivery',
        summary: 'Deliver once more, with the id that it had',
        params: DeliveryParams,
        responses: { 202: acceptedAnswer },
        errors: [forbidden, webhookNotFound, deliveryNotFound, webhookInactive],
        handle: ({ params: { id: webhookId, did: id } }, context) =>
          accepted(useCases.redeliver.execute({ webhookId, id }, context)),
      }),
      route({
        ...common,
        method: 'POST',
        url: `${url}/:id/replay`,
        operationId: 'replayWebhook',
        summary: 'Deliver once more what has happened in a time, with the ids that it had',
        params: IdParams,
        body: ReplayDto,
        isIdempotent: true,
        responses: { 202: { description: 'They are delivered by and by.', schema: replaySchema } },
        errors: [forbidden, webhookNotFound, webhookInactive],
        handle: async ({ params, body }, context) => ({
          status: 202,
          data: await useCases.replayEvents.execute({ ...params, ...body }, context),
        }),
      }),
    ];
  }
}
