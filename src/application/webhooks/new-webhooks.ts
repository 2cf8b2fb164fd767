import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { Webhook, type WebhookId, type WebhookState } from '#domain/webhooks/webhook.js';
import type { SigningSecrets } from './signing-secrets.js';

type Given = Pick<WebhookState, 'tenantId' | 'url' | 'types' | 'description' | 'isActive' | 'createdBy'>;

/** Makes webhooks, each with a secret of its own. */
export class NewWebhooks {
  constructor(
    private readonly ids: IdGenerator,
    private readonly secrets: SigningSecrets,
    private readonly clock: Clock,
  ) {}

  make(given: Given): { readonly webhook: Webhook; readonly secret: string } {
    const id = this.ids.next() as WebhookId;
    const { secret, sealed: sealedSecret } = this.secrets.make(id);
    return { webhook: Webhook.create({ ...given, id, sealedSecret }, this.clock.now()), secret };
  }
}
