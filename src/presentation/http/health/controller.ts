import { named, objectOf } from '../routing/json-schema.js';
import { type Controller, ok, route } from '../routing/route.js';
import { dependencyStates, type ReadinessProbe } from './readiness.js';

const up = { type: 'string', enum: ['up'] };
const liveSchema = named('Liveness', objectOf({ status: up }));
const state = { type: 'string', enum: [...dependencyStates] };
const readySchema = named(
  'Readiness',
  objectOf({ status: up, checks: { type: 'object', additionalProperties: state } }),
);

export class HealthController implements Controller {
  constructor(private readonly dependencies: { readonly probe: ReadinessProbe }) {}

  routes() {
    return [
      route({
        method: 'GET',
        url: '/health/live',
        operationId: 'isAlive',
        tag: 'health',
        summary: 'Whether the process runs',
        access: 'public',
        responses: { 200: { description: 'It runs.', schema: liveSchema } },
        handle: async () => ok({ status: 'up' }),
      }),
      route({
        method: 'GET',
        url: '/health/ready',
        operationId: 'isReady',
        tag: 'health',
        summary: 'Whether requests should be sent here',
        access: 'public',
        responses: { 200: { description: 'All dependencies are up, or busy.', schema: readySchema } },
        handle: async () => ok({ status: 'up', checks: await this.dependencies.probe.check() }),
      }),
    ];
  }
}
