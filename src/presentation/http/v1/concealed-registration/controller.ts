import type { RequestRegistration } from '#application/concealed-registration/request-registration.js';
import type { Executes } from '#application/shared/use-case.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { accepted, acceptedAnswer, type Controller, route } from '../../routing/route.js';
import { RegisterDto } from '../users/register-dto.js';

export interface ConcealedRegistrationUseCases {
  readonly requestRegistration: Executes<RequestRegistration>;
}

export class ConcealedRegistrationController implements Controller {
  constructor(private readonly useCases: ConcealedRegistrationUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/register',
        operationId: 'register',
        tag: 'auth',
        summary: 'Make an account of your own, which a mailed link finishes',
        access: 'public',
        rateLimit: 'register',
        isIdempotent: true,
        body: RegisterDto,
        newPassword: 'password',
        responses: { 202: acceptedAnswer },
        errors: [passwordBreached, weakPassword],
        handle: ({ body }, context) => accepted(this.useCases.requestRegistration.execute(body, context)),
      }),
    ];
  }
}
