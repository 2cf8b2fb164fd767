import { defineFeature, type Feature } from '#composition/define-feature.js';
import type { Wiring } from '#composition/wiring.js';

let count = 0;

/** A feature that puts what a test needs in the place of what the others bind. */
export function overriding(bind: (wiring: Wiring) => void): Feature {
  count += 1;
  return defineFeature({ name: `override-${count}`, bind });
}
