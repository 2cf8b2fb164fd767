import { setTimeout as delay } from 'node:timers/promises';
import { defineConfig, defineFeature, noContent, route } from 'gatehouse';

/** For a service in a process of its own: handlers that hang, take their time, and break what is around them. */
class FaultyController {
  routes() {
    const routeOf = (name: string, handle: () => Promise<void>) =>
      route({
        method: 'GET',
        url: `/faulty/${name}`,
        operationId: name,
        tag: 'faulty',
        summary: 'Of a test',
        access: 'public',
        responses: { 204: { description: 'It has ended.' } },
        handle: async () => {
          console.log(`Begun: ${name}`);
          await handle();
          return noContent();
        },
      });
    return [
      routeOf('hang', () => new Promise(() => {})),
      routeOf('slow', () => delay(1_000)),
      routeOf('throw', async () => {
        setImmediate(() => {
          throw new Error('Of a test');
        });
      }),
      routeOf('reject', async () => {
        void Promise.reject(new Error('Of a test'));
      }),
    ];
  }
}

const faulty = defineFeature({
  name: 'faulty',
  tags: [{ name: 'faulty', description: 'Of tests' }],
  bind(wiring) {
    wiring.controller(FaultyController, {});
  },
});

export default defineConfig({ features: [faulty] });
