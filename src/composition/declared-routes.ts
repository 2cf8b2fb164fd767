import type { RouteOptions } from 'fastify';
import { buildContainer } from './container.js';
import { contributed } from './contributions.js';
import type { Feature } from './define-feature.js';
import { FeatureSet } from './feature-set.js';
import { Settings } from './settings.js';

/** By default settings. What is kept in memory needs nothing to be there; an extension that cannot be is left out. */
const environment = { STORAGE: 'memory', NODE_ENV: 'test' };

/** What the routes of a service with these features declare, for the reader. */
export async function declaredRoutes({ features }: FeatureSet): Promise<readonly RouteOptions[]> {
  // What has tables, and adapters of PostgreSQL alone.
  const isKept = ({ memory, postgres, entities, tenantTables }: Feature) =>
    memory || !postgres || !(entities || tenantTables);
  const kept = new FeatureSet(features.filter(isKept));
  const container = buildContainer(kept, Settings.load(kept, environment));
  try {
    const controllers = await container.get(contributed.controllers);
    return controllers.flatMap((controller) => controller.routes());
  } finally {
    await container.close();
  }
}
