import type { ChangeMyAccount } from '#application/users/change-my-account.js';
import type { ChangeMyPassword } from '#application/users/change-my-password.js';
import type { DeleteMyAccount } from '#application/users/delete-my-account.js';
import type { ShowMyAccount } from '#application/users/show-my-account.js';
import { invalidCredentials, loginLocked, weakPassword } from '#domain/auth/errors.js';
import { emailTaken, lastAdmin, usernameTaken } from '#domain/users/errors.js';
import { envelopeOf } from '../../routing/envelope.js';
import { type Controller, type RouteDefinition, route } from '../../routing/route-definition.js';
import { noContent, ok } from '../../routing/route-result.js';
import type { Executes } from '../../use-case.js';
import { expectedVersions } from '../shared/if-match.js';
import { ChangeMyAccountDto, ChangeMyPasswordDto, DeleteMyAccountDto } from './me-dto.js';
import { entityTagOf, presentUser, userSchema } from './user-presenter.js';

export interface MeUseCases {
  readonly showMyAccount: Executes<ShowMyAccount>;
  readonly changeMyAccount: Executes<ChangeMyAccount>;
  readonly deleteMyAccount: Executes<DeleteMyAccount>;
  readonly changeMyPassword: Executes<ChangeMyPassword>;
}

const tag = 'me';
const url = '/api/v1/me';
const me = envelopeOf(userSchema);

export class MeController implements Controller {
  constructor(private readonly useCases: MeUseCases) {}

  routes(): readonly RouteDefinition[] {
    return [this.#show(), this.#change(), this.#delete(), this.#changePassword()];
  }

  #show(): RouteDefinition {
    return route({
      method: 'GET',
      url,
      operationId: 'showMe',
      tag,
      summary: 'Show your account',
      access: 'signed-in',
      responses: { 200: { description: 'Your account.', schema: me, headers: ['ETag'] } },
      handle: async (_request, context) => {
        const user = await this.useCases.showMyAccount.execute(context);
        return ok(presentUser(user), entityTagOf(user));
      },
    });
  }

  #change(): RouteDefinition {
    return route({
      method: 'PATCH',
      url,
      operationId: 'changeMe',
      tag,
      summary: 'Change your email address or username',
      access: 'signed-in',
      isConditional: true,
      body: ChangeMyAccountDto,
      responses: { 200: { description: 'Your account as it is now.', schema: me, headers: ['ETag'] } },
      errors: [emailTaken, usernameTaken],
      handle: async ({ body, headers }, context) => {
        const command = { ...body, expectedVersions: expectedVersions(headers) };
        const user = await this.useCases.changeMyAccount.execute(command, context);
        return ok(presentUser(user), entityTagOf(user));
      },
    });
  }

  #delete(): RouteDefinition {
    return route({
      method: 'DELETE',
      url,
      operationId: 'deleteMe',
      tag,
      summary: 'Delete your account',
      access: 'signed-in',
      permission: 'the password, again',
      rateLimit: 'sensitive',
      body: DeleteMyAccountDto,
      responses: { 204: { description: 'Gone, with all of its sessions.' } },
      errors: [invalidCredentials, loginLocked, lastAdmin],
      handle: async ({ body }, context) => {
        await this.useCases.deleteMyAccount.execute(body, context);
        return noContent();
      },
    });
  }

  #changePassword(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/password`,
      operationId: 'changeMyPassword',
      tag,
      summary: 'Change your password and end your other sessions',
      access: 'signed-in',
      permission: 'the password, again',
      rateLimit: 'sensitive',
      body: ChangeMyPasswordDto,
      responses: { 204: { description: 'Changed.' } },
      errors: [invalidCredentials, loginLocked, weakPassword],
      handle: async ({ body }, context) => {
        await this.useCases.changeMyPassword.execute(body, context);
        return noContent();
      },
    });
  }
}
