import { defineConfig, defineFeature, postgresTokens, type StoredEvent } from 'gatehouse';

/**
 * For a service in a process of its own: a subscription that is not transactional, and notes in the table `noted`,
 * which the test makes, each event that it is told.
 */
const noting = defineFeature({
  name: 'noting',
  postgres(wiring) {
    wiring.contribute(
      'subscription',
      'notes',
      (database) => ({
        name: 'notes',
        description: 'Of a test.',
        events: 'all' as const,
        start: 'beginning' as const,
        isTransactional: false,
        handle: async ({ id }: StoredEvent) => {
          await database.standalone((manager) => manager.query('INSERT INTO noted (id) VALUES ($1)', [id]));
        },
      }),
      [postgresTokens.database],
    );
  },
});

export default defineConfig({ features: [noting] });
