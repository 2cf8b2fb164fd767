import type { Executes } from '#application/shared/use-case.js';
import type { RegisterUser } from '#application/users/register-user.js';
import { passwordBreached, weakPassword } from '#domain/auth/errors.js';
import { emailTaken, usernameTaken } from '#domain/users/errors.js';
import { type Controller, route } from '../../routing/route.js';
import { RegisterDto } from './register-dto.js';
import { newAccount, newUser } from './user-presenter.js';

export interface RegistrationUseCases {
  readonly registerUser: Executes<RegisterUser>;
}

/** Registration that tells who has an account. */
export class RegistrationController implements Controller {
  constructor(private readonly useCases: RegistrationUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/register',
        operationId: 'register',
        tag: 'auth',
        summary: 'Make an account of your own',
        access: 'public',
        rateLimit: 'register',
        isIdempotent: true,
        body: RegisterDto,
        newPassword: 'password',
        responses: { 201: newAccount },
        errors: [emailTaken, usernameTaken, passwordBreached, weakPassword],
        handle: async ({ body }, context) => newUser(await this.useCases.registerUser.execute(body, context)),
      }),
    ];
  }
}
