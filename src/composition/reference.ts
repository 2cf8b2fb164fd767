import type { RouteOptions } from 'fastify';
import { accessPage, type RouteAccess } from '#infrastructure/documentation/access-page.js';
import {
  renderConfigurationReference,
  renderEnvironmentExample,
  type SettingsSection,
} from '#infrastructure/documentation/configuration-page.js';
import { commandsPage, errorsPage, eventsPage } from '#infrastructure/documentation/reference-pages.js';
import { statusOf } from '#presentation/http/errors/http-errors.js';
import { fieldsOf } from '#presentation/http/openapi/field-access.js';
import { sessionFields, userFields } from '#presentation/http/v1/users/field-access.js';
import { createProgram, helpOf } from './command-line/program.js';
import { declaredRoutes } from './declared-routes.js';
import type { FeatureSet } from './feature-set.js';

/** The generated pages of a service with these features, by file name. */
export async function referencePages(features: FeatureSet): Promise<Readonly<Record<string, string>>> {
  const sections = sectionsOf(features);
  const routes = await declaredRoutes(features);
  return {
    'configuration.md': renderConfigurationReference(sections),
    'access.md': accessPage(
      features.gather('permissions'),
      routes.map(routeAccess),
      {
        'Fields of an account': userFields,
        'Fields of a session': sessionFields,
      },
      fieldsOf(routes).filter(({ resource }) => resource !== 'Session'),
    ),
    'errors.md': errorsPage(features.gather('errors'), statusOf),
    'cli.md': commandsPage(helpOf(createProgram(features.gather('commands'), doNothing, doNothing))),
    'events.md': eventsPage(features.gather('events')),
    '.env.example': renderEnvironmentExample(sections),
  };
}

function routeAccess({ method, url, config }: RouteOptions): RouteAccess {
  const { access, permission, isFresh = false } = config ?? {};
  return { route: `${method} ${url}`, isOpen: access === 'public', permission, isFresh };
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
