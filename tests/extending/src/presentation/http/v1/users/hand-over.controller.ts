import type { HandOverAdministration } from '#application/users/hand-over-administration.js';
import { forbidden } from '#domain/access/errors.js';
import { userNotFound } from '#domain/users/errors.js';
import { envelopeOf } from '#presentation/http/routing/envelope.js';
import { type Controller, type RouteDefinition, route } from '#presentation/http/routing/route-definition.js';
import { ok } from '#presentation/http/routing/route-result.js';
import type { Executes } from '#presentation/http/use-case.js';
import { IdParams } from '#presentation/http/v1/shared/id-params.js';
import { entityTagOf, presentUser, userSchema } from '#presentation/http/v1/shared/user-presenter.js';

const schema = envelopeOf(userSchema);

export class HandOverController implements Controller {
  constructor(
    private readonly useCases: { readonly handOverAdministration: Executes<HandOverAdministration> },
  ) {}

  routes(): readonly RouteDefinition[] {
    return [
      route({
        method: 'POST',
        url: '/api/v1/users/:id/hand-over',
        operationId: 'handOverAdministration',
        tag: 'users',
        summary: 'Make somebody else administrator and step down',
        access: 'signed-in',
        permission: 'users:delete',
        params: IdParams,
        responses: { 200: { description: 'The new administrator.', schema, headers: ['ETag'] } },
        errors: [forbidden, userNotFound],
        handle: async ({ params }, context) => {
          const command = { successorId: params.id };
          const user = await this.useCases.handOverAdministration.execute(command, context);
          return ok(presentUser(user), entityTagOf(user));
        },
      }),
    ];
  }
}
