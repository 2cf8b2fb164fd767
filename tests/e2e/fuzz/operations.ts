/** As much of JSON Schema as the document uses for requests. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

export interface Operation {
  readonly method: string;
  /** As `/users/{id}`. */
  readonly template: string;
  readonly query: Readonly<Record<string, Schema>>;
  /** Null where the operation takes none. */
  readonly body: Body | null;
}

export interface Body {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

interface DocumentedOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
}

export interface RequestDocument {
  readonly paths: Record<string, Record<string, DocumentedOperation>>;
  readonly components: { readonly schemas: Record<string, Partial<Body>> };
}

/** Everything that the OpenAPI document says can be asked, so that a new route is fuzzed because it is there. */
export function operationsOf({ paths, components }: RequestDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      // Requests come one after the other, so none is to wait.
      const queries = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'wait');
      const reference = requestBody?.content['application/json']?.schema.$ref;
      const schema = reference && components.schemas[reference.split('/').at(-1) as string];
      return {
        method: method.toUpperCase(),
        template,
        query: Object.fromEntries(queries.map((parameter) => [parameter.name, parameter.schema])),
        body: schema ? { properties: schema.properties ?? {}, required: schema.required ?? [] } : null,
      };
    }),
  );
}
