import type { RouteOptions } from 'fastify';
import type { NewPasswords } from '#application/users/new-passwords.js';
import type { RouteExtension } from '../../routing/route.js';

/**
 * Tells that a new password is weak together with all else that is wrong with a request. DTOs do not know what is easy to
 * guess, and a use case is not asked about what its DTO refuses.
 */
export class NewPasswordRoutes implements RouteExtension {
  constructor(private readonly passwords: NewPasswords) {}

  extend(route: RouteOptions): RouteOptions {
    const field = route.config?.newPassword;
    if (field === undefined) return route;
    return {
      ...route,
      errorHandler: (error, { body }) => {
        const sent = (body ?? {}) as Readonly<Record<string, unknown>>;
        // On to the handler of all errors.
        throw this.passwords.alsoWeak(error, sent[field], sent, field);
      },
    };
  }
}
