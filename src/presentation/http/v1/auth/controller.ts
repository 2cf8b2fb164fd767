import type { LogIn } from '#application/auth/log-in.js';
import type { LogOut } from '#application/sessions/log-out.js';
import type { LogOutEverywhere } from '#application/sessions/log-out-everywhere.js';
import type { RefreshSession } from '#application/sessions/refresh-session.js';
import type { RegisterUser } from '#application/users/register-user.js';
import { accountInactive, invalidCredentials, loginLocked, weakPassword } from '#domain/auth/errors.js';
import { refreshTokenInvalid, refreshTokenReused } from '#domain/sessions/errors.js';
import { emailTaken, usernameTaken } from '#domain/users/errors.js';
import { envelopeOf } from '../../routing/envelope.js';
import { type Controller, type RouteDefinition, route } from '../../routing/route-definition.js';
import { created, noContent, ok } from '../../routing/route-result.js';
import type { Executes } from '../../use-case.js';
import { entityTagOf, locationOf, presentUser, userSchema } from '../users/user-presenter.js';
import { LogInDto, RefreshDto, RegisterDto } from './dto.js';
import { loginSchema, presentLogin, presentTokens, tokensSchema } from './presenter.js';

export interface AuthUseCases {
  readonly registerUser: Executes<RegisterUser>;
  readonly logIn: Executes<LogIn>;
  readonly refreshSession: Executes<RefreshSession>;
  readonly logOut: Executes<LogOut>;
  readonly logOutEverywhere: Executes<LogOutEverywhere>;
}

const tag = 'auth';
const url = '/api/v1/auth';

export class AuthController implements Controller {
  constructor(private readonly useCases: AuthUseCases) {}

  routes(): readonly RouteDefinition[] {
    return [this.#register(), this.#logIn(), this.#refresh(), this.#logOut(), this.#logOutEverywhere()];
  }

  #register(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/register`,
      operationId: 'register',
      tag,
      summary: 'Make an account of your own',
      access: 'public',
      rateLimit: 'register',
      body: RegisterDto,
      responses: {
        201: {
          description: 'The new account.',
          schema: envelopeOf(userSchema),
          headers: ['ETag', 'Location'],
        },
      },
      errors: [emailTaken, usernameTaken, weakPassword],
      handle: async ({ body }, context) => {
        const user = await this.useCases.registerUser.execute(body, context);
        return created(presentUser(user), { ...entityTagOf(user), ...locationOf(user) });
      },
    });
  }

  #logIn(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/login`,
      operationId: 'logIn',
      tag,
      summary: 'Sign in with email or username, and password',
      access: 'public',
      rateLimit: 'login',
      body: LogInDto,
      responses: {
        200: { description: 'Tokens of a new session, and whose it is.', schema: envelopeOf(loginSchema) },
      },
      errors: [invalidCredentials, accountInactive, loginLocked],
      handle: async ({ body }, context) => ok(presentLogin(await this.useCases.logIn.execute(body, context))),
    });
  }

  #refresh(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/refresh`,
      operationId: 'refresh',
      tag,
      summary: 'Exchange a refresh token for new tokens',
      access: 'public',
      rateLimit: 'refresh',
      body: RefreshDto,
      responses: {
        200: { description: 'New tokens; the old refresh token is spent.', schema: envelopeOf(tokensSchema) },
      },
      errors: [refreshTokenInvalid, refreshTokenReused],
      handle: async ({ body }, context) =>
        ok(presentTokens(await this.useCases.refreshSession.execute(body, context))),
    });
  }

  #logOut(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/logout`,
      operationId: 'logOut',
      tag,
      summary: 'End this session',
      access: 'signed-in',
      responses: { 204: { description: 'Its access token is refused from now on.' } },
      handle: async (_request, context) => {
        await this.useCases.logOut.execute(context);
        return noContent();
      },
    });
  }

  #logOutEverywhere(): RouteDefinition {
    return route({
      method: 'POST',
      url: `${url}/logout-all`,
      operationId: 'logOutEverywhere',
      tag,
      summary: 'End all of your sessions',
      access: 'signed-in',
      responses: { 204: { description: 'All access tokens of yours are refused from now on.' } },
      handle: async (_request, context) => {
        await this.useCases.logOutEverywhere.execute(context);
        return noContent();
      },
    });
  }
}
