import 'reflect-metadata';
import { Container } from 'inversify';
import type { Config } from '#infrastructure/configuration/config.js';
import { accessModule } from './modules/access.module.js';
import { auditModule } from './modules/audit.module.js';
import { authModule } from './modules/auth.module.js';
import { backgroundModule } from './modules/background.module.js';
import { cacheModule } from './modules/cache.module.js';
import { httpModule } from './modules/http.module.js';
import { memoryModule } from './modules/memory.module.js';
import { postgresModule } from './modules/postgres.module.js';
import { redisModule } from './modules/redis.module.js';
import { securityModule } from './modules/security.module.js';
import { systemModule } from './modules/system.module.js';
import { usersModule } from './modules/users.module.js';
import { tokens } from './tokens.js';
import { type Disposer, type Token, Wiring } from './wiring.js';

export type Module = (wiring: Wiring) => void;

/** The wired service. What is never asked for is never made. */
export interface ServiceContainer {
  get<T>(token: Token<T>): Promise<T>;
  isBound(token: Token<unknown>): boolean;
  /** Closes what was made, the last first; each gets its turn even if another fails. */
  close(): Promise<void>;
}

/** @param modules loaded last: what they bind takes the place of what was bound before. */
export function buildContainer(config: Config, ...modules: readonly Module[]): ServiceContainer {
  const container = new Container({ defaultScope: 'Singleton' });
  const disposers: Disposer[] = [];
  const wiring = new Wiring(container, disposers);
  wiring.value(tokens.shared.config, config);
  const { database } = config;
  const persistenceModule = database.kind === 'memory' ? memoryModule : postgresModule(database);
  for (const load of [
    systemModule,
    persistenceModule,
    securityModule,
    redisModule(config.cache),
    cacheModule,
    backgroundModule,
    accessModule,
    auditModule,
    authModule,
    usersModule,
    httpModule,
    ...modules,
  ]) {
    load(wiring);
  }
  wiring.singleton(tokens.http.controllers, (...controllers) => controllers, wiring.controllers);
  return {
    get: (token) => container.getAsync(token),
    isBound: (token) => container.isBound(token),
    close: () => closeAll(disposers),
  };
}

async function closeAll(disposers: Disposer[]): Promise<void> {
  const failures: unknown[] = [];
  for (let dispose = disposers.pop(); dispose !== undefined; dispose = disposers.pop()) {
    try {
      await dispose();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be closed');
}
