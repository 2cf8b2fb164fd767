import type { CreateServiceKey } from '#application/service-accounts/create-service-key.js';
import type { ListServiceKeys } from '#application/service-accounts/list-service-keys.js';
import type { RevokeServiceKey } from '#application/service-accounts/revoke-service-key.js';
import type { RotateServiceKey } from '#application/service-accounts/rotate-service-key.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import {
  keyEnded,
  keyNotFound,
  serviceAccountNotFound,
  tooManyKeys,
} from '#domain/service-accounts/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { CreateServiceKeyDto, KeyParams, RotateKeyDto } from './dto.js';
import { keySchema, newKeySchema } from './presenter.js';

export interface ServiceKeysUseCases {
  readonly listServiceKeys: Executes<ListServiceKeys>;
  readonly createServiceKey: Executes<CreateServiceKey>;
  readonly revokeServiceKey: Executes<RevokeServiceKey>;
  readonly rotateServiceKey: Executes<RotateServiceKey>;
}

const url = '/api/v1/service-accounts/:id/keys';
const managed = {
  tag: 'service-accounts',
  access: 'signed-in',
  permission: 'service_accounts:write, or the same in a tenant',
} as const;

export class ServiceKeysController implements Controller {
  constructor(private readonly useCases: ServiceKeysUseCases) {}

  routes() {
    return [
      route({
        ...managed,
        method: 'GET',
        url,
        operationId: 'listServiceKeys',
        summary: 'List the keys of a service account, newest first',
        params: IdParams,
        responses: { 200: { description: 'Also those that ended lately.', schema: arrayOf(keySchema) } },
        errors: [forbidden, serviceAccountNotFound],
        handle: async ({ params: { id } }, context) =>
          ok(await this.useCases.listServiceKeys.execute({ serviceAccountId: id }, context)),
      }),
      route({
        ...managed,
        method: 'POST',
        url,
        operationId: 'createServiceKey',
        summary: 'Make a key for a service account',
        params: IdParams,
        body: CreateServiceKeyDto,
        responses: { 201: { description: 'The key, shown this once.', schema: newKeySchema } },
        errors: [forbidden, serviceAccountNotFound, tooManyKeys],
        handle: async ({ params: { id }, body }, context) =>
          created(await this.useCases.createServiceKey.execute({ ...body, serviceAccountId: id }, context)),
      }),
      route({
        ...managed,
        method: 'DELETE',
        url: `${url}/:kid`,
        operationId: 'revokeServiceKey',
        summary: 'Revoke a key of a service account',
        params: KeyParams,
        responses: { 204: { description: 'Refused from now on.' } },
        errors: [forbidden, keyNotFound],
        handle: ({ params: { id, kid } }, context) =>
          noContent(this.useCases.revokeServiceKey.execute({ serviceAccountId: id, keyId: kid }, context)),
      }),
      route({
        ...managed,
        method: 'POST',
        url: `${url}/:kid/rotate`,
        operationId: 'rotateServiceKey',
        summary: 'Put a new key in the place of one that ends after a while',
        params: KeyParams,
        body: RotateKeyDto,
        responses: { 201: { description: 'The new key, shown this once.', schema: newKeySchema } },
        errors: [forbidden, serviceAccountNotFound, keyNotFound, keyEnded, tooManyKeys],
        handle: async ({ params: { id, kid }, body }, context) => {
          const command = { ...body, serviceAccountId: id, keyId: kid };
          return created(await this.useCases.rotateServiceKey.execute(command, context));
        },
      }),
    ];
  }
}
