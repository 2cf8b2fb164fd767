/** Writes the generated pages of `docs/` from the built service: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage, eventsPage } from './reference-pages.ts';

const built = (path: string) => import(join(import.meta.dirname, '../dist/src', path));
const write = (page: string, text: string) => {
  writeFileSync(join(import.meta.dirname, '../docs', page), text);
  console.log(`docs/${page}`);
};

// Loading the container loads every module that defines an error.
await built('composition/container.js');
const { errorCatalogue } = await built('domain/shared/app-error.js');
const { eventDefinitions } = await built('composition/event-definitions.js');
const { statusOf } = await built('presentation/http/errors/error-status.js');
const { renderConfigurationReference } = await built(
  'infrastructure/configuration/configuration-reference.js',
);

write('configuration.md', renderConfigurationReference());
write('errors.md', errorsPage(errorCatalogue().values(), statusOf));
write('events.md', eventsPage(eventDefinitions));
