import {
  type RequestContext,
  systemContext,
  type UserPrincipal,
} from '#application/shared/request-context.js';
import type { UserView } from '#application/users/user-queries.js';
import { buildContainer, type Module, type ServiceContainer } from '#composition/container.js';
import { tokens } from '#composition/tokens.js';
import type { Token } from '#composition/wiring.js';
import type { Role } from '#domain/access/role.js';
import { loadConfig } from '#infrastructure/configuration/load-config.js';
import { silentLogger } from './builders/logger.js';
import { CheapPasswordHasher } from './cheap-password-hasher.js';
import { FakeClock } from './fake-clock.js';

export const password = 'correct horse battery';

/**
 * The service on in-memory adapters, with a clock that stands still and a cheap hasher: what a use case needs
 * to be tried in milliseconds.
 */
export class TestKit {
  readonly clock = new FakeClock();
  readonly hasher = new CheapPasswordHasher();
  readonly #container: ServiceContainer;
  #people = 0;

  constructor(options: { env?: Record<string, string>; modules?: readonly Module[] } = {}) {
    const config = loadConfig({ NODE_ENV: 'test', STORAGE: 'memory', ...options.env });
    this.#container = buildContainer(
      config,
      (wiring) => {
        wiring.value(tokens.shared.clock, this.clock);
        wiring.value(tokens.shared.logger, silentLogger);
        wiring.value(tokens.auth.passwordHasher, this.hasher);
      },
      ...(options.modules ?? []),
    );
  }

  get<T>(token: Token<T>): Promise<T> {
    return this.#container.get(token);
  }

  visitor(ip = '192.0.2.1'): RequestContext {
    return { ...systemContext, principal: null, ip, userAgent: 'test', requestId: 'request-1' };
  }

  /** Registers somebody with these roles. */
  async person(...roles: readonly Role[]): Promise<UserView> {
    this.#people += 1;
    const name = `person${this.#people}`;
    const accounts = await this.get(tokens.users.newAccounts);
    const users = await this.get(tokens.users.repository);
    const account = await accounts.prepare({
      email: `${name}@example.com`,
      username: name,
      password,
      roles: roles.length === 0 ? ['user'] : roles,
    });
    const user = account.register(this.clock.now());
    await (await this.get(tokens.shared.unitOfWork)).run(this.visitor(), () => users.add(user));
    return (await (await this.get(tokens.users.queries)).findById(user.id)) as UserView;
  }

  /** Signs somebody in. */
  async logIn(user: UserView, ip?: string) {
    const logIn = await this.get(tokens.auth.logIn);
    return logIn.execute({ email: user.email, password }, this.visitor(ip));
  }

  /** The context of a request that carries this access token. */
  async bearer(accessToken: string): Promise<RequestContext & { principal: UserPrincipal }> {
    const principal = await (await this.get(tokens.auth.authenticateRequest)).authenticate(accessToken);
    return { ...this.visitor(), principal };
  }

  async as(user: UserView): Promise<RequestContext & { principal: UserPrincipal }> {
    return this.bearer((await this.logIn(user)).accessToken);
  }

  /** The actions in the audit log, oldest first, when all events have been delivered. */
  async auditedActions(): Promise<readonly string[]> {
    await (await this.get(tokens.outbox.relay)).drain();
    const { items } = await (await this.get(tokens.audit.queries)).list({}, null, 1000);
    return items.map(({ action }) => action).reverse();
  }
}
