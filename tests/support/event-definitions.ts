import { FeatureSet } from '#composition/feature-set.js';
import { builtInFeatures } from '#composition/features.js';

/** All that the built-in features may append to the log. */
export const eventDefinitions = new FeatureSet(builtInFeatures).gather('events');
