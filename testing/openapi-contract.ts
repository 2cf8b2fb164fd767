import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Answer {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

type Operation = { responses: Record<string, { content?: Record<string, object> }> };
export type OpenApiDocument = { paths: Record<string, Record<string, Operation>> };

/** Judges answers by the OpenAPI document of the service that gave them. */
export class OpenApiContract {
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #templates: readonly { readonly template: string; readonly pattern: RegExp }[];
  readonly #ajv: Ajv2020;

  constructor(private readonly document: OpenApiDocument) {
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addSchema(document as object, 'openapi');
    this.#templates = Object.keys(document.paths)
      .map((template) => ({ template, pattern: patternOf(template) }))
      .sort((left, right) => placeholders(left.template) - placeholders(right.template));
  }

  /** What is wrong with the answer; empty when it is as documented. */
  violations(answer: Answer): readonly string[] {
    const path = answer.path.split('?')[0] as string;
    const method = answer.method.toLowerCase();
    // A router has a tree for each method: `DELETE /me/mfa/{id}` is asked for by `/me/mfa/totp`, too.
    const template = this.#templates.find(
      ({ template, pattern }) => pattern.test(path) && this.document.paths[template]?.[method] !== undefined,
    )?.template;
    const operation = template && this.document.paths[template]?.[method];
    if (!template || !operation) {
      return answer.status === 404 || answer.status === 405
        ? []
        : [`${answer.method} ${path} is not documented but gave ${answer.status}`];
    }
    const name = `${answer.method} ${template} -> ${answer.status}`;
    const response = operation.responses[String(answer.status)];
    if (response === undefined) return [`${name} is not documented`];
    if (response.content === undefined) {
      return answer.body === undefined || answer.body === '' ? [] : [`${name} must have no body`];
    }
    const mediaType = answer.contentType?.split(';')[0] ?? 'none';
    if (response.content[mediaType] === undefined) return [`${name} is not documented as ${mediaType}`];
    const validate = this.#validator(template, answer, mediaType);
    if (validate(answer.body)) return [];
    return (validate.errors ?? []).map((error) => `${name}: ${error.instancePath} ${error.message}`);
  }

  #validator(template: string, { method, status }: Answer, mediaType: string): ValidateFunction {
    const segments = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      `${status}`,
      'content',
      mediaType,
      'schema',
    ];
    const pointer = segments.map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    );
    const reference = `openapi#/${pointer.join('/')}`;
    const known = this.#validators.get(reference);
    if (known !== undefined) return known;
    const validate = this.#ajv.compile({ $ref: reference });
    this.#validators.set(reference, validate);
    return validate;
  }
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${escaped}$`);
}

function placeholders(template: string): number {
  return template.split('{').length;
}
