import type { RouteDefinition } from '../routing/route-definition.js';
import { schemaOfDto } from '../validation/dto.js';
import { failureSchema, headerComponents, problemSchema, SchemaComponents } from './components.js';
import { responsesOf } from './responses.js';

interface Operation {
  parameters?: object[];
  requestBody?: object;
  responses?: object;
}

export interface OpenApiDocument {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown>; headers?: object };
}

const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'Change only these versions: entity tags as in ETag, or `*` (RFC 9110 §13.1.1).',
  schema: { type: 'string' },
  example: '"1"',
};

/** Adds to the document of the plugin what it cannot know: bodies and answers by name, both error shapes. */
export function completeDocument<Document extends OpenApiDocument>(
  document: Document,
  definitions: readonly RouteDefinition[],
): Document {
  const components = new SchemaComponents();
  for (const definition of definitions) {
    const operation = operationOf(document, definition);
    if (operation === undefined) continue;
    operation.responses = responsesOf(definition, components);
    if (definition.isConditional) operation.parameters = [...(operation.parameters ?? []), ifMatch];
    if (definition.body !== undefined) {
      const schema = components.refer(schemaOfDto(definition.body));
      operation.requestBody = { required: true, content: { 'application/json': { schema } } };
    }
  }
  document.components = {
    ...document.components,
    headers: headerComponents,
    schemas: { ...components.schemas, Failure: failureSchema, Problem: problemSchema },
  };
  return document;
}

function operationOf({ paths }: OpenApiDocument, { url, method }: RouteDefinition): Operation | undefined {
  return paths?.[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
}
