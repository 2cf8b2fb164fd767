import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';
import { discoverSchema, type ExpectedSchema } from '#infrastructure/postgres/expected-schema.js';

/** What the built-in features expect of the database. */
export function builtInSchema(): Promise<ExpectedSchema> {
  return discoverSchema(new FeatureSet(builtInFeatures).features);
}
