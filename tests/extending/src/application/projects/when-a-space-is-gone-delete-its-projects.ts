import {
  type Clock,
  type StoredEvent,
  type Subscription,
  systemContext,
  type TenantId,
  tenantDeleted,
  type UnitOfWork,
  userDeleted,
} from 'gatehouse';
import type { ProjectRepository } from '#domain/projects/project-repository.js';

/** Projects go with the account or the tenant whose they are: exactly once, since the subscription moves in the transaction that deletes. */
export class WhenASpaceIsGoneDeleteItsProjects implements Subscription {
  readonly name = 'projects-of-spaces-that-are-gone';
  readonly description = 'Deletes the projects of accounts and tenants that were deleted.';
  readonly events = [userDeleted, tenantDeleted];
  readonly start = 'beginning';
  readonly isTransactional = true;

  constructor(
    private readonly projects: ProjectRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async handle({ subjectId }: StoredEvent): Promise<void> {
    await this.unitOfWork.scoped(subjectId as TenantId, systemContext, async () => {
      for (const project of await this.projects.list()) {
        project.delete(this.clock.now());
        await this.projects.remove(project);
      }
    });
  }
}
