import type { CompleteMailedCode } from '#application/mailed-codes/complete-mailed-code.js';
import type { RequestMailedCode } from '#application/mailed-codes/request-mailed-code.js';
import type { Executes } from '#application/shared/use-case.js';
import { challengeFailed, invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import { tokenInvalid } from '#domain/one-time-tokens/errors.js';
import { count, objectOf, text } from '../../routing/json-schema.js';
import { type Controller, ok, route } from '../../routing/route.js';
import { loginSchema } from '../auth/presenter.js';
import { CompleteMailedCodeDto, RequestMailedCodeDto } from './dto.js';

export interface MailedCodeUseCases {
  readonly requestMailedCode: Executes<RequestMailedCode>;
  readonly completeMailedCode: Executes<CompleteMailedCode>;
}

const challengeSchema = objectOf({
  challengeToken: { ...text, description: 'To be sent with the code.' },
  expiresIn: { ...count, description: 'Seconds.', examples: [600] },
});

export class MailedCodesController implements Controller {
  constructor(private readonly useCases: MailedCodeUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/code',
        operationId: 'requestMailedCode',
        tag: 'auth',
        summary: 'Ask for a code to sign in with, by mail',
        access: 'public',
        rateLimit: 'mail',
        body: RequestMailedCodeDto,
        responses: {
          202: { description: 'A code is mailed, if there is an account.', schema: challengeSchema },
        },
        handle: async ({ body }, context) => ({
          status: 202,
          data: await this.useCases.requestMailedCode.execute(body, context),
        }),
      }),
      route({
        method: 'POST',
        url: '/api/v1/auth/code/complete',
        operationId: 'completeMailedCode',
        tag: 'auth',
        summary: 'Sign in with a mailed code, or with the link beside it',
        access: 'public',
        rateLimit: 'login',
        body: CompleteMailedCodeDto,
        responses: { 200: { description: 'Tokens of a new session, and whose it is.', schema: loginSchema } },
        isSignIn: true,
        errors: [invalidCredentials, challengeFailed, tokenInvalid, loginLocked],
        handle: async ({ body }, context) =>
          ok(await this.useCases.completeMailedCode.execute(body, context)),
      }),
    ];
  }
}
