import type { CreateMyKey } from '#application/service-accounts/create-my-key.js';
import type { ListMyKeys } from '#application/service-accounts/list-my-keys.js';
import type { RevokeMyKey } from '#application/service-accounts/revoke-my-key.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { keyNotFound, tooManyKeys } from '#domain/service-accounts/errors.js';
import { arrayOf } from '../../routing/json-schema.js';
import { type Controller, created, noContent, ok, ownSession, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { CreateMyKeyDto } from './dto.js';
import { keySchema, newKeySchema } from './presenter.js';

export interface MyKeysUseCases {
  readonly listMyKeys: Executes<ListMyKeys>;
  readonly createMyKey: Executes<CreateMyKey>;
  readonly revokeMyKey: Executes<RevokeMyKey>;
}

const url = '/api/v1/me/keys';
const mine = { tag: 'me', access: 'signed-in', permission: ownSession } as const;

export class MyKeysController implements Controller {
  constructor(private readonly useCases: MyKeysUseCases) {}

  routes() {
    return [
      route({
        ...mine,
        method: 'GET',
        url,
        operationId: 'listMyKeys',
        summary: 'List your personal keys, newest first',
        responses: { 200: { description: 'Also those that ended lately.', schema: arrayOf(keySchema) } },
        errors: [forbidden],
        handle: async (_request, context) => ok(await this.useCases.listMyKeys.execute(context)),
      }),
      route({
        ...mine,
        method: 'POST',
        url,
        operationId: 'createMyKey',
        summary: 'Make a personal key, which may some of what you may',
        isFresh: true,
        body: CreateMyKeyDto,
        responses: { 201: { description: 'The key, shown this once.', schema: newKeySchema } },
        errors: [forbidden, tooManyKeys],
        handle: async ({ body }, context) => created(await this.useCases.createMyKey.execute(body, context)),
      }),
      route({
        ...mine,
        method: 'DELETE',
        url: `${url}/:id`,
        operationId: 'revokeMyKey',
        summary: 'Revoke one of your personal keys',
        params: IdParams,
        responses: { 204: { description: 'Refused from now on.' } },
        errors: [forbidden, keyNotFound],
        handle: ({ params: { id } }, context) =>
          noContent(this.useCases.revokeMyKey.execute({ id }, context)),
      }),
    ];
  }
}
