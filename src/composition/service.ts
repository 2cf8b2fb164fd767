import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config, FirstAdminConfig } from '#infrastructure/config/config.js';
import { buildContainer, type Module, type ServiceContainer } from './container.js';
import { tokens } from './tokens.js';

export interface FirstAdmin {
  readonly email: string;
  /** Made up, and told this once; null where it was configured. */
  readonly password: string | null;
}

export interface RunningService {
  readonly url: string;
  /** Null when there was an administrator already, or none is configured. */
  readonly firstAdmin: FirstAdmin | null;
  readonly container: ServiceContainer;
  /** Fails readiness, lets open requests end, then closes everything in the reverse order of its making. */
  stop(): Promise<void>;
}

/** Brings the service up, or closes what it had brought up and throws. */
export async function startService(config: Config, ...modules: readonly Module[]): Promise<RunningService> {
  const container = buildContainer(config, ...modules);
  try {
    const firstAdmin = await ensureFirstAdmin(container, config);
    const app = await container.get(tokens.http.app);
    await (await container.get(tokens.security.signingKeyRing)).prepare();
    if (config.outbox.isRelayEnabled) (await container.get(tokens.outbox.relay)).start();
    (await container.get(tokens.persistence.housekeeping)).start();
    await app.listen({ host: config.http.host, port: config.http.port });
    const stop = async () => {
      app.markShuttingDown();
      await delay(config.http.shutdownDelayMs);
      await container.close();
    };
    return { url: urlOf(app.server.address() as AddressInfo), firstAdmin, container, stop };
  } catch (error) {
    await container.close().catch(() => undefined);
    throw error;
  }
}

/** Outside production somebody must be able to try everything at once, so there is always one. */
const localAdmin: FirstAdminConfig = { email: 'admin@gatehouse.local', username: 'admin', password: null };

async function ensureFirstAdmin(container: ServiceContainer, config: Config): Promise<FirstAdmin | null> {
  const isLocal = config.database.kind !== 'postgres';
  const wanted = config.firstAdmin ?? (isLocal ? localAdmin : null);
  if (wanted === null) return null;
  const password = wanted.password ?? randomBytes(15).toString('base64url');
  const useCase = await container.get(tokens.users.ensureFirstAdmin);
  const isNew = await useCase.execute({ ...wanted, password });
  return isNew ? { email: wanted.email, password: wanted.password === null ? password : null } : null;
}

function urlOf({ address, family, port }: AddressInfo): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
