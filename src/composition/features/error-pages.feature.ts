import type { ErrorDefinition } from '#domain/shared/app-error.js';
import { ErrorPagesController } from '#presentation/http/error-pages/controller.js';
import { defineFeature } from '../define-feature.js';
import { platform } from '../platform/platform.tokens.js';
import { token } from '../token.js';

const errors = token<ReadonlyMap<string, ErrorDefinition<string>>>('Errors of all features');

/** Pages that explain the errors of all features: `/errors/<CODE>`, the `type` of a problem. */
export const errorPages = defineFeature({
  name: 'error-pages',
  bind(wiring) {
    wiring.singleton(errors, (features) => features.errors, [platform.features]);
    wiring.controller(ErrorPagesController, { errors });
  },
});
