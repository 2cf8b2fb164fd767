import { tenantOfEvent } from '#application/events/stored-event.js';
import type { Clock } from '#application/shared/clock.js';
import { invalidField } from '#domain/shared/validation.js';
import { matchesAny } from '#domain/webhooks/event-types.js';
import type { Webhook } from '#domain/webhooks/webhook.js';
import type { DeliveryForm } from './delivery-form.js';
import type { NewDelivery } from './delivery-queue.js';
import type { LoggedEvents } from './logged-events.js';

/** Of deliveries in one go. */
export const replayLimit = 10_000;
const batchSize = 1_000;

/** What has happened, as deliveries. */
export class EventHistory {
  constructor(
    private readonly events: LoggedEvents,
    private readonly form: DeliveryForm,
    private readonly clock: Clock,
    private readonly settings: { readonly retentionHours: number },
  ) {}

  /**
   * @param to not included; absent for now.
   * @throws AppError VALIDATION_ERROR for a time of which the log may have lost something, or has more than `replayLimit`.
   */
  async deliveriesTo({ state }: Webhook, from: Date, to: Date | undefined): Promise<readonly NewDelivery[]> {
    const now = this.clock.now().getTime();
    if (from.getTime() < now - this.settings.retentionHours * 3_600_000) {
      throw invalidField('from', 'must not be before what the log of events still has');
    }
    const until = to ?? new Date(now + 1);
    if (until <= from) throw invalidField('to', 'must be after from, and from before now');
    const deliveries: NewDelivery[] = [];
    for (let behind = 0; ; ) {
      const events = await this.events.between(from, until, behind, batchSize);
      const wanted = events.filter(
        (event) =>
          matchesAny(state.types, event.name) &&
          (state.tenantId === null || tenantOfEvent(event) === state.tenantId),
      );
      deliveries.push(...wanted.flatMap((event) => this.form.of(event, [state.id], 'replay')));
      if (deliveries.length > replayLimit) {
        throw invalidField(
          'to',
          `must be earlier: no more than ${replayLimit} events are replayed at a time`,
        );
      }
      if (events.length < batchSize) return deliveries;
      behind = events.at(-1)?.position ?? 0;
    }
  }
}
