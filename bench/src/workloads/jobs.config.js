import { defineConfig, defineFeature, defineJob } from '../../../dist/src/index.js';

const nothing = defineJob({
  name: 'bench.nothing',
  description: 'Does nothing.',
  parse: () => ({}),
  concurrency: 100,
});

/** A job that is done as soon as it is begun: what is measured is all around it. */
const bench = defineFeature({
  name: 'bench',
  bind: (wiring) =>
    wiring.contribute('job', nothing.name, () => ({ job: nothing, handle: async () => {} }), []),
});

export default defineConfig({ features: [bench] });
