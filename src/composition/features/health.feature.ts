import { defineFeature } from '../define-feature.js';

/** Whether the process runs, and whether requests should be sent here. */
export const health = defineFeature({
  name: 'health',
  tags: [{ name: 'health', description: 'For load balancers and orchestrators' }],
});
