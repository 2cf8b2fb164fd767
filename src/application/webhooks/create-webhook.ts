import type { Authorizer } from '#application/access/authorizer.js';
import type { RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { tooManyWebhooks } from '#domain/webhooks/errors.js';
import { writeWebhooks } from '#domain/webhooks/permissions.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { EndpointRules, WebhookFields } from './endpoint-rules.js';
import type { NewWebhooks } from './new-webhooks.js';
import { viewOf, type WebhookView } from './webhook-view.js';

export interface CreateWebhookCommand extends WebhookFields {
  readonly url: string;
  readonly types: readonly string[];
}

export class CreateWebhook {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly rules: EndpointRules,
    private readonly newWebhooks: NewWebhooks,
    private readonly webhooks: WebhookRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: { readonly limit: number },
  ) {}

  /**
   * @returns it with its secret, which is told now and never again.
   * @throws AppError FORBIDDEN without `webhooks:write`; VALIDATION_ERROR; TOO_MANY_WEBHOOKS.
   */
  async execute(
    command: CreateWebhookCommand,
    context: RequestContext,
  ): Promise<WebhookView & { readonly secret: string }> {
    await this.authorizer.require(context, writeWebhooks);
    const { url, types, description = null, isActive = true } = await this.rules.parse(command);
    const createdBy = context.principal?.kind === 'user' ? context.principal.userId : null;
    return this.unitOfWork.run(context, async () => {
      await this.authorizer.requireStill(context, writeWebhooks);
      if ((await this.webhooks.countLocked()) >= this.settings.limit) throw tooManyWebhooks();
      const { webhook, secret } = this.newWebhooks.make({ url, types, description, isActive, createdBy });
      await this.webhooks.add(webhook);
      return { ...viewOf(webhook), secret };
    });
  }
}
