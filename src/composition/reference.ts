import { accessPage } from '#infrastructure/documentation/access-page.js';
import {
  renderConfigurationReference,
  renderEnvironmentExample,
  type SettingsSection,
} from '#infrastructure/documentation/configuration-page.js';
import { commandsPage, errorsPage, eventsPage } from '#infrastructure/documentation/reference-pages.js';
import { statusOf } from '#presentation/http/errors/http-errors.js';
import { sessionFields, userFields } from '#presentation/http/v1/users/field-access.js';
import { createProgram, helpOf } from './command-line/program.js';
import type { FeatureSet } from './feature-set.js';

/** The generated pages of a service with these features, by file name. */
export function referencePages(features: FeatureSet): Readonly<Record<string, string>> {
  const sections = sectionsOf(features);
  return {
    'configuration.md': renderConfigurationReference(sections),
    'access.md': accessPage(features.gather('permissions'), {
      'Fields of an account': userFields,
      'Fields of a session': sessionFields,
    }),
    'errors.md': errorsPage(features.gather('errors'), statusOf),
    'cli.md': commandsPage(helpOf(createProgram(features.gather('commands'), doNothing, doNothing))),
    'events.md': eventsPage(features.gather('events')),
    '.env.example': renderEnvironmentExample(sections),
  };
}

async function doNothing(): Promise<void> {}

/** Groups of one title, which several features may have, are one section. */
function sectionsOf(features: FeatureSet): readonly SettingsSection[] {
  const byTitle = Map.groupBy(features.settings, ({ title }) => title);
  return [...byTitle].map(([title, groups]) => ({
    title,
    settings: groups.flatMap(({ settings }) => Object.values(settings)),
  }));
}
