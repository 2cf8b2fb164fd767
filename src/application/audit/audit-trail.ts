import type { Clock } from '#application/shared/clock.js';
import type { IdGenerator } from '#application/shared/id-generator.js';
import { actorIdOf, impersonatedIn, type RequestContext } from '#application/shared/request-context.js';
import type { UnitOfWork } from '#application/shared/unit-of-work.js';
import type { AuditEntry } from '#domain/audit/audit-entry.js';
import type { AuditLog } from '#domain/audit/audit-log.js';

type Incident = Pick<AuditEntry, 'action' | 'outcome' | 'targetId' | 'details'>;

/** Records what changes nothing and so has no event: failed logins and refusals. A rollback does not undo it. @public */
export class AuditTrail {
  constructor(
    private readonly log: AuditLog,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
  ) {}

  async record(context: RequestContext, incident: Incident): Promise<void> {
    const entry: AuditEntry = {
      id: this.ids.next(),
      occurredAt: this.clock.now(),
      actorId: actorIdOf(context),
      ip: context.ip,
      userAgent: context.userAgent,
      requestId: context.requestId,
      ...incident,
      details: withImpersonated(incident.details, context),
    };
    // A refusal goes on record even where the use case itself only reads.
    const writing = { ...context, isReadOnly: false };
    await this.unitOfWork.afterCompletion(() => this.unitOfWork.run(writing, () => this.log.append(entry)));
  }
}

function withImpersonated(details: Incident['details'], context: RequestContext): Incident['details'] {
  const impersonated = impersonatedIn(context);
  return impersonated === null ? details : { ...details, impersonated };
}
