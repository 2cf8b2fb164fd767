import type { RequestContext } from '#application/shared/request-context.js';
import { tooManyWebhooks } from '#domain/webhooks/errors.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EndpointRules, WebhookFields } from './endpoint-rules.js';
import type { NewWebhooks } from './new-webhooks.js';
import type { WebhookAccess } from './webhook-access.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export interface CreateWebhookCommand extends WebhookFields {
  readonly url: string;
  readonly types: readonly string[];
  /** Whose it is to be; absent: of the whole service. */
  readonly tenantId?: string | undefined;
}

export class CreateWebhook {
  constructor(
    private readonly access: WebhookAccess,
    private readonly rules: EndpointRules,
    private readonly newWebhooks: NewWebhooks,
    private readonly webhooks: WebhookRepository,
    private readonly settings: { readonly limit: number },
  ) {}

  /**
   * @returns it with its secret, which is told now and never again.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; TENANT_NOT_FOUND; TOO_MANY_WEBHOOKS.
   */
  async execute(
    command: CreateWebhookCommand,
    context: RequestContext,
  ): Promise<WebhookView & { readonly secret: string }> {
    const { tenantId: named, ...fields } = command;
    const owner = await this.access.toOwner(named, context);
    const { url, types, description = null, isActive = true } = await this.rules.parse(fields);
    const createdBy = context.principal?.kind === 'user' ? context.principal.userId : null;
    return this.access.changing(owner, context, async () => {
      if ((await this.webhooks.countLocked()) >= this.settings.limit) throw tooManyWebhooks();
      const given = { tenantId: owner, url, types, description, isActive, createdBy };
      const { webhook, secret } = this.newWebhooks.make(given);
      await this.webhooks.add(webhook);
      return { ...viewOf(webhook), secret };
    });
  }
}
