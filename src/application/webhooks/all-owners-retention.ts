import type { Retention } from '#application/shared/retention.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import { forEachOwner } from './owners.js';
import type { WebhookDirectory } from './webhook-directory.js';

/** Removes what is old of every owner, each in its scope. */
export class AllOwnersRetention implements Retention {
  constructor(
    private readonly deliveries: Retention,
    private readonly directory: WebhookDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async deleteOverFor(seconds: number, limit: number): Promise<number> {
    let total = 0;
    await forEachOwner(this.directory, this.unitOfWork, async () => {
      if (total < limit) total += await this.deliveries.deleteOverFor(seconds, limit - total);
    });
    return total;
  }
}
