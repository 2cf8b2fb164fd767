import { afterAll, beforeAll, describe } from 'vitest';
import { systemContext } from '#application/shared/request-context.js';
import type { ServiceContainer } from '#composition/container.js';
import type { Feature } from '#composition/define-feature.js';
import { platform } from '#composition/platform/platform.tokens.js';
import { composeService } from '#composition/service.js';
import type { Dependency } from '#composition/token.js';
import type { TenantId } from '#domain/shared/ids.js';
import { silentLogger } from './loggers.js';
import { overriding } from './overriding.js';
import { createTestDatabase, type DatabaseTarget, databaseTargets } from './test-database.js';

/** The adapters of one store. */
export interface Store {
  get<T>(dependency: Dependency<T>): Promise<T>;
  /** Works within one transaction. */
  run<R>(work: () => Promise<R>): Promise<R>;
  /** The same, in the scope of a tenant. */
  scoped<R>(tenantId: TenantId, work: () => Promise<R>): Promise<R>;
}

/** Runs what every store has to do alike, on memory and on each PostgreSQL that there is. */
export function describeOnEveryStore(
  name: string,
  {
    features = [],
    env = {},
  }: { readonly features?: readonly Feature[]; readonly env?: Record<string, string> },
  contract: (store: Store) => void,
): void {
  describe.each(['memory', ...databaseTargets] as const)(`${name} on %s`, (target) => {
    let container: ServiceContainer;
    let drop: (() => Promise<void>) | undefined;
    beforeAll(async () => {
      const { environment, ...database } = target === 'memory' ? memory : await postgres(target);
      drop = database.drop;
      const silence = overriding((wiring) => wiring.replace(platform.logger, () => silentLogger, []));
      container = composeService({
        environment: { NODE_ENV: 'test', ...environment, ...env },
        features: [silence, ...features],
      });
    });
    afterAll(async () => {
      await container?.close();
      await drop?.();
    });
    const unitOfWork = () => container.get(platform.unitOfWork);
    contract({
      get: (dependency) => container.get(dependency),
      run: async (work) => (await unitOfWork()).run(systemContext, work),
      scoped: async (tenantId, work) => (await unitOfWork()).scoped(tenantId, systemContext, work),
    });
  });
}

const memory = { environment: { STORAGE: 'memory' }, drop: undefined };

async function postgres(target: DatabaseTarget) {
  const { url, ownerUrl, drop } = await createTestDatabase(target);
  return { environment: { DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl }, drop };
}
