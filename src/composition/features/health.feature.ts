import { HealthController } from '#presentation/http/health/controller.js';
import { ReadinessProbe } from '#presentation/http/health/readiness.js';
import { contributed } from '../contributions.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { readinessProbe } from './health.tokens.js';

/** Whether the process runs, and whether requests should be sent here. */
export const health = defineFeature({
  name: 'health',
  tags: [{ name: 'health', description: 'For load balancers and orchestrators' }],
  bind(wiring) {
    wiring.singleton(
      readinessProbe,
      (checks, lifecycle, logger) => new ReadinessProbe(checks, lifecycle, logger),
      [contributed.healthChecks, platform.lifecycle, platform.logger],
    );
    wiring.controller(HealthController, { probe: readinessProbe });
  },
});
