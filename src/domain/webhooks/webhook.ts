import { AggregateRoot } from '#domain/shared/aggregate-root.js';
import { parseId, type TenantId, type UserId } from '#domain/shared/ids.js';
import { invalidField } from '#domain/shared/validation.js';
import type { EndpointUrl } from './endpoint-url.js';
import {
  webhookChanged,
  webhookCreated,
  webhookDeactivated,
  webhookDeleted,
  webhookSecretRotated,
} from './events.js';

declare const brand: unique symbol;
export type WebhookId = string & { readonly [brand]: 'WebhookId' };

/** @throws AppError VALIDATION_ERROR when `raw` is not a UUID. */
export const WebhookId = { parse: (raw: string, field = 'id') => parseId(raw, field) as WebhookId };

export const descriptionMaxLength = 200;
/** For so long after a rotation the secret before signs too. */
export const rotationOverlapSeconds = 86_400;

/** @throws AppError VALIDATION_ERROR. */
export function parseDescription(raw: string): string | null {
  const value = raw.normalize('NFC').trim();
  if (value.length > descriptionMaxLength) {
    throw invalidField('description', `must have at most ${descriptionMaxLength} characters`);
  }
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) {
    throw invalidField('description', 'must be plain text on one line');
  }
  return value === '' ? null : value;
}

export interface WebhookState {
  readonly id: WebhookId;
  /** Whose it is; null: of the whole service. */
  readonly tenantId: TenantId | null;
  readonly url: EndpointUrl;
  /** Patterns of event types. */
  readonly types: readonly string[];
  readonly description: string | null;
  readonly isActive: boolean;
  /** Encrypted. */
  readonly sealedSecret: string;
  readonly sealedPreviousSecret: string | null;
  readonly previousSecretUntil: Date | null;
  /** Who is told when it is deactivated. */
  readonly createdBy: UserId | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Since when nothing has got through; kept by whoever delivers. */
  readonly failingSince: Date | null;
  readonly version: number;
}

type NewWebhook = Pick<
  WebhookState,
  'id' | 'tenantId' | 'url' | 'types' | 'description' | 'isActive' | 'sealedSecret' | 'createdBy'
>;
export type WebhookChange = Partial<Pick<WebhookState, 'url' | 'types' | 'description' | 'isActive'>>;

export class Webhook extends AggregateRoot {
  #state: WebhookState;

  private constructor(state: WebhookState) {
    super();
    this.#state = state;
  }

  static create(webhook: NewWebhook, at: Date): Webhook {
    const created = new Webhook({
      ...webhook,
      sealedPreviousSecret: null,
      previousSecretUntil: null,
      createdAt: at,
      updatedAt: at,
      failingSince: null,
      version: 1,
    });
    created.record(webhookCreated(webhook.id, { ...created.#about(), types: webhook.types }, at));
    return created;
  }

  static rehydrate(state: WebhookState): Webhook {
    return new Webhook(state);
  }

  get state(): WebhookState {
    return this.#state;
  }

  change(change: WebhookChange, at: Date): void {
    const next = { ...this.#state, ...change };
    const names = ['url', 'types', 'description', 'isActive'] as const;
    const changed = names.filter((name) => plain(next[name]) !== plain(this.#state[name]));
    if (changed.length === 0) return;
    // What it failed at before says nothing of what it is now.
    const isFresh = changed.includes('url') || (changed.includes('isActive') && next.isActive);
    this.#state = { ...next, failingSince: isFresh ? null : next.failingSince, updatedAt: at };
    this.record(webhookChanged(next.id, { ...this.#about(), changed }, at));
  }

  rotateSecret(sealedSecret: string, at: Date): void {
    this.#state = {
      ...this.#state,
      sealedSecret,
      sealedPreviousSecret: this.#state.sealedSecret,
      previousSecretUntil: new Date(at.getTime() + rotationOverlapSeconds * 1000),
      updatedAt: at,
    };
    this.record(webhookSecretRotated(this.#state.id, this.#about(), at));
  }

  /** The same secrets, encrypted anew: nobody need be told. */
  reseal(seal: (sealed: string) => string): void {
    const { sealedSecret, sealedPreviousSecret } = this.#state;
    this.#state = {
      ...this.#state,
      sealedSecret: seal(sealedSecret),
      sealedPreviousSecret: sealedPreviousSecret === null ? null : seal(sealedPreviousSecret),
    };
  }

  /** By the service itself. */
  deactivate(reason: 'gone' | 'failing', at: Date): void {
    if (!this.#state.isActive) return;
    this.#state = { ...this.#state, isActive: false, updatedAt: at };
    this.record(webhookDeactivated(this.#state.id, { ...this.#about(), reason }, at));
  }

  delete(at: Date): void {
    this.record(webhookDeleted(this.#state.id, this.#about(), at));
  }

  /** Called by the repository that has stored it as the next version. */
  saved(): void {
    this.#state = { ...this.#state, version: this.#state.version + 1 };
  }

  #about() {
    const { url, tenantId } = this.#state;
    return { host: url.host, tenantId };
  }
}

function plain(value: EndpointUrl | readonly string[] | string | boolean | null): string {
  return JSON.stringify(value);
}
