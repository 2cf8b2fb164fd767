import type { Clock } from '#application/shared/clock.js';
import { systemContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { failingLimitSeconds, pauseAfter } from '#domain/webhooks/retry-schedule.js';
import type { WebhookId } from '#domain/webhooks/webhook.js';
import type { WebhookRepository } from '#domain/webhooks/webhook-repository.js';
import type { DeliveryQueue, DueDelivery, LastAnswer, Settlement } from './delivery-queue.js';
import type { EndpointAnswer, EndpointCaller } from './endpoint-caller.js';
import { amongWebhooksOf, inScopeOf } from './owners.js';
import type { SigningSecrets } from './signing-secrets.js';

const gone = 410;

/** One attempt at a delivery: called outside of any unit of work, recorded in one. */
export class AttemptDelivery {
  constructor(
    private readonly queue: DeliveryQueue,
    private readonly webhooks: WebhookRepository,
    private readonly secrets: SigningSecrets,
    private readonly caller: EndpointCaller,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param chance from 0 to 1, by which the next attempt is spread.
   * @returns what came of it.
   * @throws Error when `signal` is aborted, or the outcome cannot be recorded: it is then attempted again.
   */
  async execute(delivery: DueDelivery, chance: number, signal: AbortSignal): Promise<EndpointAnswer> {
    const headers = this.secrets.headersFor(delivery, this.clock.now());
    const answer = await this.caller.post(delivery.url, headers, delivery.body, signal);
    const last = lastAnswerOf(answer);
    if (last.error === null && (await this.#confirm(delivery, last))) return answer;
    await amongWebhooksOf(delivery.tenantId, this.unitOfWork, systemContext, async () => {
      const failingSeconds = await this.queue.settle(
        delivery,
        last,
        settlementOf(last, delivery.attempt, chance),
      );
      if (last.status === gone) await this.#deactivate(delivery.webhookId, 'gone');
      else if (failingSeconds >= failingLimitSeconds) await this.#deactivate(delivery.webhookId, 'failing');
    });
    return answer;
  }

  #confirm(delivery: DueDelivery, last: LastAnswer): Promise<boolean> {
    return inScopeOf(delivery.tenantId, this.unitOfWork, () => this.queue.confirm(delivery, last));
  }

  async #deactivate(id: WebhookId, reason: 'gone' | 'failing'): Promise<void> {
    const webhook = await this.webhooks.findById(id);
    if (!webhook?.state.isActive) return;
    webhook.deactivate(reason, this.clock.now());
    await this.webhooks.save(webhook);
  }
}

function lastAnswerOf(answer: EndpointAnswer): LastAnswer {
  const { durationMs } = answer;
  if (answer.kind === 'failed') return { status: null, body: null, durationMs, error: answer.reason };
  const { status, body } = answer;
  return { status, body, durationMs, error: faultOf(status) };
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It redirects (${status}), and redirects are not followed`;
  return status === gone ? 'It says that it is gone (410)' : `It answered ${status}`;
}

function settlementOf({ status, error }: LastAnswer, attempt: number, chance: number): Settlement {
  if (error === null) return { state: 'delivered' };
  const pauseSeconds = status === gone ? null : pauseAfter(attempt, chance);
  return pauseSeconds === null ? { state: 'failed' } : { state: 'retrying', pauseSeconds };
}
