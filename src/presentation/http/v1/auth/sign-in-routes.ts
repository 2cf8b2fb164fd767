import type { RouteOptions } from 'fastify';
import type { SignInPolicy } from '#application/auth/sign-in-policy.js';
import { accountInactive } from '#domain/auth/errors.js';
import type { ErrorDefinition } from '#domain/shared/app-error.js';
import type { RouteExtension } from '../../routing/route.js';

/** Documents what `SignIn.complete` refuses, for the routes that end in it. */
export class SignInRoutes implements RouteExtension {
  readonly #errors = new Set<ErrorDefinition>([accountInactive]);

  constructor(policies: readonly SignInPolicy[]) {
    for (const error of policies.flatMap(({ errors }) => errors)) this.#errors.add(error);
  }

  extend(route: RouteOptions): RouteOptions {
    const { config } = route;
    if (config?.isSignIn !== true || config.answers === undefined) return route;
    const errors = [...this.#errors.union(new Set(config.answers.errors))];
    return { ...route, config: { ...config, answers: { ...config.answers, errors } } };
  }
}
