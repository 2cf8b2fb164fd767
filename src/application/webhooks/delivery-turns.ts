import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { TenantId } from '#domain/shared/ids.js';
import type { DeliveryQueue, DueDelivery, Turn } from './delivery-queue.js';
import { inScopeOf } from './owners.js';
import type { WebhookDirectory } from './webhook-directory.js';

/** A turn, and whose webhook it is of. */
export interface OwnedTurn extends Turn {
  readonly tenantId: TenantId | null;
}

/** The turns of all webhooks, those of each tenant in its scope. */
export class DeliveryTurns {
  #areTenantsFirst = false;

  constructor(
    private readonly queue: DeliveryQueue,
    private readonly directory: WebhookDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** As `DeliveryQueue.claim`. Tenants and the whole service take turns at coming first, so that neither is starved. */
  async claim(owner: string, leaseSeconds: number, limit: number): Promise<readonly OwnedTurn[]> {
    this.#areTenantsFirst = !this.#areTenantsFirst;
    const claims = [
      async (room: number) => own(null, await this.queue.claim(owner, leaseSeconds, room)),
      (room: number) => this.#ofTenants(owner, leaseSeconds, room),
    ];
    const turns: OwnedTurn[] = [];
    for (const claim of this.#areTenantsFirst ? claims.toReversed() : claims) {
      if (turns.length < limit) turns.push(...(await claim(limit - turns.length)));
    }
    return turns;
  }

  /** As `DeliveryQueue.next`. */
  next({ webhookId, tenantId }: OwnedTurn, owner: string, leaseSeconds: number): Promise<DueDelivery | null> {
    return inScopeOf(tenantId, this.unitOfWork, () => this.queue.next(webhookId, owner, leaseSeconds));
  }

  /** As `DeliveryQueue.renew`. */
  renew({ webhookId, tenantId }: OwnedTurn, owner: string, leaseSeconds: number): Promise<void> {
    return inScopeOf(tenantId, this.unitOfWork, () => this.queue.renew(webhookId, owner, leaseSeconds));
  }

  /** As `DeliveryQueue.release`. */
  release({ webhookId, tenantId }: OwnedTurn, owner: string, pauseSeconds: number): Promise<void> {
    return inScopeOf(tenantId, this.unitOfWork, () => this.queue.release(webhookId, owner, pauseSeconds));
  }

  /** None takes the room of all. */
  async #ofTenants(owner: string, leaseSeconds: number, room: number): Promise<OwnedTurn[]> {
    const due = await this.directory.due(room);
    const share = Math.max(1, Math.floor(room / Math.max(1, due.length)));
    const turns: OwnedTurn[] = [];
    for (const tenantId of due) {
      const claimed = await inScopeOf(tenantId, this.unitOfWork, () =>
        this.queue.claim(owner, leaseSeconds, share),
      );
      turns.push(...own(tenantId, claimed));
    }
    return turns;
  }
}

function own(tenantId: TenantId | null, turns: readonly Turn[]): OwnedTurn[] {
  return turns.map((turn) => ({ ...turn, tenantId }));
}
