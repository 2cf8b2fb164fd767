import { FrontPageController } from '#presentation/http/front-page/controller.js';
import { defineFeature } from '../define-feature.js';
import { packageVersion } from '../package-folder.js';
import { runtimeSettings } from '../platform/runtime.feature.js';
import { token } from '../token.js';
import { readinessProbe } from './health.tokens.js';

const version = token<string | null>('Version that is shown');

/** What is at the root of the service: a page that says what it is and where things are, and its icon. */
export const frontPage = defineFeature({
  name: 'front-page',
  bind(wiring) {
    wiring.singleton(version, ({ environment }) => (environment === 'production' ? null : packageVersion()), [
      runtimeSettings.token,
    ]);
    wiring.controller(FrontPageController, { probe: readinessProbe, version });
  },
});
