import type { LogIn } from '#application/auth/log-in.js';
import type { Executes } from '#application/shared/use-case.js';
import { invalidCredentials, loginLocked } from '#domain/auth/errors.js';
import { type Controller, ok, route } from '../../routing/route.js';
import { LogInDto } from './dto.js';
import { loginSchema } from './presenter.js';

export interface AuthUseCases {
  readonly logIn: Executes<LogIn>;
}

export class AuthController implements Controller {
  constructor(private readonly useCases: AuthUseCases) {}

  routes() {
    return [
      route({
        method: 'POST',
        url: '/api/v1/auth/login',
        operationId: 'logIn',
        tag: 'auth',
        summary: 'Sign in with email or username, and password',
        access: 'public',
        rateLimit: 'login',
        body: LogInDto,
        responses: { 200: { description: 'Tokens of a new session, and whose it is.', schema: loginSchema } },
        isSignIn: true,
        errors: [invalidCredentials, loginLocked],
        handle: async ({ body }, context) => ok(await this.useCases.logIn.execute(body, context)),
      }),
    ];
  }
}
