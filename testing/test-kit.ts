import type { Logger } from '#application/shared/logger.js';
import {
  type RequestContext,
  type SignedInPrincipal,
  systemContext,
} from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import type { ServiceContainer } from '#composition/container.js';
import type { Feature } from '#composition/define-feature.js';
import { auditTokens } from '#composition/features/audit.tokens.js';
import { authTokens } from '#composition/features/auth.tokens.js';
import { eventsTokens } from '#composition/features/events.tokens.js';
import { sessionsTokens } from '#composition/features/sessions.tokens.js';
import { usersTokens } from '#composition/features/users.tokens.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import type { Dependency } from '#composition/token.js';
import type { Role } from '#domain/access/role.js';
import { User } from '#domain/users/user.js';
import { CheapPasswordHasher } from './cheap-password-hasher.js';
import { DescribedEvents } from './described-events.js';
import { FakeClock } from './fake-clock.js';
import { silentLogger } from './loggers.js';
import { overriding } from './overriding.js';

export const password = 'correct horse battery';

/**
 * The service on in-memory adapters, with a clock that stands still and a cheap hasher: what a use case needs
 * to be tried in milliseconds.
 */
export class TestKit {
  readonly clock = new FakeClock();
  readonly hasher: CheapPasswordHasher;
  readonly #container: ServiceContainer;
  #people = 0;

  constructor(
    options: {
      readonly env?: Record<string, string>;
      readonly features?: readonly Feature[];
      readonly hasher?: CheapPasswordHasher;
      /** Silent by default. */
      readonly logger?: Logger;
    } = {},
  ) {
    this.hasher = options.hasher ?? new CheapPasswordHasher();
    const fakes = overriding((wiring) => {
      wiring.replace(platform.clock, () => this.clock, []);
      wiring.replace(platform.logger, () => options.logger ?? silentLogger, []);
      wiring.replace(authTokens.passwordHasher, () => this.hasher, []);
      wiring.contribute(
        'listener of appended events',
        'described events',
        (catalogue) => new DescribedEvents(catalogue),
        [eventsTokens.catalogue],
      );
    });
    this.#container = composeService({
      environment: { NODE_ENV: 'test', STORAGE: 'memory', ...options.env },
      features: [fakes, ...(options.features ?? [])],
    });
  }

  get<T>(dependency: Dependency<T>): Promise<T> {
    return this.#container.get(dependency);
  }

  visitor(ip = '192.0.2.1'): RequestContext {
    return { ...systemContext, principal: null, ip, userAgent: 'test', requestId: 'request-1' };
  }

  /** Registers somebody with these roles. */
  async person(...roles: readonly Role[]): Promise<UserView> {
    this.#people += 1;
    const name = `person${this.#people}`;
    const accounts = await this.get(usersTokens.newAccounts);
    const users = await this.get(usersTokens.repository);
    const wanted = accounts.parse({
      email: `${name}@example.com`,
      username: name,
      password,
      roles: roles.length === 0 ? ['user'] : roles,
    });
    const account = await accounts.prepare(wanted);
    const user = User.register(account, this.clock.now());
    await (await this.get(platform.unitOfWork)).run(this.visitor(), () => users.add(user));
    return (await (await this.get(usersTokens.queries)).findById(user.id)) as UserView;
  }

  /** Signs somebody in. */
  async logIn(user: UserView, ip?: string) {
    const logIn = await this.get(authTokens.logIn);
    return logIn.execute({ email: user.email, password }, this.visitor(ip));
  }

  /** The context of a request that carries this access token. */
  async bearer(accessToken: string): Promise<RequestContext & { principal: SignedInPrincipal }> {
    const principal = await (await this.get(sessionsTokens.authenticateRequest)).authenticate(accessToken);
    if (principal.kind !== 'user' || principal.sessionId === null) throw new Error('No session');
    const { sessionId } = principal;
    return { ...this.visitor(), principal: { ...principal, sessionId } };
  }

  async as(user: UserView): Promise<RequestContext & { principal: SignedInPrincipal }> {
    return this.bearer((await this.logIn(user)).accessToken);
  }

  /** Deletes somebody's account, as an administrator does. */
  async deleteAccount(user: UserView): Promise<void> {
    const administrator = await this.as(await this.person('admin'));
    await (await this.get(usersTokens.deleteUser)).execute({ id: user.id }, administrator);
  }

  /** Has all events handled that have been committed. */
  async drainEvents(): Promise<void> {
    await (await this.get(eventsTokens.runner)).drain();
  }

  /** The actions in the audit log, oldest first, when all events have been handled. */
  async auditedActions(): Promise<readonly string[]> {
    await this.drainEvents();
    const { items } = await (await this.get(auditTokens.queries)).list({}, null, 1000);
    return items.map(({ action }) => action).reverse();
  }

  close(): Promise<void> {
    return this.#container.close();
  }
}
