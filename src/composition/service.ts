import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Config, FirstAdminConfig, HttpConfig } from '#infrastructure/configuration/config.js';
import { OperatorError } from '#infrastructure/operator-error.js';
import { buildContainer, type Module, type ServiceContainer } from './container.js';
import { tokens } from './tokens.js';

export interface FirstAdmin {
  readonly email: string;
  /** Made up, and told this once; null where it was configured. */
  readonly password: string | null;
}

export interface RunningService {
  readonly url: string;
  readonly container: ServiceContainer;
  /** Fails readiness, lets open requests end, then closes everything in the reverse order of its making. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Loaded after the built-in ones. */
  readonly modules?: readonly Module[];
  /** Called as soon as the first administrator is stored, since the password is not to be had again. */
  readonly onFirstAdmin?: (admin: FirstAdmin) => void;
}

/**
 * Brings the service up, or closes what it had brought up.
 * @throws OperatorError for what whoever runs it has to mend.
 */
export async function startService(config: Config, options: StartOptions = {}): Promise<RunningService> {
  const container = buildContainer(config, ...(options.modules ?? []));
  try {
    // Made before the app, and so closed after it: what the last requests have caused is still handled.
    const runner = await container.get(tokens.events.runner);
    const housekeeping = await container.get(tokens.persistence.housekeeping);
    const app = await container.get(tokens.http.app);
    await (await container.get(tokens.security.signingKeyRing)).prepare();
    await ensureFirstAdmin(container, config, options.onFirstAdmin);
    if (config.events.isEnabled) runner.start();
    housekeeping.start();
    await listen(app, config.http);
    const stop = async () => {
      app.markShuttingDown();
      await delay(config.http.shutdownDelayMs);
      await container.close();
    };
    return { url: urlOf(app.server.address() as AddressInfo), container, stop };
  } catch (error) {
    await container.close().catch(() => undefined);
    throw error;
  }
}

/** Outside production somebody must be able to try everything at once, so there is always one. */
const localAdmin: FirstAdminConfig = { email: 'admin@gatehouse.local', username: 'admin', password: null };

async function ensureFirstAdmin(
  container: ServiceContainer,
  config: Config,
  onFirstAdmin: StartOptions['onFirstAdmin'],
): Promise<void> {
  const isLocal = config.database.kind !== 'postgres';
  const wanted = config.firstAdmin ?? (isLocal ? localAdmin : null);
  if (wanted === null) return;
  const password = wanted.password ?? randomBytes(15).toString('base64url');
  const useCase = await container.get(tokens.users.ensureFirstAdmin);
  const isNew = await useCase.execute({ ...wanted, password });
  if (isNew) onFirstAdmin?.({ email: wanted.email, password: wanted.password === null ? password : null });
}

async function listen(app: FastifyInstance, { host, port }: HttpConfig): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const reason = listenFaults[(cause as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw cause;
    throw new OperatorError(`Cannot listen on port ${port} of ${host}: ${reason}.`, { cause });
  }
}

const listenFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use. Stop what uses it, or set PORT to another',
  EACCES: 'this user may not. Set PORT to 1024 or above',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one that it has',
  ENOTFOUND: 'there is no such host. Set HOST to an address of this machine',
};

function urlOf({ address, family, port }: AddressInfo): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
