import type { ChangeServiceAccount } from '#application/service-accounts/change-service-account.js';
import type { CreateServiceAccount } from '#application/service-accounts/create-service-account.js';
import type { DeleteServiceAccount } from '#application/service-accounts/delete-service-account.js';
import type { ListServiceAccounts } from '#application/service-accounts/list-service-accounts.js';
import type { ShowServiceAccount } from '#application/service-accounts/show-service-account.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { serviceAccountNotFound, tooManyServiceAccounts } from '#domain/service-accounts/errors.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { expectedVersions } from '../shared/if-match.js';
import { CursorQueryDto, cursorLinks, cursorMeta, cursorPage, defaultPageSize } from '../shared/lists.js';
import { ChangeServiceAccountDto, CreateServiceAccountDto } from './dto.js';
import { entityTagOf, serviceAccountSchema } from './presenter.js';

export interface ServiceAccountsUseCases {
  readonly listServiceAccounts: Executes<ListServiceAccounts>;
  readonly createServiceAccount: Executes<CreateServiceAccount>;
  readonly showServiceAccount: Executes<ShowServiceAccount>;
  readonly changeServiceAccount: Executes<ChangeServiceAccount>;
  readonly deleteServiceAccount: Executes<DeleteServiceAccount>;
}

const url = '/api/v1/service-accounts';
const managed = {
  tag: 'service-accounts',
  access: 'signed-in',
  permission: 'service_accounts:write, or the same in a tenant',
} as const;
const one = { ...managed, url: `${url}/:id`, params: IdParams } as const;
const errors = [forbidden, serviceAccountNotFound];

export class ServiceAccountsController implements Controller {
  constructor(private readonly useCases: ServiceAccountsUseCases) {}

  routes() {
    return [
      route({
        ...managed,
        method: 'GET',
        url,
        operationId: 'listServiceAccounts',
        summary:
          'List the service accounts of the tenant that the request is about, or else of the house, oldest first',
        rateLimit: 'lists',
        query: CursorQueryDto,
        responses: {
          200: {
            description: 'A page of service accounts.',
            schema: arrayOf(serviceAccountSchema),
            meta: cursorMeta,
            links: cursorLinks,
          },
        },
        errors: [forbidden],
        handle: async ({ query: { cursor, limit = defaultPageSize } }, context) => {
          const window = { cursor: cursor || null, limit };
          return cursorPage(
            url,
            {},
            window,
            await this.useCases.listServiceAccounts.execute(window, context),
          );
        },
      }),
      route({
        ...managed,
        method: 'POST',
        url,
        operationId: 'createServiceAccount',
        summary: 'Make an account for a program, of a tenant or of the house',
        isIdempotent: true,
        body: CreateServiceAccountDto,
        responses: {
          201: {
            description: 'It has no key yet.',
            schema: serviceAccountSchema,
            headers: ['ETag', 'Location'],
          },
        },
        errors: [forbidden, tenantNotFound, tooManyServiceAccounts],
        handle: async ({ body }, context) => {
          const account = await this.useCases.createServiceAccount.execute(body, context);
          return created(account, { ...entityTagOf(account), location: `${url}/${account.id}` });
        },
      }),
      route({
        ...one,
        method: 'GET',
        operationId: 'showServiceAccount',
        summary: 'Show a service account',
        responses: { 200: { description: 'It.', schema: serviceAccountSchema, headers: ['ETag'] } },
        errors,
        handle: async ({ params: { id } }, context) => {
          const account = await this.useCases.showServiceAccount.execute({ id }, context);
          return ok(account, entityTagOf(account));
        },
      }),
      route({
        ...one,
        method: 'PATCH',
        operationId: 'changeServiceAccount',
        summary: 'Change some of a service account',
        isConditional: true,
        body: ChangeServiceAccountDto,
        responses: { 200: { description: 'As it is now.', schema: serviceAccountSchema, headers: ['ETag'] } },
        errors,
        handle: async ({ params: { id }, body, headers }, context) => {
          const command = { ...body, id, expectedVersions: expectedVersions(headers) };
          const account = await this.useCases.changeServiceAccount.execute(command, context);
          return ok(account, entityTagOf(account));
        },
      }),
      route({
        ...one,
        method: 'DELETE',
        operationId: 'deleteServiceAccount',
        summary: 'Delete a service account with its keys',
        responses: { 204: { description: 'Gone.' } },
        errors,
        handle: ({ params: { id } }, context) =>
          noContent(this.useCases.deleteServiceAccount.execute({ id }, context)),
      }),
    ];
  }
}
