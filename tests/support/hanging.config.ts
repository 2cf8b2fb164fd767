import { defineConfig, defineFeature } from 'gatehouse';

/** For a service in a process of its own: a subscription whose handler never comes to an end. */
const hanging = defineFeature({
  name: 'hanging',
  bind(wiring) {
    wiring.contribute(
      'subscription',
      'hangs',
      () => ({
        name: 'hangs',
        description: 'Of a test.',
        events: 'all' as const,
        start: 'beginning' as const,
        isTransactional: false,
        handle: async () => {
          console.log('It hangs');
          await new Promise(() => {});
        },
      }),
      [],
    );
  },
});

export default defineConfig({ features: [hanging] });
