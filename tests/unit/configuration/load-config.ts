import type { RateLimitRule } from '#application/shared/rate-limiter.js';
import { FeatureSet } from '#composition/feature-set.js';
import { lockoutSettings, passwordSettings } from '#composition/features/auth.settings.js';
import { accessTokenSettings, sessionSettings } from '#composition/features/sessions.settings.js';
import { firstAdminSettings } from '#composition/features/users.settings.js';
import { builtInFeatures } from '#composition/features.js';
import { encryptionSettings } from '#composition/platform/encryption.feature.js';
import { httpSettings } from '#composition/platform/http.feature.js';
import { loggingSettings } from '#composition/platform/logging.feature.js';
import { postgresSettings } from '#composition/platform/postgres.feature.js';
import { runtimeSettings } from '#composition/platform/runtime.feature.js';
import { storageSettings } from '#composition/platform/storage.feature.js';
import { Settings } from '#composition/settings.js';
import type { ReadFile } from '#infrastructure/configuration/secret-files.js';

export const features = new FeatureSet(builtInFeatures);
export const allSettings = features.settings.flatMap((group) => Object.values(group.settings));

/** The settings of the built-in features. */
export function loadConfig(environment: Record<string, string>, readFile?: ReadFile) {
  const settings = Settings.load(features, environment, readFile);
  const rateLimits: Record<string, RateLimitRule> = Object.assign(
    {},
    ...features.rateLimits.map((group) => settings.of(group)),
  );
  return {
    runtime: settings.of(runtimeSettings),
    http: settings.of(httpSettings),
    storage: settings.of(storageSettings),
    postgres: settings.of(postgresSettings),
    tokens: settings.of(accessTokenSettings),
    sessions: settings.of(sessionSettings),
    passwords: settings.of(passwordSettings),
    lockout: settings.of(lockoutSettings),
    encryption: settings.of(encryptionSettings),
    firstAdmin: settings.of(firstAdminSettings),
    log: settings.of(loggingSettings),
    rateLimits,
  };
}
