import type { MisspeltVariable } from '#infrastructure/configuration/configuration-error.js';
import { loadSettings } from '#infrastructure/configuration/load-settings.js';
import { findMisspelt } from '#infrastructure/configuration/misspelt-variables.js';
import type { EnvironmentVariables, ReadFile } from '#infrastructure/configuration/secret-files.js';
import type { SettingsGroup } from './define-settings.js';
import type { FeatureSet } from './feature-set.js';

/** The settings of all features, parsed once and frozen. */
export class Settings {
  private constructor(
    private readonly byVariable: Readonly<Record<string, unknown>>,
    /** What is set and nobody reads, by names like those of settings. */
    readonly misspelt: readonly MisspeltVariable[],
  ) {}

  /** @throws ConfigurationError with everything that is wrong. */
  static load(features: FeatureSet, environment: EnvironmentVariables, readFile?: ReadFile): Settings {
    const settings = features.settings.flatMap((group) => Object.values(group.settings));
    return new Settings(loadSettings(settings, environment, readFile), findMisspelt(settings, environment));
  }

  of<Values>(group: SettingsGroup<Values>): Values {
    const entries = Object.entries(group.settings).map(([name, { variable }]) => [
      name,
      this.byVariable[variable],
    ]);
    return Object.freeze(Object.fromEntries(entries)) as Values;
  }
}
