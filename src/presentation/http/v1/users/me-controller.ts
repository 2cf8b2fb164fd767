import type { Executes } from '#application/shared/use-case.js';
import type { ChangeMyAccount } from '#application/users/change-my-account.js';
import type { ChangeMyPassword } from '#application/users/change-my-password.js';
import type { DeleteMyAccount } from '#application/users/delete-my-account.js';
import type { ShowMyAccount } from '#application/users/show-my-account.js';
import { invalidCredentials, loginLocked, passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { lastAdmin, usernameTaken } from '#domain/users/errors.js';
import { type Controller, noContent, route } from '../../routing/route.js';
import { expectedVersions } from '../shared/if-match.js';
import { ChangeMyAccountDto, ChangeMyPasswordDto, DeleteMyAccountDto } from './dto.js';
import { oneUser, userSchema } from './user-presenter.js';

export interface MeUseCases {
  readonly showMyAccount: Executes<ShowMyAccount>;
  readonly changeMyAccount: Executes<ChangeMyAccount>;
  readonly deleteMyAccount: Executes<DeleteMyAccount>;
  readonly changeMyPassword: Executes<ChangeMyPassword>;
}

const url = '/api/v1/me';
const mine = { tag: 'me', access: 'signed-in' } as const;
/** What asks for the password again. */
const sensitive = {
  ...mine,
  permission: 'the password, again',
  isFresh: true,
  rateLimit: 'sensitive',
} as const;

/** One's own account. */
export class MeController implements Controller {
  constructor(private readonly useCases: MeUseCases) {}

  routes() {
    return [
      route({
        ...mine,
        method: 'GET',
        url,
        operationId: 'showMe',
        summary: 'Show your account',
        permission: 'a user, by whatever credential',
        responses: { 200: { description: 'Your account.', schema: userSchema, headers: ['ETag'] } },
        handle: async (_request, context) => oneUser(await this.useCases.showMyAccount.execute(context)),
      }),
      route({
        ...mine,
        method: 'PATCH',
        url,
        operationId: 'changeMe',
        summary: 'Change your username, display name or locale',
        permission: 'a user, and no key of theirs',
        isConditional: true,
        body: ChangeMyAccountDto,
        responses: {
          200: { description: 'Your account as it is now.', schema: userSchema, headers: ['ETag'] },
        },
        errors: [usernameTaken],
        handle: async ({ body, headers }, context) => {
          const command = { ...body, expectedVersions: expectedVersions(headers) };
          return oneUser(await this.useCases.changeMyAccount.execute(command, context));
        },
      }),
      route({
        ...sensitive,
        method: 'DELETE',
        url,
        operationId: 'deleteMe',
        summary: 'Delete your account',
        body: DeleteMyAccountDto,
        responses: { 204: { description: 'Gone, with all of its sessions.' } },
        errors: [invalidCredentials, loginLocked, lastAdmin],
        handle: ({ body }, context) => noContent(this.useCases.deleteMyAccount.execute(body, context)),
      }),
      route({
        ...sensitive,
        method: 'POST',
        url: `${url}/password`,
        operationId: 'changeMyPassword',
        summary: 'Change your password and end your other sessions',
        body: ChangeMyPasswordDto,
        newPassword: 'newPassword',
        responses: { 204: { description: 'Changed.' } },
        errors: [invalidCredentials, loginLocked, passwordBreached, weakPassword],
        handle: ({ body }, context) => noContent(this.useCases.changeMyPassword.execute(body, context)),
      }),
    ];
  }
}
