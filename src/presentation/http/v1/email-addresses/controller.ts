import type { ChangeEmail } from '#application/email-addresses/change-email.js';
import type { RequestEmailChange } from '#application/email-addresses/request-email-change.js';
import type { RequestEmailVerification } from '#application/email-addresses/request-email-verification.js';
import type { RevertEmail } from '#application/email-addresses/revert-email.js';
import type { VerifyEmail } from '#application/email-addresses/verify-email.js';
import type { Executes } from '#application/shared/use-case.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { emailTaken, usernameTaken } from '#domain/users/errors.js';
import {
  accepted,
  acceptedAnswer,
  type Controller,
  noContent,
  ownSession,
  route,
} from '../../routing/route.js';
import { oneUser, userSchema } from '../users/user-presenter.js';
import { EmailDto, TokenDto } from './dto.js';

export interface EmailAddressesUseCases {
  readonly requestEmailVerification: Executes<RequestEmailVerification>;
  readonly verifyEmail: Executes<VerifyEmail>;
  readonly requestEmailChange: Executes<RequestEmailChange>;
  readonly changeEmail: Executes<ChangeEmail>;
  readonly revertEmail: Executes<RevertEmail>;
}

const url = '/api/v1/auth/email';
/** What a link allows, whoever has it. */
const open = { method: 'POST', tag: 'auth', access: 'public' } as const;
const account = {
  200: { description: 'The account as it is now.', schema: userSchema, headers: ['ETag'] },
} as const;

export class EmailAddressesController implements Controller {
  constructor(private readonly useCases: EmailAddressesUseCases) {}

  routes() {
    return [
      route({
        ...open,
        url: `${url}/verification`,
        operationId: 'requestEmailVerification',
        summary: 'Ask for the link again that verifies an address',
        rateLimit: 'mail',
        body: EmailDto,
        responses: { 202: acceptedAnswer },
        handle: ({ body }, context) =>
          accepted(this.useCases.requestEmailVerification.execute(body, context)),
      }),
      route({
        ...open,
        url: `${url}/verify`,
        operationId: 'verifyEmail',
        summary: 'Verify an address by a mailed link',
        isIdempotent: true,
        body: TokenDto,
        responses: account,
        errors: [tokenInvalid, usernameTaken],
        handle: async ({ body }, context) => oneUser(await this.useCases.verifyEmail.execute(body, context)),
      }),
      route({
        method: 'POST',
        url: '/api/v1/me/email',
        operationId: 'requestEmailChange',
        tag: 'me',
        summary: 'Ask for a link that changes your address, sent to the new one',
        access: 'signed-in',
        permission: ownSession,
        isFresh: true,
        rateLimit: 'mail',
        body: EmailDto,
        responses: { 202: acceptedAnswer },
        handle: ({ body }, context) => accepted(this.useCases.requestEmailChange.execute(body, context)),
      }),
      route({
        ...open,
        url: `${url}/change`,
        operationId: 'changeEmail',
        summary: 'Change an address by the link that was mailed to the new one',
        body: TokenDto,
        responses: account,
        errors: [tokenInvalid, emailTaken],
        handle: async ({ body }, context) => oneUser(await this.useCases.changeEmail.execute(body, context)),
      }),
      route({
        ...open,
        url: `${url}/revert`,
        operationId: 'revertEmail',
        summary: 'Have an earlier address back by the link that was mailed to it',
        body: TokenDto,
        responses: {
          204: { description: 'All sessions have ended, and a link that sets another password is mailed.' },
        },
        errors: [tokenInvalid, emailTaken],
        handle: ({ body }, context) => noContent(this.useCases.revertEmail.execute(body, context)),
      }),
    ];
  }
}
