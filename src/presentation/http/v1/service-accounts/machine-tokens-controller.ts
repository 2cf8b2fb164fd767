import type { ExchangeKey } from '#application/service-accounts/exchange-key.js';
import type { ImpersonateUser } from '#application/service-accounts/impersonate-user.js';
import type { Executes } from '#application/shared/use-case.js';
import { forbidden } from '#domain/access/errors.js';
import { accountInactive } from '#domain/auth/errors.js';
import { tenantNotFound } from '#domain/tenants/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { type Controller, created, ok, route } from '../../routing/route.js';
import { IdParams } from '../shared/id-params.js';
import { ExchangeKeyDto, ImpersonateDto } from './dto.js';
import { machineTokenSchema } from './presenter.js';

export interface MachineTokensUseCases {
  readonly exchangeKey: Executes<ExchangeKey>;
  readonly impersonateUser: Executes<ImpersonateUser>;
}

/** Access tokens without a session of their own. */
export class MachineTokensController implements Controller {
  constructor(private readonly useCases: MachineTokensUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/token',
        operationId: 'exchangeKey',
        tag: 'auth',
        summary: 'Exchange a key, sent as a bearer token, for a JWT that services verify offline',
        access: 'signed-in',
        permission: 'a key',
        body: ExchangeKeyDto,
        responses: { 200: { description: 'A token of 15 minutes.', schema: machineTokenSchema } },
        errors: [forbidden, accountInactive, tenantNotFound],
        handle: async ({ body }, context) => ok(await this.useCases.exchangeKey.execute(body, context)),
      }),
      route({
        method: 'POST',
        url: '/api/v1/users/:id/impersonate',
        operationId: 'impersonateUser',
        tag: 'users',
        summary: 'Get a token to act in the place of a user, on record',
        access: 'signed-in',
        permission: 'users:impersonate',
        isFresh: true,
        params: IdParams,
        body: ImpersonateDto,
        responses: { 201: { description: 'A token of 15 minutes.', schema: machineTokenSchema } },
        errors: [forbidden, accountInactive, userNotFound],
        handle: async ({ params: { id }, body }, context) =>
          created(await this.useCases.impersonateUser.execute({ ...body, userId: id }, context)),
      }),
    ];
  }
}
