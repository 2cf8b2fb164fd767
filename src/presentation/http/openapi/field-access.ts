import type { RouteOptions } from 'fastify';
import type { JsonSchema } from '../routing/json-schema.js';

/** Who reads and who writes the fields of what an answer shows, by what the routes demand. */
export interface ResourceFields {
  /** Its name in the OpenAPI document. */
  readonly resource: string;
  readonly fields: Readonly<Record<string, Readonly<Record<'readBy' | 'writtenBy', readonly string[]>>>>;
}

/**
 * Of every resource that is shown to those who are signed in and to nobody else. Since an answer holds what its schema
 * has, and a request what its DTO has, there is no other way to a field.
 */
export function fieldsOf(routes: readonly RouteOptions[]): readonly ResourceFields[] {
  const answers = routes.flatMap((route) => shownBy(route).map((schema) => ({ route, schema })));
  const byName = Map.groupBy(answers, ({ schema }) => String(schema.$id));
  return [...byName]
    .filter(([, shown]) => shown.every(({ route }) => route.config?.access === 'signed-in'))
    .map(([resource, shown]) => {
      const properties = namesOf(shown[0]?.schema);
      const demandsOf = (of: (route: RouteOptions) => boolean) =>
        [...new Set(shown.filter(({ route }) => of(route)).map(({ route }) => demandOf(route)))].sort();
      const fields = properties.map((name) => [
        name,
        {
          readBy: demandsOf(() => true),
          writtenBy: demandsOf(({ schema }) => namesOf(schema?.body).includes(name)),
        },
      ]);
      return { resource, fields: Object.fromEntries(fields) };
    })
    .sort((one, other) => (one.resource < other.resource ? -1 : 1));
}

/** The named schemas in the data of its answers: itself, the items of a list, or the parts of a document. */
function shownBy({ config }: RouteOptions): readonly JsonSchema[] {
  return Object.values(config?.answers?.successes ?? {}).flatMap(({ schema }) => namedIn(schema));
}

function namedIn(schema: JsonSchema | undefined): readonly JsonSchema[] {
  if (schema === undefined) return [];
  if (schema.$id !== undefined) return [schema];
  const { items, properties = {} } = schema as {
    items?: JsonSchema;
    properties?: Record<string, JsonSchema>;
  };
  return [...namedIn(items), ...Object.values(properties).flatMap(namedIn)];
}

function namesOf(schema: unknown): readonly string[] {
  return Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
}

function demandOf({ config }: RouteOptions): string {
  return `${config?.permission ?? 'whoever is signed in'}${config?.isFresh ? ', fresh' : ''}`;
}
