import type { RequestPasswordReset } from '#application/recovery/request-password-reset.js';
import type { ResetPassword } from '#application/recovery/reset-password.js';
import type { Executes } from '#application/shared/use-case.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { accepted, acceptedAnswer, type Controller, noContent, route } from '../../routing/route.js';
import { ForgotPasswordDto, ResetPasswordDto } from './dto.js';

export interface RecoveryUseCases {
  readonly requestPasswordReset: Executes<RequestPasswordReset>;
  readonly resetPassword: Executes<ResetPassword>;
}

const open = { method: 'POST', tag: 'auth', access: 'public' } as const;

export class RecoveryController implements Controller {
  constructor(private readonly useCases: RecoveryUseCases) {}

  routes() {
    return [
      route({
        ...open,
        url: '/api/v1/auth/password/forgot',
        operationId: 'forgotPassword',
        summary: 'Ask for a link that sets another password',
        rateLimit: 'mail',
        body: ForgotPasswordDto,
        responses: { 202: acceptedAnswer },
        handle: ({ body }, context) => accepted(this.useCases.requestPasswordReset.execute(body, context)),
      }),
      route({
        ...open,
        url: '/api/v1/auth/password/reset',
        operationId: 'resetPassword',
        summary: 'Set another password by a mailed link, or in the place of one that was given',
        // It hashes, for whoever has a token.
        rateLimit: 'sensitive',
        body: ResetPasswordDto,
        newPassword: 'newPassword',
        responses: { 204: { description: 'Set, and all sessions have ended. Sign in with it.' } },
        errors: [tokenInvalid, passwordBreached, weakPassword],
        handle: ({ body }, context) => noContent(this.useCases.resetPassword.execute(body, context)),
      }),
    ];
  }
}
