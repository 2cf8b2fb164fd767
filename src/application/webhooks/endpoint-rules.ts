import type { EventCatalogue } from '#application/events/event-catalogue.js';
import { invalidField, parseAll } from '#domain/shared/validation.js';
import { EndpointUrl } from '#domain/webhooks/endpoint-url.js';
import { parseTypes } from '#domain/webhooks/event-types.js';
import { parseDescription, type WebhookChange } from '#domain/webhooks/webhook.js';
import type { EndpointGuard } from './endpoint-caller.js';

/** What may be said of a webhook; what is absent stays. */
export interface WebhookFields {
  readonly url?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly description?: string | null | undefined;
  readonly isActive?: boolean | undefined;
}

/** What a webhook must be like, when it is made and when it is changed. */
export class EndpointRules {
  /** @param mayBePlain whether `http` will do. */
  constructor(
    private readonly catalogue: EventCatalogue,
    private readonly guard: EndpointGuard,
    private readonly mayBePlain: boolean,
  ) {}

  /** Looks names of hosts up, and so runs outside of a unit of work. @throws AppError VALIDATION_ERROR. */
  async parse<Fields extends WebhookFields>({ url, types, description, isActive }: Fields) {
    const known = this.catalogue.all.map(({ eventName }) => eventName);
    const parsed = parseAll({
      url: () => (url === undefined ? undefined : EndpointUrl.parse(url, this.mayBePlain)),
      types: () => (types === undefined ? undefined : parseTypes(types, known)),
      description: () => (typeof description === 'string' ? parseDescription(description) : description),
    });
    const refusal = parsed.url === undefined ? null : await this.guard.refusalOf(parsed.url.value);
    if (refusal !== null) throw invalidField('url', refusal);
    const given = Object.entries({ ...parsed, isActive }).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given) as WebhookChange & Parsed<Fields>;
  }
}

/** What is given is parsed. */
type Parsed<Fields> = Required<Pick<WebhookChange, keyof Fields & ('url' | 'types') & RequiredKeys<Fields>>>;
type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];
