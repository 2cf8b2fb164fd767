import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';

/** All errors that the built-in features may answer with. */
export const errorDefinitions = new FeatureSet(builtInFeatures).gather('errors');
